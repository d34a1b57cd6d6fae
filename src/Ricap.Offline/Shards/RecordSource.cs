using System.Buffers;
using System.Text;
using Ricap.Planning;

namespace Ricap.Shards;

/// <summary>What a sample record says about one source image. Immutable.</summary>
/// <param name="Path">The source's path below its folder, with <c>/</c> between names; valid Unicode.</param>
/// <param name="Class">The class it is listed under; of a soft-labelled source, its heaviest class.</param>
/// <param name="SoftLabel">
/// Null for a hard label, which is all of <paramref name="Class"/>. Otherwise the label of one pixel: weights above 0
/// in millionths that sum to 1,000,000, ascending by class.
/// </param>
/// <exception cref="ArgumentException">The path is not valid Unicode, the class is negative or the soft label is not as described.</exception>
internal sealed record RecordSource(string Path, int Class, IReadOnlyList<ClassWeight>? SoftLabel = null)
{
    /// <summary>The source's path below its folder.</summary>
    public string Path { get; } = Unicode(Path);

    /// <summary>The class it is listed under; of a soft-labelled source, its heaviest class.</summary>
    public int Class { get; } = Class >= 0
        ? Class
        : throw new ArgumentOutOfRangeException(nameof(Class), Class, "A class is not negative.");

    /// <summary>The label of one pixel in millionths, ascending by class; null for a hard label.</summary>
    public IReadOnlyList<ClassWeight>? SoftLabel { get; } = SoftLabel is null ? null : Checked(SoftLabel, Class);

    /// <summary><see cref="SoftLabel"/> for loops that must not allocate; empty for a hard label.</summary>
    internal ReadOnlySpan<ClassWeight> SoftSpan => (ClassWeight[]?)SoftLabel;

    /// <summary>A soft-labelled source, listed under its heaviest class; of equals, the first.</summary>
    /// <exception cref="ArgumentException">The label is not as <see cref="RecordSource"/> describes.</exception>
    public static RecordSource Soft(string path, IReadOnlyList<ClassWeight> label) =>
        new(path, Heaviest(label).Class, label);

    private static string Unicode(string path)
    {
        ReadOnlySpan<char> rest = path.AsSpan();
        while (rest.IndexOfAnyInRange('\uD800', '\uDFFF') is int at and >= 0)
        {
            rest = Rune.DecodeFromUtf16(rest[at..], out _, out int length) == OperationStatus.Done
                ? rest[(at + length)..]
                : throw new ArgumentException("A path is valid Unicode.", nameof(path));
        }

        return path;
    }

    private static ClassWeight Heaviest(IReadOnlyList<ClassWeight> label)
    {
        ClassWeight heaviest = default;
        foreach (ClassWeight entry in label)
        {
            heaviest = entry.Weight > heaviest.Weight ? entry : heaviest;
        }

        return heaviest;
    }

    // A copy, so that what was checked stays so.
    private static ClassWeight[] Checked(IReadOnlyList<ClassWeight> list, int @class)
    {
        ClassWeight[] label = [.. list];
        long sum = 0;
        long own = 0;
        int previous = -1;
        foreach (ClassWeight entry in label)
        {
            // The upper bound keeps the sum from overflowing; the sum below does the rest.
            if (entry.Class <= previous || entry.Weight is <= 0 or > ClassWeight.PerPixel)
            {
                throw new ArgumentException(
                    "A soft label ascends by class and has weights above 0.", nameof(list));
            }

            previous = entry.Class;
            sum += entry.Weight;
            own = entry.Class == @class ? entry.Weight : own;
        }

        if (sum != ClassWeight.PerPixel)
        {
            throw new ArgumentException($"A soft label sums to 1,000,000 millionths, not {sum}.", nameof(list));
        }

        return own == Heaviest(label).Weight
            ? label
            : throw new ArgumentException(
                "A soft-labelled source is listed under its heaviest class.", nameof(@class));
    }
}
