using Ricap.Options;

namespace Ricap.Building;

/// <summary>
/// Where the files of a data set lie, relative to its folder.
/// <code>
///   ricap.json                     the manifest, written last
///   base/base-00000.npy  .json     the fitted sources, uint8 [n,H,W,3], and their records
///   epoch-0000/                    one folder an epoch
///     ricap-000000.tar   .idx      webdataset: a shard and its DALI index
///     ricap.wids.json              webdataset: the wids index over the epoch's shards
///     ricap-000000.npy   .json     npy: a shard and its sample records
///   .ricap/                        ours: the lock, and, while a build is under way, what it has done so far
/// </code>
/// </summary>
internal static class DatasetLayout
{
    /// <summary>The folder of the lock, the journal and unfinished files.</summary>
    public const string StateFolder = ".ricap";

    /// <summary>The file in it that a build locks.</summary>
    public const string LockFile = "lock";

    /// <summary>Samples of a base shard fill at most this much, so that one changed image costs little.</summary>
    private const long BaseShardBytes = 64L << 20;

    /// <summary>A base shard.</summary>
    public static string BaseShard(int shard) => $"base/base-{shard:D5}.npy";

    /// <summary>The records beside an npy shard.</summary>
    public static string RecordsOf(string npy) => Path.ChangeExtension(npy, ".json");

    /// <summary>The folder of an epoch.</summary>
    public static string EpochFolder(int epoch) => $"epoch-{epoch:D4}";

    /// <summary>The name of an epoch's shard within its folder.</summary>
    public static string ShardName(int shard, ShardFormat format) =>
        $"ricap-{shard:D6}.{(format == ShardFormat.Npy ? "npy" : "tar")}";

    /// <summary>An epoch's shard.</summary>
    public static string Shard(int epoch, int shard, ShardFormat format) =>
        $"{EpochFolder(epoch)}/{ShardName(shard, format)}";

    /// <summary>The file beside a shard: its records or its index.</summary>
    public static string CompanionOf(string shard, ShardFormat format) =>
        Path.ChangeExtension(shard, format == ShardFormat.Npy ? ".json" : ".idx");

    /// <summary>The wids index of an epoch.</summary>
    public static string WidsIndex(int epoch) => $"{EpochFolder(epoch)}/ricap.wids.json";

    /// <summary>Sources a base shard: a power of two, the same for every set of one size.</summary>
    public static int BaseShardRows(int width, int height)
    {
        long rows = Math.Clamp(BaseShardBytes / (3L * width * height), 1, 65_536);
        return (int)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)(rows / 2) + 1);
    }
}
