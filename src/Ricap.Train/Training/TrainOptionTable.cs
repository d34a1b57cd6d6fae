using System.Globalization;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Train.Data;
using Ricap.Train.Models;
using Ricap.Train.Optimisers;

namespace Ricap.Train.Training;

/// <summary>One option of a run.</summary>
/// <param name="Name">Its name, without dashes.</param>
/// <param name="Takes">What it takes.</param>
/// <param name="Help">One or two sentences for the help.</param>
/// <param name="Apply">Options with the value; null if it is not what the option takes.</param>
internal sealed record TrainOptionSpec(
    string Name, string Takes, string Help, Func<TrainOptions, string, TrainOptions?> Apply);

/// <summary>All options of a run, once: the command line, experiments and the help are made from this table, and every value is checked here.</summary>
public static class TrainOptionTable
{
    /// <summary>The learning rate where nothing is said.</summary>
    private const string DefaultRate = "cosine:0.1..0@0%..100%";

    /// <summary>Every option, in the order help shows them; those of the plan follow them.</summary>
    internal static IReadOnlyList<TrainOptionSpec> Own { get; } =
    [
        new("data", "DIR", "The data set: the folder that 'ricap render' made, with ricap.json in it.", (o, v) => NotEmpty(v) ? o with { Data = v } : null),
        new("test", "DIR", "The data set to test on: all of its images are scored, as they are. Without it nothing is tested.", (o, v) => NotEmpty(v) ? o with { Test = v } : null),
        new("out", "DIR", "The folder of the run: model.safetensors, metrics.csv, run.json, plots, the checkpoint.", (o, v) => NotEmpty(v) ? o with { Output = v } : null),
        new("model", ModelCatalog.Grammar, "What to train. [default: small]", (o, v) => o with { Model = v }),
        new("dropout", "0..1", "Dropout within the blocks of wrn models, below 1. [default: 0]", (o, v) => Real(v, out double x) ? o with { Dropout = x } : null),
        new("init", "FILE", "Begin with the weights of a safetensors file, in torchvision's names; a last layer for another number of classes is begun anew.", (o, v) => NotEmpty(v) ? o with { Init = v } : null),
        new("freeze-until", "LAYER", "Train this layer and those after it only, e.g. features.denseblock3.", (o, v) => NotEmpty(v) ? o with { FreezeUntil = v } : null),
        new("epochs", "1..100000", "How many epochs in all. [default: 10, or the recipe's]", (o, v) => Int(v, 1, 100_000, out int n) ? o with { Epochs = n } : null),
        new("recipe", "paper|rmsprop|adamw", "A known way of training: optimizer, lr, batch and epochs. Options given besides take their places; with other --epochs give --lr too.", (o, v) => FromRecipe(o, v)),
        new("optimizer", "sgd|rmsprop|adamw", "How weights follow their gradients. [default: sgd]", Kind),
        new("lr", $"R | {LearningRateSchedule.Grammar}", $"The learning rate by epoch. Here and in --schedule a T may be a percentage of all epochs. [default: {DefaultRate}]", (o, v) => o with { LearningRate = LearningRateSchedule.Parse(v) }),
        new("momentum", "0..1", "Of sgd: how much of a step stays in the next, below 1. [default: 0.9]", (o, v) => Real(v, out double x) ? o with { Optimiser = o.Optimiser with { Momentum = x } } : null),
        new("nesterov", "true|false", "Of sgd: look ahead along the momentum. [default: true]", (o, v) => Flag(v, out bool b) ? o with { Optimiser = o.Optimiser with { Nesterov = b } } : null),
        new("weight-decay", "0..1", "Decay of all weights towards 0, below 1. [default: 0.0005; rmsprop: 0; adamw: 0.01]", (o, v) => Real(v, out double x) ? o with { Optimiser = o.Optimiser with { WeightDecay = x } } : null),
        new("source", "auto|shards|online", "Where batches come from: shards, or composed as they are needed (online); the bytes are the same. auto: shards for the epochs that were rendered with these options, online for the others. [default: auto]", Source),
        new("device", "cpu|cuda|cuda:N", "Where to compute; cuda is the first GPU. [default: cpu]", (o, v) => o with { Device = v }),
        new("device-memory", "BYTES|NMB|NGB", "If the base images take no more than this, they are kept on the device and online batches are composed there. [default: 8GB on cuda, 0 on cpu]", (o, v) => Bytes(v, out long n) ? o with { Feed = o.Feed with { DeviceMemory = n } } : null),
        new("threads", "0..1024", "Threads that read, decode and compose, 0 = one a core; libtorch's own are OMP_NUM_THREADS. [default: 0]", (o, v) => Int(v, 0, 1024, out int n) ? o with { Feed = o.Feed with { Threads = n } } : null),
        new("prefetch", "1..1000", "Batches made ahead: what bounds the memory. [default: 4]", (o, v) => Int(v, 1, 1000, out int n) ? o with { Feed = o.Feed with { Prefetch = n } } : null),
        new("verify", "true|false", "Check what is read against the manifest's hashes. [default: true]", (o, v) => Flag(v, out bool b) ? o with { Feed = o.Feed with { Verify = b } } : null),
        new("tf32", "true|false", "Multiply in TF32 on GPUs that have it. [default: false]", (o, v) => Flag(v, out bool b) ? o with { Tf32 = b } : null),
        new("bf16", "true|false", "Convolutions and the linear layer in bfloat16, with float weights behind them. [default: false]", (o, v) => Flag(v, out bool b) ? o with { Bf16 = b } : null),
        new("test-every", "1..100000", "Test after every so many epochs, and after the last. [default: 1]", (o, v) => Int(v, 1, 100_000, out int n) ? o with { TestEvery = n } : null),
        new("checkpoint-every", "0..86400", "Seconds between checkpoints within an epoch, 0 = after each batch; there is one after each epoch besides. [default: 60]", (o, v) => Int(v, 0, 86_400, out int n) ? o with { CheckpointSeconds = n } : null),
        new("resume", "true|false", "Go on from the checkpoint in --out, if there is one; the options must be those of the run. [default: false]", (o, v) => Flag(v, out bool b) ? o with { Resume = b } : null),
        new("overwrite", "true|false", "Begin anew where --out has a run. [default: false]", (o, v) => Flag(v, out bool b) ? o with { Overwrite = b } : null),
    ];

