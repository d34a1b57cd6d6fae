using System.Globalization;
using Ricap.Options;
using Ricap.Train.Data;
using Ricap.Train.Models;
using Ricap.Train.Optimisers;
using Row = Ricap.Options.OptionRow<Ricap.Train.Training.TrainOptions>;

namespace Ricap.Train.Training;

/// <summary>All options of a run, once: the command line, experiments, resume checks and the help are made from this table, and every value is checked here.</summary>
public static class TrainOptionTable
{
    /// <summary>The learning rate where nothing is said.</summary>
    private const string DefaultRate = "cosine:0.1..0@0%..100%";

    private static readonly Func<TrainOptions, bool> IsSgd = o => o.Optimiser.Kind == OptimiserKind.Sgd;

    /// <summary>The options that change how samples are planned, as <see cref="OptionTable"/> has them.</summary>
    public static IReadOnlyList<OptionSpec> Plan { get; } = [.. OptionTable.All.Where(spec => spec.Affects.HasFlag(OptionEffects.Samples))];

    /// <summary>Every option, in the order help shows them. One is a property of <see cref="TrainOptions"/>, where its default is, and a row here.</summary>
    internal static OptionTable<TrainOptions> Table { get; } = new(
        new TrainOptions { Data = "", Output = "", LearningRate = LearningRateSchedule.Parse("0.1") },
        [
            new("data", "DIR", "The data set: the folder that 'ricap render' made, with ricap.json in it.",
                (o, v) => v.Length == 0 ? null : o with { Data = v }, o => o.Data) { Kind = OptionKind.Input, Example = "shards" },
            Row.Text("test", "DIR", "The data set to test on: all of its images are scored, as they are. Without it nothing is tested.",
                o => o.Test, (o, v) => o with { Test = v }, OptionKind.Input),
            new("out", "DIR", "The folder of the run: model.safetensors, metrics.csv, run.json, plots, the checkpoint.",
                (o, v) => v.Length == 0 ? null : o with { Output = v }, o => o.Output) { Kind = OptionKind.Path, Example = "runs/a" },
            new("model", ModelCatalog.Grammar, "What to train.", (o, v) => o with { Model = v }, o => o.Model) { Affects = OptionEffects.Weights },
            Real("dropout", "Dropout within the blocks of wrn models, below 1.", o => o.Dropout, (o, v) => o with { Dropout = v }),
            new("init", "FILE", "Begin with the weights of a safetensors or .pth file, in torchvision's names; a last layer for another number of classes is begun anew.",
                (o, v) => v.Length == 0 ? null : o with { Init = v }, o => o.Init) { Kind = OptionKind.Input, Affects = OptionEffects.Weights },
            new("normalise", Normalisation.Grammar, "What pixels are normalised by: mean and deviation of the training data, those usual for ImageNet, or yours, as 0.5,0.5,0.5/0.25,0.25,0.25. auto: what the initial weights were trained with, if anything is known of it, else the data set's.",
                (o, v) => Normalisation.TryParse(v, out Normalisation? n) ? o with { Normalise = n } : null, o => o.Normalise.ToString()) { Affects = OptionEffects.Weights },
            new("freeze-until", "LAYER", "Train this layer and those after it only, e.g. features.denseblock3.",
                (o, v) => v.Length == 0 ? null : o with { FreezeUntil = v }, o => o.FreezeUntil) { Affects = OptionEffects.Weights },
            Row.Int("epochs", 1, 100_000, "How many epochs in all; a recipe has its own.", o => o.Epochs, (o, v) => o with { Epochs = v }),
            new("recipe", string.Join('|', TrainingRecipe.All.Select(r => r.Name)), "A known way of training: optimiser, lr, batch and epochs. Options given besides take their places; with other --epochs its lr has all of its steps in those, but for steps that fall into one epoch.",
                FromRecipe, _ => null) { IsShorthand = true, Affects = OptionEffects.Weights },
            new("optimiser", "sgd|rmsprop|adamw", "How weights follow their gradients.",
                (o, v) => o with { Optimiser = Kind(v) }, o => OptionTable.Spell(o.Optimiser.Kind)) { Affects = OptionEffects.Weights },
            new("lr", $"R | {LearningRateSchedule.Grammar}", "The learning rate by epoch. Here and in --schedule a T may be a percentage of all epochs; of several that fall into one epoch the last holds.",
                (o, v) => o with { LearningRate = LearningRateSchedule.Parse(Resolve("lr", v, o.Epochs)) }, o => o.LearningRate.ToString())
            { Kind = OptionKind.Schedule, Affects = OptionEffects.Weights, Default = DefaultRate },
            Real("momentum", "Of sgd: how much of a step stays in the next, below 1.",
                o => o.Optimiser.Momentum, (o, v) => o with { Optimiser = o.Optimiser with { Momentum = v } }, IsSgd),
            Row.Flag("nesterov", "Of sgd: look ahead along the momentum.",
                o => o.Optimiser.Nesterov, (o, v) => o with { Optimiser = o.Optimiser with { Nesterov = v } }, OptionEffects.Weights, IsSgd),
            Real("weight-decay", "Decay of all weights towards 0, below 1; 0 for rmsprop and 0.01 for adamw if nothing is said.",
                o => o.Optimiser.WeightDecay, (o, v) => o with { Optimiser = o.Optimiser with { WeightDecay = v } }),
            .. StepOptionRows.All,
            Row.Word("source", "Where batches come from: shards, or composed as they are needed (online); the bytes are the same. auto: shards for the epochs that were rendered with these options, online for the others.",
                o => o.Feed.Source, (o, v) => o with { Feed = o.Feed with { Source = v } }),
            new("device", Runtime.DeviceName.Grammar, "Where to compute; cuda is the first GPU, mps that of a Mac.", (o, v) => o with { Device = v }, o => o.Device),
            new("device-memory", ByteSize.Grammar, "If the base images, of training and test together, take no more than this and it is free, they are kept on the device and online batches are composed there; 8GB on cuda, but no more than half of what is free, and 0 elsewhere if nothing is said.",
                (o, v) => ByteSize.TryParse(v, out long n) ? o with { Feed = o.Feed with { DeviceMemory = n } } : null, o => o.Feed.DeviceMemory is { } bytes ? ByteSize.Spell(bytes) : null),
            Row.Int("threads", 0, 1024, "Threads that read, decode and compose, 0 = one a core; libtorch's own are OMP_NUM_THREADS.",
                o => o.Feed.Threads, (o, v) => o with { Feed = o.Feed with { Threads = v } }),
            Row.Int("prefetch", 0, 1000, $"Batches made ahead: what bounds the memory. 0: two a thread, but at least {FeedOptions.LeastAhead}.", o => o.Feed.Prefetch, (o, v) => o with { Feed = o.Feed with { Prefetch = v } }),
            Row.Flag("verify", "Check what is read against the manifest's hashes.", o => o.Feed.Verify, (o, v) => o with { Feed = o.Feed with { Verify = v } }),
            Row.Flag("tf32", "Multiply matrices in TF32 on GPUs that have it, too; convolutions do so anyhow, as in PyTorch.", o => o.Tf32, (o, v) => o with { Tf32 = v }),
            Row.Flag("bf16", "Convolutions and the linear layer in bfloat16, with float weights behind them.", o => o.Bf16, (o, v) => o with { Bf16 = v }, OptionEffects.Weights),
            Row.Int("test-every", 1, 100_000, "Test after every so many epochs, and after the last.", o => o.TestEvery, (o, v) => o with { TestEvery = v }),
            Row.Int("checkpoint-every", 0, 86_400, "Seconds between checkpoints within an epoch, 0 = after each batch; there is one after each epoch besides.",
                o => o.CheckpointSeconds, (o, v) => o with { CheckpointSeconds = v }),
            Row.Flag("resume", "Go on from the checkpoint in --out, if there is one; the options must be those of the run.",
                o => o.Resume, (o, v) => o with { Resume = v }, excludes: ("overwrite", $"")),
            Row.Flag("overwrite", "Begin anew where --out has a run.", o => o.Overwrite, (o, v) => o with { Overwrite = v }),
            .. DataOptionRows.All,
            .. Plan.Select(OfPlan),
        ]);

