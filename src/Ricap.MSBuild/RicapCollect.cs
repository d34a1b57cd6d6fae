using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Ricap.MSBuild.Datasets;
using Ricap.MSBuild.Diagnostics;

namespace Ricap.MSBuild;

/// <summary>Makes items of all files that were rendered, in this build or before.</summary>
public sealed class RicapCollect : RicapTask
{
    /// <summary>The data sets.</summary>
    public ITaskItem[] Datasets { get; set; } = [];

    /// <summary>What is about to happen, <c>Publish</c> or <c>Pack</c>: a data set that takes part in it must be there.</summary>
    public string For { get; set; } = "";

    /// <summary>
    /// The files of data sets that are there, with metadata Dataset, Kind (Shard, Companion or Manifest), Link (a place
    /// below the project's own output) and, for what belongs to one, Epoch; and what the item says of shipping them:
    /// CopyToOutputDirectory, CopyToPublishDirectory, GoesAlong, Pack and PackagePath.
    /// </summary>
    [Output]
    public ITaskItem[] Files { get; private set; } = [];

    private protected override void Run()
    {
        var files = new List<ITaskItem>();
        var missing = new List<Problem>();
        foreach (Dataset dataset in Datasets.Select(item => new Dataset(item, ProjectFile, outputRoot: "")))
        {
            var shipping = Shipping.Of(dataset);
            if (OutputRecord.Load(RecordFolder.Outputs(dataset.Name), ProjectFolder) is { IsComplete: true } record)
            {
                files.AddRange(record.Files.Select(file => Item(dataset.Name, shipping, record, file)));
            }
            else if (For == "Publish" ? shipping.Publish : For == "Pack" && shipping.Pack)
            {
                missing.Add(NotRendered(dataset));
            }
        }

        Files = missing.Count == 0 ? [.. files] : throw new RicapException(missing);
    }

    private Problem NotRendered(Dataset dataset) => Problem.Error(
        ProblemCodes.NotRendered,
        dataset.DefiningFile,
        $"RicapDataset '{dataset.Name}': {For} is to take it along, and it has not been rendered; build the project first",
        ItemLocation.LineOf(dataset, For));

    private static TaskItem Item(string dataset, Shipping shipping, OutputRecord record, OutputFile file)
    {
        int slash = file.Path.LastIndexOf('/');
        var item = new TaskItem(record.FullPath(file));
        item.SetMetadata("Dataset", dataset);
        item.SetMetadata("Kind", file.Kind.ToString());
        item.SetMetadata("Link", $"{Shipping.FolderOf(dataset)}/{file.Path}");
        item.SetMetadata("CopyToOutputDirectory", shipping.CopyToOutput);
        item.SetMetadata("CopyToPublishDirectory", shipping.CopyToPublish);
        item.SetMetadata("GoesAlong", shipping.GoesAlong ? "true" : "false");
        item.SetMetadata("Pack", shipping.Pack ? "true" : "false");
        item.SetMetadata("PackagePath", $"{shipping.PackagePath}/{(slash < 0 ? "" : file.Path[..(slash + 1)])}");
        if (EpochOf(file.Path) is { } epoch)
        {
            item.SetMetadata("Epoch", epoch);
        }

        return item;
    }

    /// <summary>The number in <c>epoch-0007/…</c>.</summary>
    private static string? EpochOf(string path)
    {
        const string Prefix = "epoch-";
        int slash = path.IndexOf('/');
        return slash > 0
            && path.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(path.AsSpan(Prefix.Length, slash - Prefix.Length), out int epoch)
                ? $"{epoch}"
                : null;
    }
}
