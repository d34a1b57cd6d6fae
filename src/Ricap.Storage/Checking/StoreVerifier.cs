using System.IO.Hashing;
using Ricap.Shards;
using Ricap.Storage.Fetching;

namespace Ricap.Storage.Checking;

/// <summary>What a verification of a store looked at.</summary>
/// <param name="Files">Objects whose length and stored hash were compared.</param>
/// <param name="Read">Objects that were read and hashed as well.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Problems">What does not hold, in the manifest's order; empty if everything does.</param>
public sealed record StoreVerifyResult(int Files, int Read, long Bytes, IReadOnlyList<Problem> Problems);

/// <summary>
/// Checks a data set in a store: of each object the length and the hash that was stored with it, and of some every byte. An object without
/// a hash is read.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="options">How bytes are moved.</param>
public sealed class StoreVerifier(IObjectStore store, TransferOptions options)
{
    /// <summary>How many objects are read in full if nobody says.</summary>
    public const int DefaultSample = 4;

    /// <summary>Checks a data set.</summary>
    /// <param name="sample">How many objects to read, chosen anew each time; null for all.</param>
    /// <param name="watcher">Hears how far it is, in objects; null if nobody does.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="RicapException">There is no data set, or the store does not answer.</exception>
    public async Task<StoreVerifyResult> RunAsync(int? sample, Action<TransferProgress>? watcher, CancellationToken cancellation)
    {
        (_, DatasetManifest manifest) = await store.ManifestAsync(cancellation).ConfigureAwait(false);
        ManifestFile[] files = [.. manifest.Files()];
        bool[] inFull = Choose(files.Length, sample ?? files.Length);
        var problems = new Problem?[files.Length];
        var count = new TransferCount(watcher, files.Length);
        int read = 0;
        long bytes = 0;
        await options.EachAsync(
            Enumerable.Range(0, files.Length),
            async (i, stop) =>
            {
                StoredObject? head = await store.HeadAsync(files[i].Path, stop).ConfigureAwait(false);
                problems[i] = ProblemOf(head, files[i]);
                if (problems[i] is null && (inFull[i] || head!.XxHash128 is null))
                {
                    problems[i] = await ReadAsync(files[i], stop).ConfigureAwait(false);
                    Interlocked.Increment(ref read);
                    Interlocked.Add(ref bytes, files[i].Length);
                }

                count.Add(1);
            },
            cancellation).ConfigureAwait(false);
        return new StoreVerifyResult(files.Length, read, bytes, [.. problems.OfType<Problem>()]);
    }

    private Problem? ProblemOf(StoredObject? head, ManifestFile file) =>
        head is null ? StoreProblems.Missing(store, file)
        : head.Length != file.Length ? StoreProblems.Damaged(store, file, head.Length)
        : head.XxHash128 is { } hash && hash != file.XxHash128 ? StoreProblems.Another(store, file)
        : null;

    private async Task<Problem?> ReadAsync(ManifestFile file, CancellationToken cancellation)
    {
        var hash = new XxHash128();
        long? length = await ObjectReader.ReadAsync(
            store, file.Path, 0, file.Length, hash, _ => ValueTask.CompletedTask, _ => { }, cancellation).ConfigureAwait(false);
        return length is null ? StoreProblems.Missing(store, file)
            : length == file.Length && Hash128.Of(hash) == file.XxHash128 ? null
            : StoreProblems.Damaged(store, file, length.Value);
    }

    /// <summary>Others each time: the same ones would leave the rest unread for ever.</summary>
    private static bool[] Choose(int count, int sample)
    {
        bool[] chosen = new bool[count];
        int[] order = [.. Enumerable.Range(0, count)];
#pragma warning disable CA5394 // Which objects are read is no secret.
        Random.Shared.Shuffle(order);
#pragma warning restore CA5394
        foreach (int i in order.Take(sample))
        {
            chosen[i] = true;
        }

        return chosen;
    }
}
