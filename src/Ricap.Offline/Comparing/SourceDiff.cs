using System.Globalization;
using Ricap.Planning;
using Ricap.Shards;

namespace Ricap.Comparing;

/// <summary>Compares the sources of two data sets by their paths, from the records beside the base shards.</summary>
internal static class SourceDiff
{
    /// <summary>Sources that differ, ordered by path. Reads nothing where the hashes of all records are equal.</summary>
    /// <exception cref="RicapException">A file is missing or damaged.</exception>
    public static IReadOnlyList<SourceChange> Between(string folderA, DatasetManifest a, string folderB, DatasetManifest b)
    {
        if (a.Classes.SequenceEqual(b.Classes, StringComparer.Ordinal) && Hashes(a).SequenceEqual(Hashes(b)))
        {
            return [];
        }

        Dictionary<string, BaseRecord> before = Read(folderA, a);
        var changes = new List<SourceChange>();
        foreach ((string path, BaseRecord now) in Read(folderB, b))
        {
            if (!before.Remove(path, out BaseRecord? then))
            {
                changes.Add(new SourceChange(path, SourceChangeKind.Added));
                continue;
            }

            if (then.XxHash128 != now.XxHash128)
            {
                changes.Add(new SourceChange(path, SourceChangeKind.Content));
            }

            (string was, string @is) = (Label(then.Source, a.Classes), Label(now.Source, b.Classes));
            if (was != @is)
            {
                changes.Add(new SourceChange(path, SourceChangeKind.Label, was, @is));
            }
        }

        changes.AddRange(before.Keys.Select(path => new SourceChange(path, SourceChangeKind.Removed)));
        return [.. changes.OrderBy(change => change.Path, StringComparer.Ordinal).ThenBy(change => change.Kind)];
    }

    private static IEnumerable<Hash128> Hashes(DatasetManifest manifest) =>
        manifest.Base.SelectMany(shard => shard.Companions).Select(file => file.XxHash128);

    private static Dictionary<string, BaseRecord> Read(string folder, DatasetManifest manifest)
    {
        // A list may name an image twice; told apart by their order, as in the base.
        var records = new Dictionary<string, BaseRecord>(StringComparer.Ordinal);
        foreach (string file in manifest.Base.SelectMany(shard => shard.Companions).Select(file => Path.Join(folder, file.Path)))
        {
            foreach (BaseRecord record in DatasetReading.Guard(file, () => BaseShardRecords.Read(File.ReadAllBytes(file), file)))
            {
                string path = record.Source.Path;
                for (int again = 2; !records.TryAdd(path, record); again++)
                {
                    path = $"{record.Source.Path} ({again})";
                }
            }
        }

        return records;
    }

    private static string Label(RecordSource source, IReadOnlyList<string> classes) =>
        source.SoftLabel is null
            ? ClassNames.Of(classes, source.Class)
            : string.Join(", ", source.SoftLabel.Select(part => string.Create(
                CultureInfo.InvariantCulture, $"{ClassNames.Of(classes, part.Class)} {part.Weight / (double)ClassWeight.PerPixel}")));
}
