using System.Globalization;
using Ricap.Options;
using Ricap.Train.Data;
using Ricap.Train.Optimisers;
using Row = Ricap.Options.OptionRow<Ricap.Train.Training.TrainOptions>;

namespace Ricap.Train.Training;

/// <summary>The options that say which images are trained on and what is done with the others; rows of <see cref="TrainOptionTable"/>. Each is off where nothing is said of it, and then decides nothing.</summary>
internal static class DataOptionRows
{
    /// <summary>The rows, in the order help shows them.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        Row.Text("val", "DIR", "The data set that the best epoch is picked by, for best.safetensors and --patience; all of its images are scored.",
            o => o.Validation, (o, v) => o with { Validation = v }, OptionKind.Input),
        new("val-split", "P% (above 0%, to 90%)", "Instead of --val: of each class's training images hold back this much; the seed says which.",
            (o, v) => Percent(v) is { } percent ? o with { ValidationPercent = percent } : null,
            o => o.ValidationPercent is { } percent ? $"{percent.ToString(CultureInfo.InvariantCulture)}%" : null)
        { Affects = OptionEffects.Weights, Matters = o => o.ValidationPercent is not null, Excludes = ("val", $"") },
        new("fold", Fold.Grammar, "Instead of --test: test on part I of K equal parts of the data set's images, and train on the others; the seed says which are where.",
            (o, v) => Fold.Parse(v) is { } fold ? o with { Fold = fold } : null, o => o.Fold?.ToString())
        { Affects = OptionEffects.Weights, Matters = o => o.Fold is not null, Excludes = ("test", $"") },
        Row.Int("patience", 0, 100_000, "End the run after so many epochs without a better validation, 0 = never.", o => o.Patience, (o, v) => o with { Patience = v }),
        new("mix-until", "E | 0%..100%", "From this epoch on, or this percentage of all, samples are flipped and shifted and no more.",
            (o, v) => Epoch(v, o.Epochs) is { } epoch ? o with { MixUntil = epoch } : null, o => o.MixUntil?.ToString(CultureInfo.InvariantCulture))
        { Affects = OptionEffects.Weights, Matters = o => o.MixUntil is not null },
        Row.Word("class-weights", "What each class counts in the loss: as many images as it has, or balanced, all the same.",
            o => o.ClassWeights, (o, v) => o with { ClassWeights = v }, OptionEffects.Weights, o => o.ClassWeights != ClassWeighting.None),
    ];

    /// <summary>Adds what is wrong with options that are well each by itself.</summary>
    public static void Check(TrainOptions options, List<Problem> problems)
    {
        if (options.Patience > 0 && options.Validation is null && options.ValidationPercent is null)
        {
            problems.Add(Problem.InvalidOption($"{new OptionName("patience")} needs {new OptionName("val")} or {new OptionName("val-split")}, by which an epoch is better than another"));
        }

        if (Splits(options) && options.Feed.Source == DataSource.Shards)
        {
            OptionName split = options.Fold is null ? new("val-split") : new("fold");
            problems.Add(Problem.AboutOption(
                ProblemSeverity.Error,
                ProblemCodes.ShardsOfAllImages,
                null,
                $"{split} trains on some of the data set's images, and its shards mix all of them: leave {new OptionName("source", "shards")} out, and epochs are composed"));
        }
    }

    /// <summary>Whether some images of the data set are not trained on.</summary>
    private static bool Splits(TrainOptions options) => options.ValidationPercent is not null || options.Fold is not null;

    private static decimal? Percent(string text) =>
        text.EndsWith('%') && Number(text[..^1]) is { } percent && percent is > 0 and <= 90 ? percent : null;

    /// <summary>An epoch by its number or by its share of all.</summary>
    private static int? Epoch(string text, int epochs) =>
        !text.EndsWith('%') ? int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : null
        : Number(text[..^1]) is { } share && share <= 100 ? RelativeSchedule.EpochAt(share, epochs)
        : null;

    private static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number) ? number : null;
}
