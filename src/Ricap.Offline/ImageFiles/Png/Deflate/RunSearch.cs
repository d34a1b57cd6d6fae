using System.Runtime.Intrinsics;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>Finds runs: bytes that equal the one before them, <see cref="Shortest"/> of them and more.</summary>
/// <remarks>
/// <code>
///   … 3 7 7 7 7 7 7 7 2 …
///         └ found: it and five more equal what is before them
/// </code>
/// </remarks>
internal static partial class RunSearch
{
    /// <summary>
    /// The shortest run that is found. In a flat area a zero takes a bit or two and a repeat about nine: shorter ones cost more
    /// than they save.
    /// </summary>
    public const int Shortest = 6;

    /// <summary>Where from <paramref name="from"/> on the first run begins; <paramref name="end"/> if none does before it.</summary>
    /// <param name="input">All of it: a run may begin before the end and go on behind it, and its first equals the byte before.</param>
    /// <param name="from">The first place, from 0.</param>
    /// <param name="end">Behind the last place, at most the input's length.</param>
    public static int Find(ReadOnlySpan<byte> input, int from, int end) => Vector128.IsHardwareAccelerated
        ? FindVector(input, Math.Max(from, 1), end)
        : FindScalar(input, Math.Max(from, 1), end);

    /// <summary>How many bytes from <paramref name="at"/>, 1 or more, on equal the one before them, up to <paramref name="longest"/>.</summary>
    public static int Length(ReadOnlySpan<byte> input, int at, int longest)
    {
        ReadOnlySpan<byte> run = input.Slice(at, Math.Min(longest, input.Length - at));
        int other = run.IndexOfAnyExcept(input[at - 1]);
        return other < 0 ? run.Length : other;
    }
}
