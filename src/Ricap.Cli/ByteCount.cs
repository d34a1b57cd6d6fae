using System.Globalization;
using Ricap.CommandLine;

namespace Ricap.Cli;

/// <summary>A number of bytes as a user says it: <c>1G</c>, <c>512M</c>, <c>65536</c>.</summary>
internal static class ByteCount
{
    /// <summary>How it is spelled.</summary>
    public const string Grammar = "N[K|M|G]";

    private const string Units = "KMG";

    /// <summary>Reads one; units are powers of 1,024.</summary>
    /// <exception cref="RicapException">It is none, or more than there can be.</exception>
    public static long Parse(string option, string text)
    {
        int unit = text.Length == 0 ? -1 : Units.IndexOf(text[^1], StringComparison.Ordinal);
        int shift = 10 * (unit + 1);
        ReadOnlySpan<char> digits = unit < 0 ? text : text.AsSpan(0, text.Length - 1);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= long.MaxValue >> shift
            ? number << shift
            : throw Verb.Invalid($"{option} '{text}' is not {Grammar}, bytes");
    }
}
