using Ricap.Shards;

namespace Ricap.Storage.Tests;

/// <summary>
/// A folder with a manifest and the files that it names. What is in them is noise: moving a data set is about names, lengths and hashes.
/// </summary>
internal static class MadeSet
{
    private static readonly ManifestOptions Options = new([new("seed", 1)]);

    /// <summary>Makes one.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="contents">A number for each file, by path; equal numbers are equal bytes.</param>
    /// <param name="bytes">Bytes of each file.</param>
    public static DatasetManifest Make(string folder, IEnumerable<(string Path, int Content)> contents, int bytes = 1000)
    {
        ManifestFile[] files = [.. contents.Select(file => Write(folder, file.Path, file.Content, bytes))];
        ManifestShard[] shards = [.. files.Select(file => new ManifestShard(file, 1, default, file.XxHash128, []))];
        var manifest = new DatasetManifest(
            1,
            "made",
            Options,
            ["a", "b"],
            files.Length,
            [.. shards.Where(shard => EpochOf(shard) is null)],
            [.. shards.Where(shard => EpochOf(shard) is not null).GroupBy(shard => EpochOf(shard)!.Value).OrderBy(group => group.Key)
                .Select(group => new ManifestEpoch(group.Key, 0.3, null, [.. group], null))],
            []);
        File.WriteAllBytes(Path.Join(folder, DatasetManifest.FileName), manifest.ToBytes());
        return manifest;
    }

    /// <summary>A base shard and some epochs of two shards each.</summary>
    public static DatasetManifest Make(string folder, int epochs, int content, int bytes = 1000) => Make(
        folder,
        Enumerable.Range(0, epochs).SelectMany(epoch => new[] { 0, 1 }.Select(shard =>
            ($"epoch-{epoch:D4}/ricap-{epoch:D4}-{shard:D6}.tar", 100 * content + 10 * epoch + shard))).Prepend(("base/base-00000.npy", content)),
        bytes);

    /// <summary>All files of a folder but what a build keeps for itself, by path.</summary>
    public static SortedDictionary<string, Hash128> Tree(string folder)
    {
        var tree = new SortedDictionary<string, Hash128>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string path = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (!path.StartsWith(".ricap/", StringComparison.Ordinal))
            {
                tree[path] = Hash128.Of(File.ReadAllBytes(file));
            }
        }

        return tree;
    }

    private static int? EpochOf(ManifestShard shard) =>
        shard.File.Path.StartsWith("epoch-", StringComparison.Ordinal)
            ? int.Parse(shard.File.Path.AsSpan("epoch-".Length, 4), System.Globalization.CultureInfo.InvariantCulture)
            : null;

    private static ManifestFile Write(string folder, string path, int content, int length)
    {
        byte[] bytes = new byte[length];
        new Random(content).NextBytes(bytes);
        string full = Path.Join(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return new ManifestFile(path, length, Hash128.Of(bytes));
    }
}
