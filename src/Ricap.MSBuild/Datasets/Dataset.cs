using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace Ricap.MSBuild.Datasets;

/// <summary>A <c>RicapDataset</c> item as it is written, with full paths. Nothing in it is validated.</summary>
internal sealed class Dataset
{
    /// <summary>Where <see cref="ToItem"/> notes <see cref="DefiningFile"/>: an item that a task gave out says it no more itself.</summary>
    private const string DefinedInName = "RicapDefinedIn";

    /// <summary>Metadata that nobody wrote: ours, and what MSBuild notes of an item that a task copies.</summary>
    private static readonly string[] Notes = [DefinedInName, "OriginalItemSpec"];

    private readonly ITaskItem _item;
    private readonly string _projectFile;

    /// <param name="item">The item.</param>
    /// <param name="projectFile">The project's full path; relative paths start from its folder.</param>
    /// <param name="outputRoot">Where outputs go that are not given.</param>
    public Dataset(ITaskItem item, string projectFile, string outputRoot)
    {
        _item = item;
        _projectFile = projectFile;
        Name = item.ItemSpec;
        Metadata = GivenMetadata(item);
        string output = Get(OutName) ?? Path.Combine(MSBuildPath.Native(outputRoot), Name);
        Output = Path.TrimEndingDirectorySeparator(FullPath(output));
        Images = Get("Images") is { } images ? FullPath(images) : null;
    }

    /// <summary>
    /// The metadatum that says where a data set is written. Not <c>Output</c>: MSBuild keeps that name for itself.
    /// </summary>
    public static string OutName => "Out";

    /// <summary>The item's identity: the data set's name.</summary>
    public string Name { get; }

    /// <summary>All metadata that was given, by name. What is empty was not given.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; }

    /// <summary>The full path of the output folder.</summary>
    public string Output { get; }

    /// <summary>The full path of the image folder, list or IDX file; null if there is none.</summary>
    public string? Images { get; }

    /// <summary>The file the item is written in: the project or a file that it imports.</summary>
    public string DefiningFile =>
        _item.GetMetadata(DefinedInName) is { Length: > 0 } noted ? noted
            : _item.GetMetadata("DefiningProjectFullPath") is { Length: > 0 } file ? file
            : _projectFile;

    /// <summary>A path as it stands in a project, made full.</summary>
    public string FullPath(string path) =>
        Path.GetFullPath(MSBuildPath.Native(path), Path.GetDirectoryName(_projectFile)!);

    /// <summary>A metadatum; null if it was not given.</summary>
    public string? Get(string name)
    {
        foreach ((string key, string value) in Metadata)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The item to hand to another task, with the place it was written at.</summary>
    public ITaskItem ToItem()
    {
        var item = new TaskItem(_item);
        item.SetMetadata(DefinedInName, DefiningFile);
        return item;
    }

    private static List<KeyValuePair<string, string>> GivenMetadata(ITaskItem item)
    {
        var given = new List<KeyValuePair<string, string>>();
        foreach (string name in item.CloneCustomMetadata().Keys)
        {
            if (!Notes.Contains(name) && item.GetMetadata(name).Trim() is { Length: > 0 } value)
            {
                given.Add(KeyValuePair.Create(name, value));
            }
        }

        given.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return given;
    }
}
