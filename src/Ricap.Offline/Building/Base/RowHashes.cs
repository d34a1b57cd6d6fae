using Ricap.Building.Output;
using Ricap.Shards;

namespace Ricap.Building.Base;

/// <summary>
/// The hash of each row of a base shard, which the part that makes the shard writes beside it for the parts that read some of
/// its rows. The file names the shard it is of and ends with its own hash; one that is not whole, or of another shard, is as good
/// as none.
/// </summary>
internal static class RowHashes
{
    /// <summary>Writes the hashes of a shard's rows.</summary>
    /// <param name="folder">The output.</param>
    /// <param name="shard">The shard.</param>
    /// <param name="rows">The hash of each.</param>
    public static void Write(OutputFolder folder, ManifestShard shard, IReadOnlyList<Hash128> rows)
    {
        byte[] bytes = new byte[Hash128.Size * (shard.Samples + 3)];
        Head(shard, bytes);
        for (int row = 0; row < shard.Samples; row++)
        {
            rows[row].Write(bytes.AsSpan(Hash128.Size * (row + 2)));
        }

        Hash128.Of(bytes.AsSpan(..^Hash128.Size)).Write(bytes.AsSpan(^Hash128.Size..));
        folder.WriteShared(PathOf(folder, shard), file => file.Write(bytes));
    }

    /// <summary>Reads the hashes of a shard's rows; null if there are none of just this shard.</summary>
    public static Hash128[]? Read(OutputFolder folder, ManifestShard shard)
    {
        string path = PathOf(folder, shard);
        if (!File.Exists(path))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(path);
        byte[] head = new byte[2 * Hash128.Size];
        Head(shard, head);
        if (bytes.Length != Hash128.Size * (shard.Samples + 3)
            || !bytes.AsSpan().StartsWith(head)
            || Hash128.Read(bytes.AsSpan(^Hash128.Size..)) != Hash128.Of(bytes.AsSpan(..^Hash128.Size)))
        {
            return null;
        }

        var hashes = new Hash128[shard.Samples];
        for (int row = 0; row < hashes.Length; row++)
        {
            hashes[row] = Hash128.Read(bytes.AsSpan(Hash128.Size * (row + 2)));
        }

        return hashes;
    }

    private static void Head(ManifestShard shard, Span<byte> bytes)
    {
        shard.Key.Write(bytes);
        shard.File.XxHash128.Write(bytes[Hash128.Size..]);
    }

    private static string PathOf(OutputFolder folder, ManifestShard shard) =>
        Path.Combine(folder.Shared, Path.ChangeExtension(Path.GetFileName(shard.File.Path), ".rows"));
}
