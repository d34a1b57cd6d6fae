using System.Globalization;

namespace Ricap.Building;

/// <summary>
/// One of several parts that work is divided into: part <paramref name="Index"/> of <paramref name="Count"/>. All parts of
/// one count together are the whole, and no two overlap.
/// </summary>
/// <param name="Index">Which part, 0..<paramref name="Count"/> − 1.</param>
/// <param name="Count">How many parts there are, 1..1,000,000.</param>
/// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
public sealed record PartNumber(int Index, int Count)
{
    /// <summary>The most parts there can be.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>All of it, in one part.</summary>
    public static PartNumber Whole { get; } = new(0, 1);

    /// <summary>Which part, from 0.</summary>
    public int Index { get; } = Index >= 0 && Index < Count
        ? Index
        : throw new ArgumentOutOfRangeException(nameof(Index), Index, $"A part of {Count} is 0..{Count - 1}.");

    /// <summary>How many parts there are.</summary>
    public int Count { get; } = Count is >= 1 and <= MaxCount
        ? Count
        : throw new ArgumentOutOfRangeException(nameof(Count), Count, $"There are 1..{MaxCount} parts.");

    /// <summary>Reads <c>I/N</c>.</summary>
    /// <param name="text">Two whole numbers in decimal digits, 0 ≤ I &lt; N ≤ <see cref="MaxCount"/>.</param>
    /// <returns>The part; null if the text is not one.</returns>
    public static PartNumber? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('/') is [string index, string count]
            && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int i)
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            && n is >= 1 and <= MaxCount
            && i < n
                ? new PartNumber(i, n)
                : null;
    }

    /// <summary>The items of this part, out of as many as there are: [total·I/N, total·(I+1)/N), which may be none.</summary>
    /// <param name="total">How many there are, not negative.</param>
    /// <returns>The first, and the one after the last.</returns>
    public (long First, long End) Slice(long total)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(total);
        return (Bound(Index), Bound(Index + 1));

        long Bound(int part) => (long)((Int128)total * part / Count);
    }

    /// <summary><c>I/N</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
