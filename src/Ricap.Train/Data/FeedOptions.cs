using Ricap.Shards;

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

/// <summary>How batches get to the device. Nothing here changes a byte of them.</summary>
public sealed record FeedOptions
{
    /// <summary>The road.</summary>
    public DataSource Source { get; init; }

    /// <summary>
    /// Whether what is read is held against the manifest's hashes: shards while they stream (so that a damaged one is told
    /// when its last sample is read), the base images before their first use.
    /// </summary>
    public bool Verify { get; init; } = true;

    /// <summary>Threads that read, decode and compose, 0..1024; 0 = one a core.</summary>
    public int Threads { get; init; }

    /// <summary>Batches made ahead of the one in use, 1..1000: what bounds the memory.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>
    /// Bytes of the device's memory that the base images may take, from 0. Where they fit, online batches are composed on the device
    /// by one gather each; otherwise by the CPU's kernels. Null: 8 GiB on a GPU, none on the CPU, where the kernels are faster.
    /// </summary>
    public long? DeviceMemory { get; init; }

    /// <summary>
    /// Called before a shard is opened, by the thread that reads it: brings its files to where the manifest says, if they are not there yet.
    /// What it throws ends the epoch. Null: they are there.
    /// </summary>
    public Action<ManifestShard>? Bring { get; init; }

    /// <summary>Gives these options back if every one is in its range.</summary>
    /// <exception cref="RicapException">One problem for each that is not.</exception>
    public FeedOptions Validated()
    {
        var problems = new List<Problem>();
        Require(Threads is >= 0 and <= 1024, $"--threads {Threads} must lie in 0..1024");
        Require(Prefetch is >= 1 and <= 1000, $"--prefetch {Prefetch} must lie in 1..1000");
        Require(DeviceMemory is null or >= 0, $"--device-memory {DeviceMemory} must not be negative");
        return problems.Count == 0 ? this : throw new RicapException(problems);

        void Require(bool holds, string message)
        {
            if (!holds)
            {
                problems.Add(Problem.Error(ProblemCodes.InvalidOption, null, message));
            }
        }
    }
}
