using Ricap.Planning;
using Ricap.Preview.Drawing;
using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Reporting;

/// <summary>How much there is of a class, before and after the samples were patched together.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Colour">Its colour, the one it has on contact sheets: <c>#rrggbb</c>.</param>
/// <param name="Sources">Sources listed under it.</param>
/// <param name="Before">Its share of the sources' labels.</param>
/// <param name="After">Its share of the labels of all samples of the report's epochs.</param>
internal sealed record ClassStatistics(string Name, string Colour, int Sources, double Before, double After)
{
    /// <summary>All classes, in their order.</summary>
    public static IReadOnlyList<ClassStatistics> Of(PlannedDataset dataset, IReadOnlyList<UInt128> mass, Palette palette)
    {
        IReadOnlyList<string> names = dataset.Manifest.Classes;
        int[] sources = new int[names.Count];
        long[] weights = new long[names.Count];
        foreach (RecordSource source in dataset.Sources)
        {
            sources[source.Class]++;
            foreach (ClassWeight part in source.SoftLabel ?? [new(source.Class, ClassWeight.PerPixel)])
            {
                weights[part.Class] += part.Weight;
            }
        }

        UInt128 samples = mass.Aggregate(UInt128.Zero, (sum, part) => sum + part);
        return
        [
            .. names.Select((name, i) => new ClassStatistics(
                name,
                palette[name].ToString(),
                sources[i],
                Share.Of(weights[i], (double)dataset.Sources.Count * ClassWeight.PerPixel),
                Share.Of((double)mass[i], (double)samples))),
        ];
    }
}

/// <summary>Parts of a whole, to as many digits as anyone can see.</summary>
internal static class Share
{
    private const int Digits = 8;

    /// <summary>What a part is of a whole.</summary>
    public static double Of(double part, double whole) => Rounded(part / whole);

    /// <summary>A share without the digits that only make a file longer.</summary>
    public static double Rounded(double share) => Math.Round(share, Digits);
}
