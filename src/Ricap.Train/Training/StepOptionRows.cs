using System.Globalization;
using Ricap.Options;
using Ricap.Train.Optimisers;
using Row = Ricap.Options.OptionRow<Ricap.Train.Training.TrainOptions>;

namespace Ricap.Train.Training;

/// <summary>The options that refine how a step is made; rows of <see cref="TrainOptionTable"/>. Each is off where nothing is said of it, and then decides nothing.</summary>
internal static class StepOptionRows
{
    private static readonly Dictionary<string, NoDecay> Undecayed = new(StringComparer.Ordinal)
    {
        ["none"] = NoDecay.None,
        ["norm"] = NoDecay.Norm,
        ["bias"] = NoDecay.Bias,
        ["norm,bias"] = NoDecay.Norm | NoDecay.Bias,
        ["bias,norm"] = NoDecay.Norm | NoDecay.Bias,
    };

    /// <summary>The rows, in the order help shows them.</summary>
    public static IReadOnlyList<Row> All { get; } =
    [
        Row.Word("lr-by", "Whether --lr is asked for the epoch's number, or for each step's place in the run.",
            o => o.LearningRateUnit, (o, v) => o with { LearningRateUnit = v }, OptionEffects.Weights, o => o.LearningRateUnit != LearningRateUnit.Epoch),
        new("warmup", "E | 0%..100%", "Epochs, or parts of one, or percent of all, over which the rate rises to that of --lr, step by step.",
            (o, v) => o with { Warmup = Epochs(v, o.Epochs) }, o => Spell(o.Warmup))
        { Affects = OptionEffects.Weights, Matters = o => o.Warmup > 0 },
        Number("warmup-from", 1, isBelow: false, "What the rate of the first step of --warmup is multiplied by.",
            o => o.WarmupFrom, (o, v) => o with { WarmupFrom = v }, o => o.Warmup > 0),
        new("no-decay", "none|norm|bias|norm,bias", "What --weight-decay leaves alone: normalisation layers, biases.",
            (o, v) => Undecayed.TryGetValue(v, out NoDecay no) ? o with { Optimiser = o.Optimiser with { NoDecay = no } } : null,
            o => Undecayed.FirstOrDefault(word => word.Value == o.Optimiser.NoDecay).Key ?? o.Optimiser.NoDecay.ToString())
        { Affects = OptionEffects.Weights, Matters = o => o.Optimiser.NoDecay != NoDecay.None },
        Number("backbone-lr", 1, isBelow: false, "What the rate is multiplied by for all but the last layer, where the others begin with trained weights.",
            o => o.Optimiser.BackboneRate, (o, v) => o with { Optimiser = o.Optimiser with { BackboneRate = v } }, o => o.Optimiser.BackboneRate != 1),
        Number("layer-decay", 1, isBelow: false, "What the rate is multiplied by once more for each stage further before the last layer (layer4, layer3, …).",
            o => o.Optimiser.LayerDecay, (o, v) => o with { Optimiser = o.Optimiser with { LayerDecay = v } }, o => o.Optimiser.LayerDecay != 1),
        Number("clip", 1e6, isBelow: false, "The largest norm of all gradients together; larger ones are scaled down to it. 0 = any.",
            o => o.Optimiser.Clip, (o, v) => o with { Optimiser = o.Optimiser with { Clip = v } }, o => o.Optimiser.Clip > 0),
        Row.Int("accumulate", 1, 10_000, "Batches a step: their gradients are averaged, each image counting alike.",
            o => o.Accumulate, (o, v) => o with { Accumulate = v }, OptionEffects.Weights, o => o.Accumulate > 1),
        Number("label-smoothing", 1, isBelow: true, "The share of each label that is spread over all classes while training.",
            o => o.LabelSmoothing, (o, v) => o with { LabelSmoothing = v }, o => o.LabelSmoothing > 0),
        Number("ema", 1, isBelow: true, "Test and export a moving average of the weights, of which this much stays at each step, e.g. 0.99; 0 = the weights themselves.",
            o => o.Ema, (o, v) => o with { Ema = v }, o => o.Ema > 0),
    ];

    /// <summary>Those that are on, as they would be given; empty if none is.</summary>
    public static string On(TrainOptions options) =>
        string.Join(", ", All.Where(row => row.Matters(options)).Select(row => new OptionName(row.Name, row.Spell(options)!)));

    /// <summary>Looks at values that a program set, as at those that were read.</summary>
    /// <exception cref="RicapException">One problem for each that is out of range.</exception>
    public static void Check(TrainOptions options) => TrainOptionTable.Table.Change(
        options, All.Select(row => new KeyValuePair<string, string>(row.Name, row.Spell(options)!)));

    private static Row Number(
        string name, double most, bool isBelow, string help, Func<TrainOptions, double> get, Func<TrainOptions, double, TrainOptions> set, Func<TrainOptions, bool> matters) =>
        new(
            name, isBelow ? $"0..{Spell(most)} (below {Spell(most)})" : $"0..{Spell(most)}", help,
            (o, v) => Read(v) is { } x && (isBelow ? x < most : x <= most) ? set(o, x) : null,
            o => Spell(get(o)))
        {
            Affects = OptionEffects.Weights,
            Matters = matters,
        };

    /// <summary>A number of epochs, or percent of them.</summary>
    private static double Epochs(string text, int all)
    {
        double? epochs = text.EndsWith('%') ? Read(text[..^1]) * all / 100 : Read(text);
        return epochs <= all ? epochs.Value : throw new RicapException(Problem.InvalidOption(
            $"{new OptionName("warmup")} '{text}' is not 0..{all}, the run's epochs, or 0%..100%"));
    }

    private static double? Read(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && double.IsFinite(x) && x >= 0 ? x : null;

    private static string Spell(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
