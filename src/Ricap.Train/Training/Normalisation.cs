using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ricap.Train.Data;
using Ricap.Train.Models;

namespace Ricap.Train.Training;

/// <summary>What pixels are normalised by, as it is said of a run.</summary>
internal sealed record Normalisation
{
    /// <summary>How it is written.</summary>
    public const string Grammar = "auto|dataset|imagenet|none|MEAN/STD";

    private readonly string _text;
    private readonly PixelStatistics? _statistics;

    private Normalisation(string text, PixelStatistics? statistics) => (_text, _statistics) = (text, statistics);

    /// <summary>What the initial weights were trained with, or else <see cref="Dataset"/>.</summary>
    public static Normalisation Auto { get; } = new("auto", null);

    /// <summary>Mean and deviation of the training data.</summary>
    public static Normalisation Dataset { get; } = new("dataset", null);

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Normalisation? normalisation)
    {
        normalisation = text switch
        {
            "auto" => Auto,
            "dataset" => Dataset,
            "imagenet" => new Normalisation(text, PixelStatistics.ImageNet),
            "none" => new Normalisation(text, PixelStatistics.None),
            _ when text.Split('/') is [string means, string deviations] && Three(means, -1000) is { } mean && Three(deviations, 1e-6) is { } deviation =>
                new Normalisation($"{Spell(mean)}/{Spell(deviation)}", new PixelStatistics(mean, deviation)),
            _ => null,
        };
        return normalisation is not null;
    }

    /// <summary>The numbers of a run.</summary>
    /// <param name="trainedWith">What its initial weights were trained with; null if nothing is known of that.</param>
    /// <param name="dataset">The training data; read only where their own numbers are needed.</param>
    public PixelStatistics Of(PixelStatistics? trainedWith, RowSubset dataset)
    {
        if ((_statistics ?? (this == Auto ? trainedWith : null)) is { } known)
        {
            return known;
        }

        (double[] mean, double[] deviation) = PixelNormaliser.Measure(dataset);
        return new PixelStatistics(mean, deviation);
    }

    public bool Equals(Normalisation? other) => other?._text == _text;

    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _text;

    /// <summary>Three numbers, or one for all channels.</summary>
    private static double[]? Three(string text, double least)
    {
        double[] numbers = [.. text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) ? x : double.NaN)];
        return numbers.Length is not (1 or 3) || numbers.Any(x => !(x >= least && x <= 1000)) ? null
            : numbers.Length == 3 ? numbers : [numbers[0], numbers[0], numbers[0]];
    }

    private static string Spell(double[] numbers) => string.Join(',', numbers.Select(x => x.ToString("R", CultureInfo.InvariantCulture)));
}