    /// <summary>The options that change how samples are planned, as <see cref="OptionTable"/> has them.</summary>
    public static IReadOnlyList<OptionSpec> Plan { get; } =
        [
            .. ((string[])["seed", "augment", "choose", .. MixRegistry.All.SelectMany(kind => kind.Parameters).Select(p => p.Name), "mode", "beta", "schedule", "batch", "flip", "shift", "fill"])
                .Select(name => OptionTable.All.First(s => s.Name == name)),
        ];

    /// <summary>Makes options out of texts.</summary>
    /// <param name="values">Option names without dashes, and their values, in any order.</param>
    /// <exception cref="RicapException">One problem for each option that is unknown, malformed, out of range or missing.</exception>
    public static TrainOptions Parse(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        KeyValuePair<string, string>[] all = [.. values];
        var problems = new List<Problem>();
        string rate = all.LastOrDefault(v => v.Key == "lr").Value ?? "";
        var options = new TrainOptions { Data = "", Output = "", LearningRate = LearningRateSchedule.Parse("0.1") };

        // A recipe comes first, and the optimiser before its constants, so that what is said besides stays.
        foreach ((string name, string value) in all.OrderBy(v => v.Key switch { "recipe" => 0, "optimizer" => 1, _ => 2 }))
        {
            if (name is not "lr")
            {
                options = Set(options, name, value, problems);
            }
        }

        // Percents need to know how many epochs there are.
        string? recipe = all.LastOrDefault(v => v.Key == "recipe").Value;
        rate = rate.Length > 0 ? rate : TrainingRecipe.All.FirstOrDefault(r => r.Name == recipe)?.LearningRate ?? DefaultRate;
        options = Set(options, "lr", Resolve("lr", rate, options.Epochs, problems), problems);

        options = options with
        {
            Plan = [.. options.Plan.Select(p => p.Key == "schedule" ? new(p.Key, Resolve(p.Key, p.Value, options.Epochs, problems)) : p)],
        };
        foreach (string name in (string[])["data", "out"])
        {
            if (!all.Any(v => v.Key == name))
            {
                string example = name == "data" ? "--data shards" : "--out runs/a";
                problems.Add(Problem.Error(ProblemCodes.MissingOption, null, $"--{name} is needed, for example {example}"));
            }
        }

        Check(() => options.Optimiser.Validated(), problems);
        Check(() => ModelCatalog.Check(new ModelOptions { Name = options.Model, Classes = 2, Dropout = options.Dropout }), problems);
        if (options.Resume && options.Overwrite)
        {
            problems.Add(Invalid("--resume and --overwrite exclude each other"));
        }

        return problems.Count == 0 ? options : throw new RicapException(problems);
    }

