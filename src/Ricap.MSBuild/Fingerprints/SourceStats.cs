using System.Text;
using Ricap.Building;
using Ricap.Sources;

namespace Ricap.MSBuild.Fingerprints;

/// <summary>What the file system says of what a data set's <c>Images</c> names.</summary>
internal static class SourceStats
{
    /// <summary>Appends a line for every file.</summary>
    public static void Append(StringBuilder text, string images)
    {
        if (Directory.Exists(images))
        {
            FolderStats.Append(text, images);
            return;
        }

        AppendFile(text, Path.GetFileName(images), images);
        if (Path.GetExtension(images).ToUpperInvariant() is ".CSV" or ".JSONL")
        {
            AppendListed(text, images);
        }
        else
        {
            AppendLabels(text, images);
        }
    }

    /// <summary>
    /// The files a list names. A list that cannot be read has none: its own line is enough, because the rendering will
    /// fail, say why, and leave no stamp.
    /// </summary>
    private static void AppendListed(StringBuilder text, string list)
    {
        try
        {
            string content = File.ReadAllText(list);
            IEnumerable<ListRow> rows = ListFile.FormatOf(list) == ListFormat.Csv
                ? CsvList.Read(content, (_, _) => { })
                : JsonlList.Read(content, (_, _) => { });
            string root = Path.GetDirectoryName(list)!;
            foreach (string path in rows.Select(row => row.Path).Distinct(StringComparer.Ordinal))
            {
                AppendFile(text, path, Path.GetFullPath(path, root));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            text.Append(FingerprintLine.Of(FingerprintLine.Source, list, e.Message)).Append('\n');
        }
    }

    /// <summary>The labels beside an IDX file of images, whichever of the two is zipped.</summary>
    private static void AppendLabels(StringBuilder text, string images)
    {
        const string Zipped = ".gz";
        string name = Path.GetFileName(images);
        string labels = name.Replace("images", "labels", StringComparison.Ordinal)
            .Replace("idx3", "idx1", StringComparison.Ordinal);
        if (labels == name)
        {
            return;
        }

        string bare = labels.EndsWith(Zipped, StringComparison.Ordinal) ? labels[..^Zipped.Length] : labels;
        foreach (string candidate in (string[])[bare, bare + Zipped])
        {
            AppendFile(text, candidate, Path.Join(Path.GetDirectoryName(images), candidate));
        }
    }

    private static void AppendFile(StringBuilder text, string name, string path) =>
        text.Append(FingerprintLine.OfSource(name, FileFacts.Of(path))).Append('\n');
}
