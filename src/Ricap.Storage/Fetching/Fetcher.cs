using System.Collections.Concurrent;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Storage.Fetching;

/// <summary>What a fetch did.</summary>
/// <param name="Fetched">Files fetched.</param>
/// <param name="Kept">Files that were there.</param>
/// <param name="Deleted">Stale files deleted.</param>
/// <param name="Stale">Stale files left.</param>
/// <param name="Bytes">Bytes of the files fetched.</param>
/// <param name="UpToDate">Whether the manifest was there as well.</param>
public sealed record FetchResult(int Fetched, int Kept, int Deleted, int Stale, long Bytes, bool UpToDate);

/// <summary>
/// Brings a data set from a store into a folder, in the order of a publish: at any moment the folder has a manifest that is true, or none.
/// Nothing that comes is believed but by its hash, and no file is written but where a manifest may name one.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="options">How bytes are moved.</param>
public sealed class Fetcher(IObjectStore store, TransferOptions options)
{
    /// <summary>Fetches a data set.</summary>
    /// <param name="folder">Where to; made if need be.</param>
    /// <param name="epochs">
    /// Which epochs; null for all. The manifest in the folder then names the base and these, and is the one that rendering these alone gives.
    /// </param>
    /// <param name="delete">Whether to delete what only older manifests name.</param>
    /// <param name="hold">Keeps builds out of the folder until it is disposed; called when there is something to fetch.</param>
    /// <param name="watcher">Hears how far it is; null if nobody does.</param>
    /// <param name="cancellation">Ends it; the next one goes on.</param>
    /// <exception cref="RicapException">The store, its data set or the folder is at fault.</exception>
    public async Task<FetchResult> RunAsync(
        string folder, EpochSet? epochs, bool delete, Func<IDisposable> hold, Action<TransferProgress>? watcher, CancellationToken cancellation)
    {
        (byte[] bytes, DatasetManifest manifest) = await store.ManifestAsync(cancellation).ConfigureAwait(false);
        DatasetManifest wanted = epochs is null ? manifest : PartOf(manifest, epochs);
        bytes = epochs is null ? bytes : wanted.ToBytes();
        using IDisposable held = hold();
        var local = new LocalFiles(folder);
        string place = local.Of(DatasetManifest.FileName);
        byte[]? oldBytes = LocalFiles.Read(place);
        DatasetManifest? old = oldBytes is null ? null : DatasetManifest.Parse(oldBytes, place);
        byte[]? noted = LocalFiles.Read(local.Owned);
        var plan = CopyPlan.Of(wanted, old, OwnedPaths.Parse(noted), Find(local, wanted, old, OwnedPaths.Parse(noted), cancellation));
        RequireOurs(local, plan);
        bool same = oldBytes is not null && oldBytes.AsSpan().SequenceEqual(bytes);
        if (plan.Missing.Count > 0 || !same)
        {
            local.Write(local.Owned, OwnedPaths.Write(plan.Owned));
            if (plan.Withdraw)
            {
                LocalFiles.Delete(place);
            }

            await FetchAsync(local, plan.Missing, watcher, cancellation).ConfigureAwait(false);
            local.Write(place, bytes);
        }

        Finish(local, wanted, plan, delete);
        return new FetchResult(
            plan.Missing.Count,
            plan.Kept,
            delete ? plan.Stale.Count : 0,
            delete ? 0 : plan.Stale.Count,
            plan.Missing.Sum(file => file.Length),
            plan.Missing.Count == 0 && same);
    }

    /// <summary>The manifest of a part of the epochs.</summary>
    /// <exception cref="RicapException">It has no such epoch.</exception>
    private DatasetManifest PartOf(DatasetManifest manifest, EpochSet epochs)
    {
        var there = manifest.Epochs.ToDictionary(epoch => epoch.Epoch);
        return epochs.Epochs.Where(epoch => !there.ContainsKey(epoch)).ToArray() is [int absent, ..]
            ? throw new RicapException(Problem.Error(
                ProblemCodes.InvalidOption, store.Address.ToString(), $"--epochs {epochs}: epoch {absent} was not rendered"))
            : manifest with { Epochs = [.. epochs.Epochs.Select(epoch => there[epoch])] };
    }

    /// <summary>What is in the folder in the places of files that are wanted, and of stale ones.</summary>
    private ConcurrentDictionary<string, StoredObject> Find(
        LocalFiles local, DatasetManifest wanted, DatasetManifest? old, IReadOnlySet<string> noted, CancellationToken cancellation)
    {
        var there = new ConcurrentDictionary<string, StoredObject>(StringComparer.Ordinal);
        Parallel.ForEach(
            wanted.Files(),
            new ParallelOptions { MaxDegreeOfParallelism = options.Transfers, CancellationToken = cancellation },
            file =>
            {
                if (local.Find(file) is { } found)
                {
                    there[file.Path] = found;
                }
            });
        foreach (string path in (old?.Files() ?? []).Select(file => file.Path).Concat(noted).Where(path => !there.ContainsKey(path)))
        {
            if (LocalFiles.LengthAt(local.Of(path)) is { } length)
            {
                there[path] = new StoredObject(path, length, null);
            }
        }

        return there;
    }

    private static void RequireOurs(LocalFiles local, CopyPlan plan)
    {
        if (plan.Foreign.Count > 0)
        {
            throw new RicapException(
            [
                .. plan.Foreign.Select(path => Problem.Error(
                    ProblemCodes.ForeignOutput,
                    local.Of(path),
                    "is in the way: no manifest of ours names it; move it away, or choose another folder")),
            ]);
        }
    }

    /// <summary>All objects that are at fault are told of; a store that is ends it at once.</summary>
    private async Task FetchAsync(
        LocalFiles local, IReadOnlyList<ManifestFile> files, Action<TransferProgress>? watcher, CancellationToken cancellation)
    {
        var downloader = new Downloader(store, local, new TransferCount(watcher, files.Sum(file => file.Length)));
        var problems = new Problem?[files.Count];
        await options.EachAsync(
            Enumerable.Range(0, files.Count),
            async (i, stop) => problems[i] = await downloader.RunAsync(files[i], stop).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);
        if (Array.Exists(problems, problem => problem is not null))
        {
            throw new RicapException([.. problems.OfType<Problem>()]);
        }
    }

    private static void Finish(LocalFiles local, DatasetManifest wanted, CopyPlan plan, bool delete)
    {
        if (delete)
        {
            local.DeleteStale(plan.Stale);
        }

        if (delete || plan.Stale.Count == 0)
        {
            LocalFiles.Delete(local.Owned);
        }
        else
        {
            local.Write(local.Owned, OwnedPaths.Write(plan.Stale.Concat(wanted.Files().Select(file => file.Path))));
        }

        local.ClearParts();
    }
}
