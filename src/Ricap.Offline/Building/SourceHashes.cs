using Ricap.Building.Output;
using Ricap.Sources;

namespace Ricap.Building;

/// <summary>The content hash of every source, read or remembered; null where a source cannot be read.</summary>
internal static class SourceHashes
{
    /// <summary>How many sources a thread asks about at a time.</summary>
    private const int Stride = 256;

    /// <summary>Hashes sources <paramref name="first"/>..<paramref name="end"/> − 1 on several threads; the others have none.</summary>
    public static Hash128?[] Of(SourceSet set, int first, int end, FileHashes remembered, BuildContext context)
    {
        var hashes = new Hash128?[set.Sources.Count];
        int done = 0;
        int total = end - first;
        context.For((total + Stride - 1) / Stride, stride =>
        {
            int from = first + (stride * Stride);
            int count = Math.Min(Stride, end - from);
            Fill(set, from, remembered, hashes.AsSpan(from, count), context.Cancellation);
            context.Observer.OnProgress(BuildPhase.Sources, Interlocked.Add(ref done, count), total);
        });
        return hashes;
    }

    private static void Fill(SourceSet set, int first, FileHashes remembered, Span<Hash128?> hashes, CancellationToken cancellationToken)
    {
        Span<Hash128> places = stackalloc Hash128[hashes.Length];
        Span<FileFacts> facts = stackalloc FileFacts[hashes.Length];
        for (int i = 0; i < hashes.Length; i++)
        {
            places[i] = set.PlaceOf(first + i);
            facts[i] = set.Facts(first + i).GetValueOrDefault(); // before it is read; nothing of an image within an IDX file, which is in memory
        }

        remembered.Remembered(places, facts, hashes);
        for (int i = 0; i < hashes.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hashes[i] ??= Read(set, first + i, places[i], facts[i], remembered);
        }
    }

    private static Hash128? Read(SourceSet set, int index, Hash128 place, FileFacts facts, FileHashes remembered)
    {
        try
        {
            using SourceContent content = set.Read(index);
            Hash128 hash = content.Hash;
            if (facts != default)
            {
                remembered.RememberSource(place, facts, hash);
            }

            return hash;
        }
        catch (RicapException)
        {
            return null; // decoding meets the same problem and reports it in its place
        }
    }
}
