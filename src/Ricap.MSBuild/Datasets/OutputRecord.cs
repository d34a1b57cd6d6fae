using System.Text;

namespace Ricap.MSBuild.Datasets;

/// <summary>What a file of a data set is; the <c>Kind</c> metadata of a <c>RicapFile</c> item.</summary>
internal enum OutputKind
{
    /// <summary>A shard of an epoch.</summary>
    Shard,

    /// <summary>A file beside shards: an index, records, a base shard.</summary>
    Companion,

    /// <summary><c>ricap.json</c>.</summary>
    Manifest,
}

/// <summary>A file of a data set.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Its path below the output folder, with slashes.</param>
internal sealed record OutputFile(OutputKind Kind, string Path);

/// <summary>The files that a data set's last rendering made.</summary>
/// <param name="Folder">The full path of the output folder.</param>
/// <param name="DefinedIn">The full path of the file that the item is written in.</param>
/// <param name="Files">The files, the manifest last; none while the first rendering has not succeeded.</param>
internal sealed record OutputRecord(string Folder, string DefinedIn, IReadOnlyList<OutputFile> Files)
{
    private const string FolderLine = "folder\t";
    private const string ItemLine = "item\t";

    /// <summary>Whether the data set is there: its manifest is in place only while it is.</summary>
    public bool IsComplete =>
        Files.Count > 0 && Files[^1].Kind == OutputKind.Manifest && File.Exists(FullPath(Files[^1]));

    /// <summary>The full path of a file.</summary>
    public string FullPath(OutputFile file) => Path.Join(Folder, file.Path);

    /// <summary>Reads a record; null if there is none that can be read.</summary>
    public static OutputRecord? Load(string file, string projectFolder)
    {
        string[] lines = RecordFolder.Read(file)?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (lines is not [string folder, string item, ..]
            || !folder.StartsWith(FolderLine, StringComparison.Ordinal)
            || !item.StartsWith(ItemLine, StringComparison.Ordinal))
        {
            return null;
        }

        var files = new List<OutputFile>(lines.Length - 2);
        foreach (string line in lines.Skip(2))
        {
            files.Add(new OutputFile(KindOf(line), line[(line.IndexOf('\t') + 1)..]));
        }

        return new OutputRecord(
            Path.GetFullPath(folder[FolderLine.Length..], projectFolder),
            Path.GetFullPath(item[ItemLine.Length..], projectFolder),
            files);
    }

    /// <summary>Writes the record.</summary>
    public void Save(string file, string projectFolder)
    {
        var text = new StringBuilder()
            .Append($"{FolderLine}{MSBuildPath.Remember(Folder, projectFolder)}\n")
            .Append($"{ItemLine}{MSBuildPath.Remember(DefinedIn, projectFolder)}\n");
        foreach (OutputFile output in Files)
        {
            text.Append($"{output.Kind}\t{output.Path}\n");
        }

        RecordFolder.Write(file, text.ToString());
    }

    /// <summary>By the first letter: the tables of Enum.Parse are much for three words in every build.</summary>
    private static OutputKind KindOf(string line) => line[0] switch
    {
        'S' => OutputKind.Shard,
        'M' => OutputKind.Manifest,
        _ => OutputKind.Companion,
    };
}
