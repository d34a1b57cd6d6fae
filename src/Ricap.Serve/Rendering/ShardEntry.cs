using System.Buffers;
using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Serve.Rendering;

/// <summary>Where a shard in memory stands.</summary>
internal enum ShardStage
{
    /// <summary>It waits to be rendered.</summary>
    Waiting,

    /// <summary>A thread renders it.</summary>
    Rendering,

    /// <summary>It is whole.</summary>
    Rendered,

    /// <summary>It will not be: the render failed, or everybody who wanted it has gone.</summary>
    Dropped,
}

/// <summary>A shard in memory. All but the buffers belongs to <see cref="ShardStore"/> and is changed under its lock.</summary>
internal sealed class ShardEntry(PlannedShard shard, ChunkPool pool)
{
    /// <summary>What a sample's record and its place in companions take at most, roughly.</summary>
    private const int RecordBytes = 2048;

    /// <summary>The shard.</summary>
    public PlannedShard Shard { get; } = shard;

    /// <summary>Its main file.</summary>
    public ShardBuffer Main { get; } = new(pool);

    /// <summary>The file beside it, once rendered.</summary>
    public ArrayBufferWriter<byte> Companion { get; } = new();

    /// <summary>Ends with what a manifest says of it.</summary>
    public TaskCompletionSource<ManifestShard> Whole { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends its render.</summary>
    public CancellationTokenSource Unwanted { get; } = new();

    /// <summary>Where it stands.</summary>
    public ShardStage Stage { get; set; }

    /// <summary>Who has leased it.</summary>
    public int Users { get; set; }

    /// <summary>Bytes that it counts for.</summary>
    public long Bytes { get; set; }

    /// <summary>Bytes to set aside before it is rendered: what npy takes; image files take less.</summary>
    public long Estimate => Shard.PixelLength + ((long)Shard.Samples * RecordBytes);
}

/// <summary>The right to read a shard in memory, until disposed.</summary>
internal sealed class ShardLease(ShardStore store, ShardEntry entry) : IDisposable
{
    private int _disposed;

    /// <summary>Its main file.</summary>
    public ShardBuffer Main => entry.Main;

    /// <summary>The file beside it, once <see cref="Whole"/> has ended.</summary>
    public ReadOnlyMemory<byte> Companion => entry.Companion.WrittenMemory;

    /// <summary>Ends with what a manifest says of it.</summary>
    public Task<ManifestShard> Whole => entry.Whole.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            store.Release(entry);
        }
    }
}

/// <summary>Thrown where as many shards wait already as may.</summary>
internal sealed class BusyException(int waiting) : Exception($"{waiting} shards wait to be rendered already")
{
    /// <summary>How many wait.</summary>
    public int Waiting { get; } = waiting;
}
