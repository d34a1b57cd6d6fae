namespace Ricap.Sources;

/// <summary>Orders strings as their UTF-8 bytes would be ordered, which is by code point.</summary>
/// <remarks>
/// <see cref="StringComparer.Ordinal"/> compares UTF-16 units and so puts an emoji (two surrogates, D800 to DFFF)
/// before the characters E000 to FFFF, which have smaller code points.
/// </remarks>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    private Utf8Order()
    {
    }

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
        {
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        }

        int same = x.AsSpan().CommonPrefixLength(y);
        return same == x.Length || same == y.Length
            ? x.Length.CompareTo(y.Length)
            : Rank(x[same]).CompareTo(Rank(y[same]));
    }

    /// <summary>Surrogates stand for code points above every other unit, so they rank above them.</summary>
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