    /// <summary>Makes options out of texts.</summary>
    /// <param name="values">Option names without dashes, and their values, in any order.</param>
    /// <exception cref="RicapException">One problem for each option that is unknown, malformed, out of range or missing.</exception>
    public static TrainOptions Parse(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<KeyValuePair<string, string>> all = [.. values];
        if (all.All(v => v.Key != "lr"))
        {
            string? recipe = all.LastOrDefault(v => v.Key == "recipe").Value;
            all.Add(new("lr", TrainingRecipe.All.FirstOrDefault(r => r.Name == recipe)?.LearningRate ?? DefaultRate));
        }

        // A recipe comes first, and the optimiser before its constants, so that what is said besides stays; schedules and warm-up come last,
        // since percentages need to know how many epochs there are.
        return Table.Parse(
            all.OrderBy(v => v.Key switch { "recipe" => 0, "optimiser" => 1, "warmup" or "mix-until" => 3, _ => Table.Find(v.Key)?.Kind == OptionKind.Schedule ? 3 : 2 }),
            (options, problems) =>
            {
                DataOptionRows.Check(options, problems);
                Check(() => options.Optimiser.Validated(), problems);
                Check(() => ModelCatalog.Check(new ModelOptions { Name = options.Model, Classes = 2, Dropout = options.Dropout }), problems);
            });
    }

