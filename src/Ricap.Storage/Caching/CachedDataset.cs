using System.Collections.Concurrent;
using Ricap.Shards;
using Ricap.Shards.Text;
using Ricap.Storage.Fetching;

namespace Ricap.Storage.Caching;

/// <summary>
/// A data set in a store, in a folder of this machine as far as it was read: manifest and base at once, each shard when it is needed, and
/// the next few meanwhile. Every byte is checked as it comes. The folder is named by the manifest's hash, so a data set that is published
/// anew is another one, and several processes may share one. It stays; whoever wants the room deletes it.
/// </summary>
public sealed class CachedDataset : IDisposable
{
    /// <summary>Shards that come while one is read.</summary>
    private const int Ahead = 4;

    /// <summary>What a kill left of a file that came is nobody's after so long.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    private readonly IObjectStore _store;
    private readonly LocalFiles _local;
    private readonly Downloader _downloader;
    private readonly ManifestShard[] _shards;
    private readonly Dictionary<string, int> _places;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _coming = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop;

    private CachedDataset(IObjectStore store, string folder, DatasetManifest manifest, CancellationToken cancellation)
    {
        _store = store;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Folder = folder;
        _local = new LocalFiles(folder, $".{Guid.NewGuid():N}");
        _downloader = new Downloader(store, _local, new TransferCount(null, 0));
        _shards = [.. manifest.Epochs.SelectMany(epoch => epoch.Shards)];
        _places = _shards.Index().ToDictionary(shard => shard.Item.File.Path, shard => shard.Index, StringComparer.Ordinal);
    }

    /// <summary>The folder, with the manifest and the base in it.</summary>
    public string Folder { get; }

    /// <summary>Opens a data set, fetching its manifest and its base.</summary>
    /// <param name="store">Where it is; from now on this one's.</param>
    /// <param name="cache">The folder that caches are in.</param>
    /// <param name="options">How the base is moved.</param>
    /// <param name="watcher">Hears how far the base is; null if nobody does.</param>
    /// <param name="cancellation">Ends whatever it fetches.</param>
    /// <exception cref="RicapException">The store, its data set or the cache is at fault.</exception>
    public static async Task<CachedDataset> OpenAsync(
        IObjectStore store, string cache, TransferOptions options, Action<TransferProgress>? watcher, CancellationToken cancellation)
    {
        (byte[] bytes, DatasetManifest manifest) = await store.ManifestAsync(cancellation).ConfigureAwait(false);
        string folder = Path.Join(cache, HashText.Of(Hash128.Of(bytes)));
        var dataset = new CachedDataset(store, folder, manifest, cancellation);
        try
        {
            dataset.ClearAbandoned();
            ManifestFile[] missing = [.. manifest.Base.SelectMany(shard => shard.Files()).Where(file => !dataset.IsThere(file))];
            var downloader = new Downloader(store, dataset._local, new TransferCount(watcher, missing.Sum(file => file.Length)));
            await options.EachAsync(
                missing,
                async (file, stop) => Require(await downloader.RunAsync(file, stop).ConfigureAwait(false)),
                cancellation).ConfigureAwait(false);
            dataset._local.Write(dataset._local.Of(DatasetManifest.FileName), bytes);
            return dataset;
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Waits until a shard's files are there, and has the next ones come meanwhile.</summary>
    /// <exception cref="RicapException">The store or the object is at fault.</exception>
    public void Bring(ManifestShard shard)
    {
        Task coming = Begin(shard);
        int place = _places[shard.File.Path];
        foreach (ManifestShard next in _shards.Skip(place + 1).Take(Ahead))
        {
            Begin(next);
        }

        coming.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WhenAll(_coming.Values.Select(coming => coming.Value)).ContinueWith(_ => { }, TaskScheduler.Default).Wait(); // what fails now concerns nobody
        _stop.Dispose();
        _store.Dispose();
    }

    /// <summary>Begins to fetch a shard; one that failed is begun again.</summary>
    private Task Begin(ManifestShard shard)
    {
        if (_coming.TryGetValue(shard.File.Path, out Lazy<Task>? known) && known.Value.IsFaulted)
        {
            _coming.TryRemove(KeyValuePair.Create(shard.File.Path, known));
        }

        return _coming.GetOrAdd(shard.File.Path, _ => new Lazy<Task>(() => Task.Run(() => FetchAsync(shard)))).Value;
    }

    private async Task FetchAsync(ManifestShard shard)
    {
        foreach (ManifestFile file in shard.Files().Where(file => !IsThere(file)))
        {
            Require(await _downloader.RunAsync(file, _stop.Token).ConfigureAwait(false));
        }
    }

    /// <summary>By its length: it was hashed when it came, and is again when it is read, unless nobody wants that.</summary>
    private bool IsThere(ManifestFile file) => LocalFiles.LengthAt(_local.Of(file.Path)) == file.Length;

    private void ClearAbandoned()
    {
        if (Directory.Exists(_local.Parts))
        {
            foreach (string part in Directory.EnumerateFiles(_local.Parts).Where(part => DateTime.UtcNow - File.GetLastWriteTimeUtc(part) > Abandoned))
            {
                LocalFiles.Delete(part);
            }
        }
    }

    private static void Require(Problem? problem)
    {
        if (problem is not null)
        {
            throw new RicapException(problem);
        }
    }
}
