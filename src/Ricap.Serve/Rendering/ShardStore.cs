using System.Collections.Concurrent;
using System.Diagnostics;
using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Serve.Rendering;

/// <summary>
/// Renders shards, each once however many ask for it, and keeps them while there is room. A render ends when the last who
/// wanted it has gone.
/// <code>
///   lease ─► known by its key? ─► follow it
///              └─ no ─► queue (bounded) ─► a free thread, and room in memory ─► render ─► kept until room is needed
/// </code>
/// Memory counts what is rendered, read or kept. Shards that nobody reads make way, the longest unused first; others are
/// waited for. A shard that is larger than all of the memory is rendered when it is alone.
/// </summary>
internal sealed class ShardStore : IAsyncDisposable
{
    /// <summary>What is remembered of shards when their bytes are gone: lengths and hashes, at most of so many.</summary>
    private const int MaxKnown = 100_000;

    private readonly DatasetFiles _files;
    private readonly ServeMeter _meter;
    private readonly int _renders;
    private readonly int _queue;
    private readonly long _memory;
    private readonly ChunkPool _pool = new();
    private readonly Lock _sync = new();
    private readonly Dictionary<Hash128, ShardEntry> _entries = [];
    private readonly LinkedList<ShardEntry> _waiting = [];
    private readonly LinkedList<ShardEntry> _idle = [];
    private readonly ConcurrentDictionary<Hash128, ManifestShard> _known = [];
    private TaskCompletionSource? _quiet;
    private int _rendering;
    private long _bytes;

    public ShardStore(DatasetFiles files, ServeOptions options, ServeMeter meter)
    {
        (_files, _meter) = (files, meter);
        (_renders, _queue, _memory) = (options.Renders, options.Queue, options.Memory);
        meter.Watch(
            rendering: () => Volatile.Read(ref _rendering), waiting: () => Locked(() => _waiting.Count), memory: () => Volatile.Read(ref _bytes));
    }

    /// <summary>Leases a shard; has it rendered unless it is or is about to be.</summary>
    /// <exception cref="BusyException">As many wait already as may.</exception>
    public ShardLease Lease(PlannedShard shard)
    {
        lock (_sync)
        {
            if (_entries.TryGetValue(shard.Key, out ShardEntry? entry))
            {
                _meter.Hit();
                if (entry.Users++ == 0)
                {
                    _idle.Remove(entry);
                }

                return new ShardLease(this, entry);
            }

            if (_quiet is not null || (_waiting.Count >= _queue && _rendering >= _renders))
            {
                throw new BusyException(_waiting.Count);
            }

            entry = new ShardEntry(shard, _pool) { Users = 1 };
            _entries.Add(shard.Key, entry);
            _waiting.AddLast(entry);
            Pump();
            return new ShardLease(this, entry);
        }
    }

    /// <summary>What a manifest says of a shard that was rendered before; null if it was not.</summary>
    public ManifestShard? Known(PlannedShard shard) => _known.GetValueOrDefault(shard.Key);

    /// <summary>Ends a lease.</summary>
    public void Release(ShardEntry entry)
    {
        lock (_sync)
        {
            if (--entry.Users > 0)
            {
                return;
            }

            switch (entry.Stage)
            {
                case ShardStage.Waiting:
                    _waiting.Remove(entry);
                    _entries.Remove(entry.Shard.Key);
                    entry.Stage = ShardStage.Dropped;
                    break;
                case ShardStage.Rendering:
                    _entries.Remove(entry.Shard.Key);
                    entry.Unwanted.Cancel();
                    break;
                case ShardStage.Rendered:
                    _idle.AddLast(entry);
                    Shrink(0);
                    break;
                default:
                    Free(entry);
                    break;
            }

            Pump();
        }
    }

    /// <summary>Ends all renders and waits for their threads.</summary>
    public async ValueTask DisposeAsync()
    {
        Task quiet;
        lock (_sync)
        {
            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            quiet = _rendering == 0 ? Task.CompletedTask : _quiet.Task;
            foreach (ShardEntry entry in _entries.Values)
            {
                entry.Unwanted.Cancel();
            }
        }

        await quiet.ConfigureAwait(false);
    }

    /// <summary>Starts what can be started.</summary>
    private void Pump()
    {
        while (_quiet is null && _rendering < _renders && _waiting.First?.Value is { } entry)
        {
            Shrink(entry.Estimate);
            if (_bytes > 0 && _bytes + entry.Estimate > _memory)
            {
                return;
            }

            _waiting.RemoveFirst();
            _rendering++;
            _bytes += entry.Bytes = entry.Estimate;
            entry.Stage = ShardStage.Rendering;
            _ = Task.Factory.StartNew(
                () => Render(entry), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Drops shards that nobody reads until so many bytes more fit, or none is left.</summary>
    private void Shrink(long more)
    {
        while (_bytes + more > _memory && _idle.First?.Value is { } entry)
        {
            _idle.RemoveFirst();
            _entries.Remove(entry.Shard.Key);
            entry.Stage = ShardStage.Dropped;
            Free(entry);
        }
    }

    private void Free(ShardEntry entry)
    {
        _bytes -= entry.Bytes;
        entry.Bytes = 0;
        entry.Main.Free();
        entry.Unwanted.Dispose();
    }

    private void Render(ShardEntry entry)
    {
        long began = Stopwatch.GetTimestamp();
        try
        {
            ManifestShard shard = _files.Render(entry.Shard, entry.Main, entry.Companion, entry.Unwanted.Token);
            Remember(shard);
            _meter.Rendered("done", Stopwatch.GetElapsedTime(began));
            entry.Main.Complete();
            End(entry, ShardStage.Rendered);
            entry.Whole.SetResult(shard);
        }
#pragma warning disable CA1031 // Thrown again where the shard is waited for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _meter.Rendered(e is OperationCanceledException ? "cancelled" : "failed", null);
            entry.Main.Fail(e);
            End(entry, ShardStage.Dropped);
            entry.Whole.SetException(e);
            _ = entry.Whole.Task.Exception; // seen, whether or not somebody waits
        }
    }

    private void End(ShardEntry entry, ShardStage stage)
    {
        lock (_sync)
        {
            _rendering--;
            long bytes = entry.Main.Capacity + entry.Companion.Capacity;
            _bytes += bytes - entry.Bytes;
            entry.Bytes = bytes;
            entry.Stage = stage;
            if (entry.Users == 0)
            {
                Keep(entry);
            }
            else if (stage == ShardStage.Dropped)
            {
                _entries.Remove(entry.Shard.Key);
            }

            Shrink(0);
            Pump();
            if (_rendering == 0)
            {
                _quiet?.TrySetResult();
            }
        }
    }

    /// <summary>Keeps what was rendered to the end though its last reader had left, unless it was begun anew meanwhile.</summary>
    private void Keep(ShardEntry entry)
    {
        if (entry.Stage == ShardStage.Rendered && _entries.TryAdd(entry.Shard.Key, entry))
        {
            _idle.AddLast(entry);
        }
        else
        {
            entry.Stage = ShardStage.Dropped;
            Free(entry);
        }
    }

    private void Remember(ManifestShard shard)
    {
        if (_known.Count >= MaxKnown)
        {
            _known.Clear();
        }

        _known[shard.Key] = shard;
    }

    private int Locked(Func<int> read)
    {
        lock (_sync)
        {
            return read();
        }
    }
}
