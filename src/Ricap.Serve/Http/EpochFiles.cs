using System.Buffers;
using Ricap.Reading;
using Ricap.Serve.Rendering;
using Ricap.Shards;

namespace Ricap.Serve.Http;

/// <summary>
/// What is known of an epoch only once all of its shards are there: its index, and its part of the manifest. Shards that were
/// neither stored nor rendered before are rendered for it; what remains of them are lengths and hashes.
/// </summary>
internal sealed class EpochFiles(RicapDataset dataset, ShardStore store, ServeOptions options)
{
    private readonly Dictionary<int, ManifestEpoch> _stored = dataset.Manifest.Epochs.ToDictionary(epoch => epoch.Epoch);
    private byte[]? _manifest;

    /// <summary>What the manifest says of a shard that is stored as this build renders it; null if it is not.</summary>
    public ManifestShard? Stored(PlannedShard shard) =>
        _stored.GetValueOrDefault(shard.Epoch)?.Shards.ElementAtOrDefault(shard.Number) is { } there && there.Key == shard.Key ? there : null;

    /// <summary>The index over an epoch's shards.</summary>
    public async Task<byte[]> IndexAsync(int epoch, CancellationToken cancellation)
    {
        var index = new ArrayBufferWriter<byte>();
        dataset.Files.Describe(epoch, await ShardsAsync(epoch, cancellation).ConfigureAwait(false), index);
        return index.WrittenSpan.ToArray();
    }

    /// <summary>The manifest of the epochs that the server lists.</summary>
    public async Task<byte[]> ManifestAsync(CancellationToken cancellation)
    {
        if (_manifest is { } known)
        {
            return known;
        }

        if (options.Epochs is null)
        {
            return _manifest = dataset.Files.Manifest(dataset.Manifest.Epochs);
        }

        var epochs = new List<ManifestEpoch>();
        foreach (int epoch in options.Epochs.Epochs)
        {
            epochs.Add(_stored.TryGetValue(epoch, out ManifestEpoch? stored)
                ? stored
                : dataset.Files.Describe(
                    epoch, await ShardsAsync(epoch, cancellation).ConfigureAwait(false), new ArrayBufferWriter<byte>()));
        }

        return _manifest = dataset.Files.Manifest(epochs);
    }

    private async Task<ManifestShard[]> ShardsAsync(int epoch, CancellationToken cancellation)
    {
        if (_stored.TryGetValue(epoch, out ManifestEpoch? stored))
        {
            return [.. stored.Shards];
        }

        var shards = new ManifestShard[dataset.Files.ShardsPerEpoch];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Renders, CancellationToken = cancellation };
        await Parallel.ForAsync(0, shards.Length, parallel, async (number, stop) =>
        {
            PlannedShard shard = dataset.Files.Shard(epoch, number);
            if (store.Known(shard) is { } known)
            {
                shards[number] = known;
                return;
            }

            using ShardLease lease = store.Lease(shard);
            shards[number] = await lease.Whole.WaitAsync(stop).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return shards;
    }
}