    private static string Resolve(string name, string schedule, int epochs, List<Problem> problems)
    {
        try
        {
            return RelativeSchedule.Resolve(schedule, epochs);
        }
        catch (FormatException e)
        {
            problems.Add(Invalid($"--{name} '{schedule}': {e.Message}"));
            return name == "lr" ? "0.1" : "constant:1"; // any that holds: what is wrong is said
        }
    }

    private static TrainOptions Set(TrainOptions options, string name, string value, List<Problem> problems)
    {
        TrainOptionSpec? spec = Own.FirstOrDefault(s => s.Name == name);
        if (spec is null && Plan.All(s => s.Name != name))
        {
            problems.Add(Problem.Error(ProblemCodes.UnknownOption, null, $"there is no option '{name}'"));
            return options;
        }

        if (spec is null)
        {
            options = options with { Plan = [.. options.Plan.Where(p => p.Key != name), new(name, value)] };
            return name != "seed" ? options
                : ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) ? options with { Seed = seed }
                : options; // the plan's own check has the message
        }

        TrainOptions? changed = null;
        bool said = Check(() => changed = spec.Apply(options, value), problems);
        if (changed is null && !said)
        {
            problems.Add(Invalid($"--{name} '{value}' is not {spec.Takes}"));
        }

        return changed ?? options;
    }

    private static TrainOptions Kind(TrainOptions options, string value) => options with
    {
        Optimiser = value switch
        {
            "sgd" => new OptimiserOptions(),
            "rmsprop" => new OptimiserOptions { Kind = OptimiserKind.RmsProp, WeightDecay = 0, Epsilon = 1e-7 },
            "adamw" => new OptimiserOptions { Kind = OptimiserKind.AdamW, WeightDecay = 0.01 },
            _ => throw new RicapException(Invalid($"--optimizer '{value}' is not sgd, rmsprop or adamw")),
        },
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

    private static TrainOptions? Source(TrainOptions options, string value) => value switch
    {
        "auto" => options with { Feed = options.Feed with { Source = DataSource.Auto } },
        "shards" => options with { Feed = options.Feed with { Source = DataSource.Shards } },
        "online" => options with { Feed = options.Feed with { Source = DataSource.Online } },
        _ => null,
    };

    private static bool Check(Action action, List<Problem> problems)
    {
        try
        {
            action();
            return false;
        }
        catch (RicapException e)
        {
            problems.AddRange(e.Problems);
            return true;
        }
    }

    private static bool NotEmpty(string value) => value.Length > 0;

    private static bool Flag(string text, out bool value) => (value = text == "true") || text == "false";

    private static bool Int(string text, int least, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;

    private static bool Real(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool Bytes(string text, out long value)
    {
        (string number, int shift) = text.EndsWith("GB", StringComparison.Ordinal) ? (text[..^2], 30)
            : text.EndsWith("MB", StringComparison.Ordinal) ? (text[..^2], 20)
            : (text, 0);
        bool isNumber = long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= long.MaxValue >> shift;
        value <<= shift;
        return isNumber;
    }

    private static Problem Invalid(string message) => Problem.Error(ProblemCodes.InvalidOption, null, message);
}
