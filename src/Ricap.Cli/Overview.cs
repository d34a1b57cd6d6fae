using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Cli;

/// <summary>What <c>ricap inspect</c> tells of a data set, in the form that <c>--json</c> prints.</summary>
internal sealed record Overview(
    string Name,
    string Folder,
    int PlanVersion,
    int Width,
    int Height,
    int Samples,
    long Bytes,
    IReadOnlyDictionary<string, object> Options,
    IReadOnlyList<OverviewClass> Classes,
    OverviewBase Base,
    IReadOnlyList<OverviewEpoch> Epochs,
    IReadOnlyList<OverviewSkip> Skipped)
{
    /// <summary>Sums up a data set.</summary>
    public static Overview Of(PlannedDataset dataset)
    {
        DatasetManifest manifest = dataset.Manifest;
        int[] sources = new int[manifest.Classes.Count];
        for (int i = 0; i < dataset.Sources.Count; i++)
        {
            sources[dataset.Sources.ClassOf(i)]++;
        }

        return new Overview(
            manifest.Name,
            dataset.Folder,
            manifest.PlanVersion,
            dataset.Options.Width,
            dataset.Options.Height,
            manifest.Samples,
            manifest.Files().Sum(file => file.Length),
            manifest.Options.ToDictionary(option => option.Name, option => (object?)option.Text ?? option.Number),
            [.. manifest.Classes.Select((name, index) => new OverviewClass(index, name, sources[index]))],
            new OverviewBase(manifest.Base.Count, manifest.Base.SelectMany(shard => shard.Files()).Sum(file => file.Length)),
            [.. manifest.Epochs.Select(OverviewEpoch.Of)],
            [.. manifest.Skipped.Select(skip => new OverviewSkip(skip.Path, skip.Code, skip.Message))]);
    }
}

/// <summary>A class; a soft-labelled source counts under its heaviest.</summary>
internal sealed record OverviewClass(int Index, string Name, int Sources);

/// <summary>The fitted sources on disk.</summary>
internal sealed record OverviewBase(int Shards, long Bytes);

/// <summary>A rendered epoch; β is null where nothing is patched.</summary>
internal sealed record OverviewEpoch(int Epoch, double? Beta, int Samples, int Shards, long Bytes)
{
    /// <summary>Sums up an epoch.</summary>
    public static OverviewEpoch Of(ManifestEpoch epoch) => new(
        epoch.Epoch,
        epoch.Beta,
        epoch.Shards.Sum(shard => shard.Samples),
        epoch.Shards.Count,
        epoch.Files().Sum(file => file.Length));
}

/// <summary>An image that was left out.</summary>
internal sealed record OverviewSkip(string Path, string Code, string Message);
