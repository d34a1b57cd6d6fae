using System.Globalization;
using Ricap.Shards;

namespace Ricap.Building;

/// <summary>
/// What a build has made so far, one line a shard, appended before the shard is renamed into place. After a kill the
/// next build reads it; a line is believed only where the file it names hashes to what it says, so a line too many or
/// half a line does no harm.
/// <code>
///   key TAB samples TAB pixels TAB path,bytes,xxh128 [TAB path,bytes,xxh128 …]
/// </code>
/// </summary>
internal sealed class BuildJournal(string path)
{
    private readonly Lock _sync = new();

    /// <summary>Notes a shard that is about to be moved into place.</summary>
    public void Add(ManifestShard shard)
    {
        IEnumerable<string> fields =
        [
            HashText.Of(shard.Key),
            shard.Samples.ToString(CultureInfo.InvariantCulture),
            HashText.Of(shard.Pixels),
            .. shard.Files().Select(f => $"{f.Path},{f.Length},{HashText.Of(f.XxHash128)}"),
        ];
        lock (_sync)
        {
            OutputErrors.Guard(path, () => File.AppendAllText(path, string.Join('\t', fields) + "\n"));
        }
    }

    /// <summary>The shards noted so far; none if there is no journal.</summary>
    public IEnumerable<ManifestShard> Read()
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        foreach (string line in File.ReadAllLines(path))
        {
            if (Parse(line) is { } shard)
            {
                yield return shard;
            }
        }
    }

    private static ManifestShard? Parse(string line)
    {
        string[] field = line.Split('\t');
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
