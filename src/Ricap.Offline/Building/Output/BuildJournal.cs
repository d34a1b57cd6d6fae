using System.Globalization;
using Ricap.Shards;
using Ricap.Shards.Text;

namespace Ricap.Building.Output;

/// <summary>
/// What a build has made so far, one line a shard, appended before the shard is renamed into place. After a kill the
/// next build reads it; a line is believed only where the file it names hashes to what it says, so a line too many or
/// half a line does no harm.
/// <code>
///   key TAB samples TAB pixels TAB path,bytes,xxh128 [TAB path,bytes,xxh128 …]     a shard
///   path                                                                           another file of ours
///   skip TAB code TAB xxh128 TAB path TAB message                                  a source that cannot be decoded
/// </code>
/// </summary>
internal sealed class BuildJournal(string path)
{
    private const string Skip = "skip";

    private readonly Lock _sync = new();

    /// <summary>Notes a shard that is about to be moved into place.</summary>
    public void Add(ManifestShard shard) => Append(
    [
        HashText.Of(shard.Key),
        shard.Samples.ToString(CultureInfo.InvariantCulture),
        HashText.Of(shard.Pixels),
        .. shard.Files().Select(f => $"{f.Path},{f.Length},{HashText.Of(f.XxHash128)}"),
    ]);

    /// <summary>Notes a file that is no shard and about to be moved into place, so that it is known as ours.</summary>
    public void Add(ManifestFile file) => Append([file.Path]);

    /// <summary>Notes a source that was left out, so that it need not be tried again; one that cannot be read is.</summary>
    public void Add(ManifestSkip skip)
    {
        if (skip.XxHash128 is { } hash)
        {
            Append([Skip, skip.Code, HashText.Of(hash), Uri.EscapeDataString(skip.Path), Uri.EscapeDataString(skip.Message)]);
        }
    }

    /// <summary>The sources noted so far that were left out.</summary>
    public IEnumerable<ManifestSkip> ReadSkips()
    {
        foreach (string line in Lines())
        {
            if (line.Split('\t') is [Skip, string code, string hash, string source, string message]
                && HashText.TryParse(hash, out Hash128 xxh128))
            {
                yield return new ManifestSkip(Uri.UnescapeDataString(source), code, Uri.UnescapeDataString(message), xxh128);
            }
        }
    }

    /// <summary>The shards noted so far; none if there is no journal.</summary>
    public IEnumerable<ManifestShard> Read()
    {
        foreach (string line in Lines())
        {
            if (Parse(line) is { } shard)
            {
                yield return shard;
            }
        }
    }

    /// <summary>The paths of the files noted so far that are no shards.</summary>
    public IEnumerable<string> ReadFiles() =>
        Lines().Where(line => !line.Contains('\t', StringComparison.Ordinal) && ManifestPaths.IsInside(line));

    /// <summary>
    /// The whole lines. The last may be half written, by a process that was killed or by one on another machine that is at it.
    /// </summary>
    private string[] Lines()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        // Others append while this is read, where parts are made.
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var text = new StreamReader(file);
        return text.ReadToEnd().Split('\n')[..^1];
    }

    private void Append(IEnumerable<string> fields)
    {
        lock (_sync)
        {
            // The break before it keeps it off half a line, which a full disk may have left.
            OutputErrors.Guard(path, () => File.AppendAllText(path, $"\n{string.Join('\t', fields)}\n"));
        }
    }

    private static ManifestShard? Parse(string line)
    {
        string[] field = line.Split('\t');
        if (field.Length < 4
            || !HashText.TryParse(field[0], out Hash128 key)
            || !int.TryParse(field[1], NumberStyles.None, CultureInfo.InvariantCulture, out int samples)
            || !HashText.TryParse(field[2], out Hash128 pixels))
        {
            return null;
        }

        var files = new List<ManifestFile>();
        foreach (string text in field.Skip(3))
        {
            if (text.Split(',') is not [string file, string bytes, string hash]
                || !ManifestPaths.IsInside(file)
                || !long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                || !HashText.TryParse(hash, out Hash128 xxh128))
            {
                return null;
            }

            files.Add(new ManifestFile(file, length, xxh128));
        }

        return new ManifestShard(files[0], samples, pixels, key, files[1..]);
    }
}
