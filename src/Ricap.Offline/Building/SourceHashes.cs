using Ricap.Building.Output;
using Ricap.Sources;

namespace Ricap.Building;

/// <summary>The content hash of every source, read or remembered; null where a source cannot be read.</summary>
internal static class SourceHashes
{
    /// <summary>Hashes sources <paramref name="first"/>..<paramref name="end"/> − 1 on several threads; the others have none.</summary>
    public static Hash128?[] Of(SourceSet set, int first, int end, FileHashes remembered, BuildContext context)
    {
        var hashes = new Hash128?[set.Sources.Count];
        int done = 0;
        int total = end - first;
        context.For(total, index =>
        {
            hashes[first + index] = Of(set, first + index, remembered);
            int now = Interlocked.Increment(ref done);
            if (now % 256 == 0 || now == total)
            {
                context.Observer.OnProgress(BuildPhase.Sources, now, total);
            }
        });
        return hashes;
    }

    private static Hash128? Of(SourceSet set, int index, FileHashes remembered)
    {
        string path = set.FullPath(index);
        FileFacts? facts = set.Facts(index); // before it is read; null for an image within an IDX file, which is in memory
        if (facts is { } before && remembered.Remembered(path, before) is { } known)
        {
            return known;
        }

        try
        {
            using SourceContent content = set.Read(index);
            Hash128 hash = content.Hash;
            if (facts is { } of)
            {
                remembered.RememberSource(path, of, hash);
            }

            return hash;
        }
        catch (RicapException)
        {
            return null; // decoding meets the same problem and reports it in its place
        }
    }
}
