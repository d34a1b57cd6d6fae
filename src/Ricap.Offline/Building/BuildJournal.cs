using System.Globalization;
using Ricap.Shards;

namespace Ricap.Building;

/// <summary>
/// What a build has made so far, appended before the file is renamed into place. After a kill the next build reads it:
/// to know which files are ours, and which shards need not be made again. A shard is believed only where its files hash
/// to what the line says, so a line too many or half a line does no harm.
/// <code>
///   shard TAB key TAB samples TAB pixels TAB path,bytes,xxh128 [TAB path,bytes,xxh128 …]
///   file TAB path
/// </code>
/// </summary>
internal sealed class BuildJournal(string path)
{
    private const string Shard = "shard";
    private const string SingleFile = "file";

    private readonly Lock _sync = new();

    /// <summary>Notes a shard that is about to be moved into place.</summary>
    public void Add(ManifestShard shard)
    {
        Append(
        [
            Shard,
            HashText.Of(shard.Key),
            shard.Samples.ToString(CultureInfo.InvariantCulture),
            HashText.Of(shard.Pixels),
            .. shard.Files().Select(f => $"{f.Path},{f.Length},{HashText.Of(f.XxHash128)}"),
        ]);
    }

    /// <summary>Notes a file beside the shards that is about to be written.</summary>
    public void Add(string file) => Append([SingleFile, file]);

    /// <summary>The shards noted so far; none if there is no journal.</summary>
    public IEnumerable<ManifestShard> Shards() => Lines(Shard).Select(Parse).OfType<ManifestShard>();

    /// <summary>The single files noted so far.</summary>
    public IEnumerable<string> Files() =>
        Lines(SingleFile).Where(fields => fields.Length == 1 && ManifestPaths.IsInside(fields[0])).Select(fields => fields[0]);

    private void Append(IEnumerable<string> fields)
    {
        lock (_sync)
        {
            OutputErrors.Guard(path, () => File.AppendAllText(path, string.Join('\t', fields) + "\n"));
        }
    }

    /// <summary>The fields of the lines of one kind.</summary>
    private IEnumerable<string[]> Lines(string kind) => File.Exists(path)
        ? File.ReadLines(path).Select(line => line.Split('\t')).Where(f => f[0] == kind).Select(f => f[1..])
        : [];

    private static ManifestShard? Parse(string[] field)
    {
        if (field.Length < 4
            || !HashText.TryParse(field[0], out UInt128 key)
            || !int.TryParse(field[1], NumberStyles.None, CultureInfo.InvariantCulture, out int samples)
            || !HashText.TryParse(field[2], out UInt128 pixels))
        {
            return null;
        }

        var files = new List<ManifestFile>();
        foreach (string text in field.Skip(3))
        {
            if (text.Split(',') is not [string file, string bytes, string hash]
                || !ManifestPaths.IsInside(file)
                || !long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                || !HashText.TryParse(hash, out UInt128 xxh128))
            {
                return null;
            }

            files.Add(new ManifestFile(file, length, xxh128));
        }

        return new ManifestShard(files[0], samples, pixels, key, files[1..]);
    }
}
