using System.Collections.Concurrent;
using Ricap.Building;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Storage;
using Ricap.Storage.Fetching;
using Ricap.Storage.Publishing;

namespace Ricap.Cli.Stores;

/// <summary>
/// A part of a data set, or the end of all parts, whose output is in an object store: for machines that have no folder in common. What
/// parts tell each other in a folder's <c>.ricap</c> they tell in the store:
/// <code>
///   part:   journals, base ──► folder ──► build ──► its journal ──► [withdraw the manifest] ──► its shards
///   final:  journals, records of the base ──► folder ──► build, which asks the store for lengths and hashes ──► indexes ──► manifest
/// </code>
/// A journal comes before the shards that it names, as in a folder, and is believed only where the store has a file of that length and hash.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="scratch">The folder of this machine, which nobody else uses meanwhile.</param>
/// <param name="transfers">How bytes are moved.</param>
internal sealed class StoreBuild(IObjectStore store, string scratch, TransferOptions transfers)
{
    private const string State = DatasetLayout.StateFolder;
    private const string Journal = State + "/journal.";
    private const string Previous = State + "/previous.json";

    private readonly LocalFiles _local = new(scratch);
    private readonly Dictionary<string, StoredObject> _there = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StoredObject?> _heads = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ours = new(StringComparer.Ordinal);
    private readonly List<ManifestShard> _known = [];

    /// <summary>Builds.</summary>
    /// <param name="options">The options; their output is the folder.</param>
    /// <param name="scope">How much.</param>
    /// <param name="observer">Hears problems and progress.</param>
    /// <param name="cancellation">Ends it; the next run goes on.</param>
    /// <exception cref="RicapException">Something is wrong with the sources, the folder or the store.</exception>
    public async Task<BuildResult> RunAsync(
        DatasetOptions options, RenderScope.Given scope, IBuildObserver observer, CancellationToken cancellation)
    {
        await PullAsync(scope, cancellation).ConfigureAwait(false);
        BuildResult result = scope.Build(options, file => IsThere(file, cancellation), observer, cancellation);
        if (scope.IsPart)
        {
            await PushAsync(result, cancellation).ConfigureAwait(false);
        }
        else
        {
            await new Publisher(store, transfers).RunAsync(scratch, delete: true, null, cancellation, _ours).ConfigureAwait(false);
            await transfers.EachAsync(_there.Keys.Where(path => IsJournal(path) || path == Previous), store.DeleteAsync, cancellation).ConfigureAwait(false);
        }

        return result;
    }

    private static bool IsJournal(string path) =>
        path.StartsWith(Journal, StringComparison.Ordinal) && DatasetManifest.MayName(path[(State.Length + 1)..]) && path.LastIndexOf('/') == State.Length;

    /// <summary>Brings what other parts have told, and as much of the base as is read.</summary>
    private async Task PullAsync(RenderScope.Given scope, CancellationToken cancellation)
    {
        await foreach (StoredObject found in store.ListAsync(cancellation).ConfigureAwait(false))
        {
            _there[found.Path] = found;
        }

        // One that stands in the store is, here, the one of before: it is not this folder that it is true of.
        LocalFiles.Delete(_local.Of(DatasetManifest.FileName));
        LocalFiles.Delete(_local.Of(Previous));
        foreach (string path in new[] { DatasetManifest.FileName, Previous })
        {
            if (await store.BytesAsync(path, cancellation).ConfigureAwait(false) is { } bytes)
            {
                var manifest = DatasetManifest.Parse(bytes, store.Address.Of(path));
                _local.Write(_local.Of(Previous), bytes);
                _known.AddRange(manifest.Base.Concat(manifest.Epochs.SelectMany(epoch => epoch.Shards)));
                _ours.UnionWith(manifest.Files().Select(file => file.Path));
                break;
            }
        }

        _ours.UnionWith(OwnedPaths.Parse(await store.BytesAsync(Publisher.OwnedPath, cancellation).ConfigureAwait(false)));
        await transfers.EachAsync(_there.Keys.Where(IsJournal), PullJournalAsync, cancellation).ConfigureAwait(false);
        foreach (string path in _there.Keys.Where(IsJournal).Select(_local.Of).Where(File.Exists))
        {
            var journal = new BuildJournal(path);
            _known.AddRange(journal.Read());
            _ours.UnionWith(journal.ReadFiles());
        }

        _ours.UnionWith(_known.SelectMany(shard => shard.Files()).Select(file => file.Path));
        await PullBaseAsync(withPixels: scope is { OnlyBase: false, Part: not null }, cancellation).ConfigureAwait(false);
    }

    private async Task PullJournalAsync(string path, CancellationToken cancellation)
    {
        if (await store.BytesAsync(path, cancellation).ConfigureAwait(false) is { } bytes)
        {
            _local.Write(_local.Of(path), bytes);
        }
    }

