using Ricap.Formats;

namespace Ricap.Building.Output;

/// <summary>
/// Where the files of a data set lie, relative to its folder.
/// <code>
///   ricap.json                     the manifest, written last
///   base/base-00000.npy  .json     the fitted sources, uint8 [n,H,W,3], and their records
///   epoch-0003/                    one folder an epoch
///     ricap-0003-000000.tar  .idx  a shard, and what its format has beside it
///     ricap.wids.json              what its format has to index the epoch's shards
///   .ricap/                        ours: the lock, and, while a build is under way, what it has done so far
/// </code>
/// </summary>
internal static class DatasetLayout
{
    /// <summary>The folder of the lock, the journal and unfinished files.</summary>
    public const string StateFolder = ".ricap";

    /// <summary>Where in it hashes of unchanged files are remembered, unless a user says where.</summary>
    public const string CacheFolder = "cache";

    /// <summary>The file in it that a build locks.</summary>
    public const string LockFile = "lock";

    /// <summary>Samples of a base shard fill at most this much, so that one changed image costs little.</summary>
    private const long BaseShardBytes = 64L << 20;

    /// <summary>A base shard.</summary>
    public static string BaseShard(int shard) => $"base/base-{shard:D5}.npy";

    /// <summary>The records beside a base shard.</summary>
    public static string RecordsOf(string npy) => Path.ChangeExtension(npy, ".json");

    /// <summary>The folder of an epoch.</summary>
    public static string EpochFolder(int epoch) => $"epoch-{epoch:D4}";

    /// <summary>
    /// An epoch's shard. Its name alone is unique in the data set: readers such as webdataset keep copies by name.
    /// </summary>
    public static string Shard(int epoch, int shard, ShardFormat format) =>
        $"{EpochFolder(epoch)}/ricap-{epoch:D4}-{shard:D6}.{format.Extension}";

    /// <summary>How many shards an epoch of so many samples has.</summary>
    public static int EpochShards(int samples, int shardSize) => (int)(((long)samples + shardSize - 1) / shardSize);

    /// <summary>How many samples an epoch's shard has: all that it takes, the last what is left.</summary>
    public static int ShardSamples(int shard, int samples, int shardSize) =>
        (int)Math.Min(shardSize, samples - ((long)shard * shardSize));

    /// <summary>The index over an epoch's shards; null if the format has none.</summary>
    public static string? Index(int epoch, ShardFormat format) =>
        format.IndexName is { } name ? $"{EpochFolder(epoch)}/{name}" : null;

    /// <summary>Sources a base shard: a power of two, the same for every set of one size.</summary>
    public static int BaseShardRows(int width, int height)
    {
        long rows = Math.Clamp(BaseShardBytes / (3L * width * height), 1, 65_536);
        return (int)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)(rows / 2) + 1);
    }
}
