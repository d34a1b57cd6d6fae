using Ricap.Shards;
using Ricap.Train.Data.Reading;
using Ricap.Train.Runtime;

namespace Ricap.Train.Data;

/// <summary>Where batches come from. They are the same bytes, wherever that is.</summary>
public enum DataSource
{
    /// <summary>From the shards where an epoch was rendered as it is asked for, composed otherwise.</summary>
    Auto,

    /// <summary>From the shards; an epoch that was not rendered so is an error.</summary>
    Shards,

    /// <summary>Composed from the base images; shards are not read.</summary>
    Online,
}

/// <summary>How batches get to the device, and which part of them. Nothing here changes a byte of a sample.</summary>
public sealed record FeedOptions
{
    /// <summary>The fewest batches that are made ahead where none are said.</summary>
    internal const int LeastAhead = 8;

    /// <summary>The road.</summary>
    public DataSource Source { get; init; }

    /// <summary>
    /// Whether what is read is held against the manifest's hashes: shards while they stream (so that a damaged one is told
    /// when its last sample is read), the base images before their first use.
    /// </summary>
    public bool Verify { get; init; } = true;

    /// <summary>Threads that read, decode and compose, 0..1024; 0 = one a core.</summary>
    public int Threads { get; init; }

    /// <summary>Batches made ahead of the one in use, 0..1000: what bounds the memory. 0 = two a thread, but at least 8.</summary>
    public int Prefetch { get; init; }

    /// <summary>How many batches are made ahead by so many threads.</summary>
    internal int AheadOf(int threads) => Prefetch > 0 ? Prefetch : Math.Max(LeastAhead, 2 * threads);

    /// <summary>
    /// Bytes of the device's memory that base images may take, from 0. Where they fit, and are free, online batches are composed on the device
    /// by one gather each; otherwise by the CPU's kernels. Null: 8 GiB on a GPU but no more than half of what is free, none on the CPU, where the kernels are faster.
    /// </summary>
    public long? DeviceMemory { get; init; }

    /// <summary>
    /// Called before a shard is opened, by the thread that reads it: brings its files to where the manifest says, if they are not there yet.
    /// What it throws ends the epoch. Null: they are there.
    /// </summary>
    public Action<ManifestShard>? Bring { get; init; }

    /// <summary>This process among <see cref="World"/>, 0..World − 1.</summary>
    public int Rank { get; init; }

    /// <summary>
    /// How many processes share each batch, from 1. Of a batch of n, rank r gets samples ⌊n·r/World⌋ … ⌊n·(r + 1)/World⌋ − 1, so
    /// neither the data nor the batch depend on how many there are.
    /// </summary>
    public int World { get; init; } = 1;

    /// <summary>The device's memory for base images where several feeds share it; null: each has its own.</summary>
    internal DeviceBudget? Budget { get; init; }

    /// <summary>The rows of each batch that this process takes.</summary>
    internal BatchSlice Slice => new(Rank, World);

    /// <summary>Gives these options back if every one is in its range.</summary>
    /// <exception cref="RicapException">One problem for each that is not.</exception>
    public FeedOptions Validated()
    {
        var problems = new List<Problem>();
        Require(Threads is >= 0 and <= 1024, $"{new OptionName("threads", $"{Threads}")} must lie in 0..1024");
        Require(Prefetch is >= 0 and <= 1000, $"{new OptionName("prefetch", $"{Prefetch}")} must lie in 0..1000");
        Require(DeviceMemory is null or >= 0, $"{new OptionName("device-memory", $"{DeviceMemory}")} must not be negative");
        Require(World >= 1, $"a world of {World} processes must have at least 1");
        Require(World < 1 || (Rank >= 0 && Rank < World), $"rank {Rank} must lie in 0..{World - 1}");
        return problems.Count == 0 ? this : throw new RicapException(problems);

        void Require(bool holds, FormattableString message)
        {
            if (!holds)
            {
                problems.Add(Problem.InvalidOption(message));
            }
        }
    }
}