    private async Task PullBaseAsync(bool withPixels, CancellationToken cancellation)
    {
        var downloader = new Downloader(store, _local, new TransferCount(null, 0));
        IEnumerable<ManifestFile> files = _known.Where(shard => shard.File.Path.StartsWith("base/", StringComparison.Ordinal))
            .SelectMany(shard => withPixels ? shard.Files() : shard.Companions).Distinct();
        await transfers.EachAsync(files, async (file, stop) =>
        {
            if (_local.Find(file)?.XxHash128 != file.XxHash128 && Holds(await HeadAsync(file.Path, stop).ConfigureAwait(false), file)
                && await downloader.RunAsync(file, stop).ConfigureAwait(false) is { } problem)
            {
                throw new RicapException(problem);
            }
        }, cancellation).ConfigureAwait(false);
        _local.ClearParts();
    }

    /// <summary>Brings what was made into the store.</summary>
    private async Task PushAsync(BuildResult result, CancellationToken cancellation)
    {
        string[] own = [.. OwnJournals()];
        ILookup<string, ManifestFile> named = own.SelectMany(path => new BuildJournal(path).Read()).Concat(_known)
            .SelectMany(shard => shard.Files()).ToLookup(file => file.Path, StringComparer.Ordinal);
        var upload = new List<ManifestFile>();
        foreach (string path in result.Files.Select(full => Path.GetRelativePath(scratch, full).Replace('\\', '/')).Distinct())
        {
            // What is not here was found in the store, and a journal is none of the files that one names.
            ManifestFile? file = named[path].FirstOrDefault(candidate => _local.Find(candidate)?.XxHash128 == candidate.XxHash128);
            StoredObject? there = file is null ? null : await HeadAsync(path, cancellation).ConfigureAwait(false);
            if (file is not null && !Holds(there, file))
            {
                RequireOurs(there);
                upload.Add(file);
            }
        }

        if (upload.Count == 0 && result.Made == 0)
        {
            return; // the journals that name them are there
        }

        await transfers.EachAsync(own, PushJournalAsync, cancellation).ConfigureAwait(false);
        await WithdrawAsync(upload, cancellation).ConfigureAwait(false);
        using var uploader = new Uploader(store, scratch, transfers, new TransferCount(null, 0));
        await uploader.RunAsync(upload, cancellation).ConfigureAwait(false);
    }

    /// <summary>The journals in the folder that are not in the store: this run's, and those of runs before it that were killed.</summary>
    private IEnumerable<string> OwnJournals() => Directory.EnumerateFiles(_local.Of(State), "journal.*")
        .Where(path => !_there.ContainsKey($"{State}/{Path.GetFileName(path)}"))
        .Order(StringComparer.Ordinal);

    private async Task PushJournalAsync(string path, CancellationToken cancellation)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
        await PutAsync($"{State}/{Path.GetFileName(path)}", bytes, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sets the manifest in the store aside if it names a file that is to be replaced. It is read again: a part that comes late, when
    /// all is done, finds that its files are those of a new one.
    /// </summary>
    private async Task WithdrawAsync(List<ManifestFile> upload, CancellationToken cancellation)
    {
        if (await store.BytesAsync(DatasetManifest.FileName, cancellation).ConfigureAwait(false) is { } bytes)
        {
            var manifest = DatasetManifest.Parse(bytes, store.Address.Of(DatasetManifest.FileName));
            var named = manifest.Files().ToDictionary(file => file.Path, StringComparer.Ordinal);
            if (upload.Exists(file => named.TryGetValue(file.Path, out ManifestFile? was) && was != file))
            {
                await PutAsync(Previous, bytes, cancellation).ConfigureAwait(false);
                await store.DeleteAsync(DatasetManifest.FileName, cancellation).ConfigureAwait(false);
            }
        }
    }

    private void RequireOurs(StoredObject? there)
    {
        if (there is not null && !_ours.Contains(there.Path))
        {
            throw new RicapException(Publisher.InTheWay(store, there.Path));
        }
    }

    /// <summary>Whether the store has a file, by length and stored hash; asked by the threads of a build.</summary>
    private bool IsThere(ManifestFile file, CancellationToken cancellation) =>
        _there.TryGetValue(file.Path, out StoredObject? listed) && listed.Length == file.Length
        && Holds(HeadAsync(file.Path, cancellation).GetAwaiter().GetResult(), file);

    private async Task<StoredObject?> HeadAsync(string path, CancellationToken cancellation)
    {
        if (!_heads.TryGetValue(path, out StoredObject? head))
        {
            _heads[path] = head = await store.HeadAsync(path, cancellation).ConfigureAwait(false);
        }

        return head;
    }

    private static bool Holds(StoredObject? there, ManifestFile file) =>
        there is not null && there.Length == file.Length && there.XxHash128 == file.XxHash128;

    private Task PutAsync(string path, byte[] bytes, CancellationToken cancellation) =>
        store.PutAsync(path, bytes, Hash128.Of(bytes), cancellation);
}
