using System.Globalization;
using System.IO.Hashing;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Shards.Text;
using Ricap.Train.Optimisers;
using Ricap.Train.Recording;

namespace Ricap.Train.Training;

/// <summary>What a run is a run of. Read from files once, before the first step: what becomes of them later changes nothing.</summary>
internal sealed class RunFacts
{
    /// <summary>Reads what has to be read.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="seed">The key of the initial weights.</param>
    /// <param name="plan">How its samples are made.</param>
    /// <param name="train">What it is trained from.</param>
    /// <param name="test">What it is tested on; null for nothing.</param>
    public RunFacts(TrainOptions options, ulong seed, DatasetOptions plan, RicapDataset train, RicapDataset? test)
    {
        Options = Deciding(options, seed, plan);
        Train = Describe(train);
        Test = test is null ? null : Describe(test);
        Identity = IdentityOf(train);
    }

    /// <summary>Every option that decides the weights, as the command line spells it; neither paths nor how the work is done.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>What it is trained from.</summary>
    public RunDataset Train { get; }

    /// <summary>What it is tested on; null for nothing.</summary>
    public RunDataset? Test { get; }

    /// <summary>XXH128 of what is trained from: sources and their pixels, whichever epochs were rendered.</summary>
    public string Identity { get; }

    private static Dictionary<string, string> Deciding(TrainOptions options, ulong seed, DatasetOptions plan)
    {
        OptimiserOptions o = options.Optimiser;
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["size"] = $"{plan.Width}x{plan.Height}",
            ["model"] = options.Model,
            ["dropout"] = Text(options.Dropout),
            ["init"] = options.Init is { } file ? HashOf(file) : "none",
            ["freeze-until"] = options.FreezeUntil ?? "none",
            ["seed"] = seed.ToString(CultureInfo.InvariantCulture),
            ["augment"] = plan.Augment.ToString(),
            ["batch"] = Text(plan.Batch),
            ["flip"] = plan.Flip ? "horizontal" : "none",
            ["shift"] = plan.Shift.ToString(),
            ["fill"] = plan.Fill.ToString(),
            ["optimizer"] = OptionTable.Spell(o.Kind),
            ["lr"] = options.LearningRate.ToString(),
            ["weight-decay"] = Text(o.WeightDecay),
            ["bf16"] = options.Bf16 ? "true" : "false",
        };
        if (plan.Augment.UsesMode)
        {
            all["mode"] = OptionTable.Spell(plan.Mode);
        }

        if (plan.Augment.HasPatches)
        {
            all["schedule"] = plan.Schedule.ToString()!;
        }

        foreach ((string name, string value) in plan.MixOptions())
        {
            all[name] = value;
        }

        if (o.Kind == OptimiserKind.Sgd)
        {
            (all["momentum"], all["nesterov"]) = (Text(o.Momentum), o.Nesterov ? "true" : "false");
        }

        return all;
    }

    private static RunDataset Describe(RicapDataset dataset) => new(
        dataset.Manifest.Name, HashOf(Path.Join(dataset.Folder, DatasetManifest.FileName)), dataset.Manifest.Samples);

    private static string IdentityOf(RicapDataset dataset)
    {
        var hash = new XxHash128();
        foreach (ManifestFile file in dataset.Manifest.Base.SelectMany(shard => shard.Files()))
        {
            hash.Append(System.Text.Encoding.ASCII.GetBytes(HashText.Of(file.XxHash128)));
        }

        return HashText.Of(hash.GetCurrentHashAsUInt128());
    }

    private static string HashOf(string path) => HashText.Of(FileHashes.Of(path));

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
