using Ricap.Shards;

namespace Ricap.Storage.Publishing;

/// <summary>What a publish did.</summary>
/// <param name="Uploaded">Files uploaded.</param>
/// <param name="Kept">Files that were there.</param>
/// <param name="Deleted">Stale objects deleted.</param>
/// <param name="Stale">Stale objects left.</param>
/// <param name="Bytes">Bytes uploaded.</param>
/// <param name="UpToDate">Whether the manifest was there as well.</param>
public sealed record PublishResult(int Uploaded, int Kept, int Deleted, int Stale, long Bytes, bool UpToDate);

/// <summary>
/// Brings a data set into a store so that, at any moment, its manifest there is true or not there:
/// <code>
///   note what may be ours ─► [withdraw the manifest, if a file that it names is to change] ─► files ─► manifest ─► [delete what is stale]
/// </code>
/// </summary>
/// <param name="store">The store.</param>
/// <param name="options">How bytes are moved.</param>
public sealed class Publisher(IObjectStore store, TransferOptions options)
{
    /// <summary>Where the store keeps the list of what is ours.</summary>
    public const string OwnedPath = ".ricap/published";

    /// <summary>Publishes a data set.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="delete">Whether to delete what only older manifests name.</param>
    /// <param name="watcher">Hears how far it is; null if nobody does.</param>
    /// <param name="cancellation">Ends it; the next one goes on.</param>
    /// <param name="ours">Paths known to be ours besides those that the store notes; null for none.</param>
    /// <exception cref="RicapException">The folder or the store is at fault.</exception>
    public async Task<PublishResult> RunAsync(
        string folder, bool delete, Action<TransferProgress>? watcher, CancellationToken cancellation, IEnumerable<string>? ours = null)
    {
        (byte[] bytes, DatasetManifest wanted) = Local(folder);
        byte[]? oldBytes = await store.BytesAsync(DatasetManifest.FileName, cancellation).ConfigureAwait(false);
        DatasetManifest? old = oldBytes is null ? null : Parse(oldBytes);
        byte[]? notedBytes = await store.BytesAsync(OwnedPath, cancellation).ConfigureAwait(false);
        HashSet<string> noted = OwnedPaths.Parse(notedBytes);
        noted.UnionWith(ours ?? []);
        Dictionary<string, StoredObject> there = await ThereAsync(wanted, cancellation).ConfigureAwait(false);
        var plan = CopyPlan.Of(wanted, old, noted, there);
        RequireOurs(plan);
        bool same = oldBytes is not null && oldBytes.AsSpan().SequenceEqual(bytes);
        if (plan.Missing.Count > 0 || !same)
        {
            await NoteAsync(plan.Owned, notedBytes, cancellation).ConfigureAwait(false);
            await GiveUpUploadsAsync(plan.Owned, cancellation).ConfigureAwait(false);
            if (plan.Withdraw)
            {
                await store.DeleteAsync(DatasetManifest.FileName, cancellation).ConfigureAwait(false);
            }

            var count = new TransferCount(watcher, plan.Missing.Sum(file => file.Length));
            using var uploader = new Uploader(store, folder, options, count);
            await uploader.RunAsync(plan.Missing, cancellation).ConfigureAwait(false);
            if (!same || plan.Withdraw)
            {
                await PutAsync(DatasetManifest.FileName, bytes, cancellation).ConfigureAwait(false);
            }
        }

        if (delete && plan.Stale.Count > 0)
        {
            await DeleteAsync(plan.Stale, cancellation).ConfigureAwait(false);
            await NoteAsync(wanted.Files().Select(file => file.Path), null, cancellation).ConfigureAwait(false);
        }

        return new PublishResult(
            plan.Missing.Count,
            plan.Kept,
            delete ? plan.Stale.Count : 0,
            delete ? 0 : plan.Stale.Count,
            plan.Missing.Sum(file => file.Length),
            plan.Missing.Count == 0 && same);
    }

    /// <summary>The problem with an object that is not ours.</summary>
    public static Problem InTheWay(IObjectStore store, string path) => Problem.Error(
        ProblemCodes.ForeignObject,
        store.Address.Of(path),
        "is in the way: no manifest of ours names it; delete it, or choose another prefix");

    private static (byte[] Bytes, DatasetManifest Manifest) Local(string folder)
    {
        string path = Path.Join(folder, DatasetManifest.FileName);
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return (bytes, DatasetManifest.Parse(bytes, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RicapException(Problem.Error(ProblemCodes.BadManifest, path, e.Message), e);
        }
    }

    private DatasetManifest Parse(byte[] bytes) => DatasetManifest.Parse(bytes, store.Address.Of(DatasetManifest.FileName));

    /// <summary>What is there; of objects that have the length of a file that is wanted, with the hash that was stored.</summary>
    private async Task<Dictionary<string, StoredObject>> ThereAsync(DatasetManifest wanted, CancellationToken cancellation)
    {
        var there = new Dictionary<string, StoredObject>(StringComparer.Ordinal);
        await foreach (StoredObject found in store.ListAsync(cancellation).ConfigureAwait(false))
        {
            there[found.Path] = found;
        }

        ManifestFile[] ask =
        [
            .. wanted.Files().Where(file => there.TryGetValue(file.Path, out StoredObject? found)
                && found.Length == file.Length && found.XxHash128 is null),
        ];
        var sync = new Lock();
        await options.EachAsync(
            ask,
            async (file, stop) =>
            {
                if (await store.HeadAsync(file.Path, stop).ConfigureAwait(false) is { } head)
                {
                    lock (sync)
                    {
                        there[file.Path] = head;
                    }
                }
            },
            cancellation).ConfigureAwait(false);
        return there;
    }

    private void RequireOurs(CopyPlan plan)
    {
        if (plan.Foreign.Count > 0)
        {
            throw new RicapException(
            [
                .. plan.Foreign.Select(path => InTheWay(store, path)),
            ]);
        }
    }

    private async Task NoteAsync(IEnumerable<string> paths, byte[]? noted, CancellationToken cancellation)
    {
        byte[] text = OwnedPaths.Write(paths);
        if (noted is null || !noted.AsSpan().SequenceEqual(text))
        {
            await PutAsync(OwnedPath, text, cancellation).ConfigureAwait(false);
        }
    }

    private Task PutAsync(string path, byte[] bytes, CancellationToken cancellation) =>
        store.PutAsync(path, bytes, Hash128.Of(bytes), cancellation);

    /// <summary>Parts of uploads that a kill has left are seen by nobody and cost.</summary>
    private async Task GiveUpUploadsAsync(IReadOnlySet<string> owned, CancellationToken cancellation)
    {
        var left = new List<PartUpload>();
        await foreach (PartUpload upload in store.ListUploadsAsync(cancellation).ConfigureAwait(false))
        {
            if (owned.Contains(upload.Path))
            {
                left.Add(upload);
            }
        }

        foreach (PartUpload upload in left)
        {
            await store.AbortAsync(upload, cancellation).ConfigureAwait(false);
        }
    }

    private Task DeleteAsync(IReadOnlyList<string> paths, CancellationToken cancellation) => options.EachAsync(paths, store.DeleteAsync, cancellation);
}