    /// <summary>Kept as text until the data set is known whose options it changes: the table of those checks it then.</summary>
    private static Row OfPlan(OptionSpec spec) => new(
        spec.Name,
        spec.Takes,
        spec.Name == "seed" ? "The key of every draw: of the samples and, in a training, of the initial weights." : spec.Help,
        (o, v) => o with
        {
            Plan = [.. o.Plan.Where(p => p.Key != spec.Name), new(spec.Name, spec.Kind == OptionKind.Schedule ? Resolve(spec.Name, v, o.Epochs) : v)],
        },
        o => o.Plan.LastOrDefault(p => p.Key == spec.Name).Value)
    {
        Kind = spec.Kind,
        Affects = spec.Affects,
        Default = "the data set's",
    };

    private static Row Real(
        string name, string help, Func<TrainOptions, double> get, Func<TrainOptions, double, TrainOptions> set, Func<TrainOptions, bool>? matters = null) =>
        new(
            name, "0..1", help,
            (o, v) => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && double.IsFinite(x) ? set(o, x) : null,
            o => get(o).ToString("R", CultureInfo.InvariantCulture))
        {
            Affects = OptionEffects.Weights,
            Matters = matters ?? (_ => true),
        };

    private static string Resolve(string name, string schedule, int epochs)
    {
        try
        {
            return RelativeSchedule.Resolve(schedule, epochs);
        }
        catch (FormatException e)
        {
            throw new RicapException(Problem.InvalidOption($"{new OptionName(name)} '{schedule}': {e.Message}"), e);
        }
    }

    private static OptimiserOptions Kind(string value) => value switch
    {
        "sgd" => new OptimiserOptions(),
        "rmsprop" => new OptimiserOptions { Kind = OptimiserKind.RmsProp, WeightDecay = 0, Epsilon = 1e-7 },
        "adamw" => new OptimiserOptions { Kind = OptimiserKind.AdamW, WeightDecay = 0.01 },
        _ => throw new RicapException(Problem.InvalidOption($"{new OptionName("optimiser")} '{value}' is not sgd, rmsprop or adamw")),
    };

    private static TrainOptions FromRecipe(TrainOptions options, string value)
    {
        var recipe = TrainingRecipe.Named(value);
        return options with
        {
            Optimiser = recipe.Optimiser,
            Epochs = recipe.Epochs,
            Plan = [.. options.Plan, new("batch", recipe.Batch.ToString(CultureInfo.InvariantCulture))],
        };
    }

    private static void Check(Action action, List<Problem> problems)
    {
        try
        {
            action();
        }
        catch (RicapException e)
        {
            problems.AddRange(e.Problems);
        }
    }
}
