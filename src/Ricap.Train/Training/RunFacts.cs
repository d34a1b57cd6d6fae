using System.Globalization;
using System.IO.Hashing;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Shards.Text;
using Ricap.Train.Data;
using Ricap.Train.Models;
using Ricap.Train.Recording;

namespace Ricap.Train.Training;

/// <summary>What a run is a run of. Read from files once, before the first step: what becomes of them later changes nothing.</summary>
internal sealed class RunFacts
{
    /// <summary>Reads what has to be read.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="data">What it learns from.</param>
    /// <param name="model">What the network is called.</param>
    public RunFacts(TrainOptions options, RunData data, string model)
    {
        Dictionary<string, string> deciding = Deciding(options with { Model = model }, data.Plan);
        if (GraphNet.FileOf(options.Model) is { } file)
        {
            deciding["model"] = $"{model}:{HashOf(file)}"; // where it lies is of no matter
        }

        if (options.Validation is not null)
        {
            deciding["val"] = IdentityOf(data.Validation!.Dataset); // it decides the best epoch and the last, wherever it lies
        }

        Options = deciding;
        Train = Describe(data.Train);
        Validation = data.Validation is null ? null : Describe(data.Validation);
        Test = data.Test is null ? null : Describe(data.Test);
        Identity = IdentityOf(data.Train.Dataset);
        string? test = data.Test is null ? null : IdentityOf(data.Test.Dataset);
        Data = test is null ? Identity : $"{Identity}/{test}";
        SharedImages = [.. Shared(options, Identity, deciding.GetValueOrDefault("val"), test)];
    }

    /// <summary>Every option that decides the weights, as the command line spells it; neither paths nor how the work is done.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>What it is trained from.</summary>
    public RunDataset Train { get; }

    /// <summary>What its best epoch is picked by; null for nothing.</summary>
    public RunDataset? Validation { get; }

    /// <summary>What it is tested on; null for nothing.</summary>
    public RunDataset? Test { get; }

    /// <summary>XXH128 of what is trained from: sources and their pixels, whichever epochs were rendered.</summary>
    public string Identity { get; }

    /// <summary>That, and the same of what is tested on.</summary>
    public string Data { get; }

    /// <summary>A line for each two data sets that were given apart and have the same images; none is an error, all make a figure too good.</summary>
    public IReadOnlyList<string> SharedImages { get; }

    private static IEnumerable<string> Shared(TrainOptions options, string train, string? validation, string? test)
    {
        if (options.Validation is not null && options.Test is not null && validation == test)
        {
            yield return "--val and --test have the same images: what they say of the best epoch is too good, for they pick it";
        }

        if (options.Test is not null && test == train)
        {
            yield return "--data and --test have the same images: the test says how well they were learnt by heart";
        }

        if (options.Validation is not null && validation == train)
        {
            yield return "--data and --val have the same images: the best epoch is the one that knows them best by heart";
        }
    }

    private static Dictionary<string, string> Deciding(TrainOptions options, DatasetOptions plan)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["seed"] = plan.Seed.ToString(CultureInfo.InvariantCulture) };
        foreach (OptionRow<DatasetOptions> row in OptionTable.Table.Deciding(OptionEffects.Base | OptionEffects.Samples, plan))
        {
            all[row.Name] = row.Spell(plan)!;
        }

        foreach (OptionRow<TrainOptions> row in TrainOptionTable.Table.Deciding(OptionEffects.Weights, options))
        {
            string? value = row.Spell(options);
            all[row.Name] = value is null ? "none" : row.Reads ? HashOf(value) : value;
        }

        return all;
    }

    private static RunDataset Describe(RowSubset rows) => new(
        rows.Dataset.Manifest.Name, HashOf(Path.Join(rows.Dataset.Folder, DatasetManifest.FileName)), rows.Count);

    private static string IdentityOf(RicapDataset dataset)
    {
        var hash = new XxHash128();
        foreach (ManifestFile file in dataset.Manifest.Base.SelectMany(shard => shard.Files()))
        {
            hash.Append(System.Text.Encoding.ASCII.GetBytes(HashText.Of(file.XxHash128)));
        }

        return HashText.Of(Hash128.Of(hash));
    }

    private static string HashOf(string path) => HashText.Of(FileHashes.Of(path));
}
