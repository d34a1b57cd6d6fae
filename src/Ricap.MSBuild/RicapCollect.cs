using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Ricap.MSBuild.Datasets;

namespace Ricap.MSBuild;

/// <summary>Makes items of all files that were rendered, in this build or before.</summary>
public sealed class RicapCollect : RicapTask
{
    /// <summary>The data sets.</summary>
    public ITaskItem[] Datasets { get; set; } = [];

    /// <summary>
    /// The files, with metadata Dataset, Kind (Shard, Companion or Manifest), Link (a place below the project's own
    /// output for who copies them there) and, for what belongs to one, Epoch.
    /// </summary>
    [Output]
    public ITaskItem[] Files { get; private set; } = [];

    private protected override void Run()
    {
        var files = new List<ITaskItem>();
        foreach (string name in Datasets.Select(dataset => dataset.ItemSpec))
        {
            if (OutputRecord.Load(RecordFolder.Outputs(name), ProjectFolder) is { } record)
            {
                files.AddRange(record.Files.Select(file => Item(name, record, file)));
            }
        }

        Files = [.. files];
    }

    private static TaskItem Item(string dataset, OutputRecord record, OutputFile file)
    {
        var item = new TaskItem(record.FullPath(file));
        item.SetMetadata("Dataset", dataset);
        item.SetMetadata("Kind", file.Kind.ToString());
        item.SetMetadata("Link", $"ricap/{dataset}/{file.Path}");
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
