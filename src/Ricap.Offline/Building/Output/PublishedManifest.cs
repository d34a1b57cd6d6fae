using Ricap.Shards;

namespace Ricap.Building.Output;

/// <summary>What a part asks of manifests that it finds, and others may move meanwhile.</summary>
internal static class PublishedManifest
{
    /// <summary>
    /// Whether a manifest names a shard's very bytes: that of a part that comes late, when all is done, or mends a file. Moving them
    /// into place leaves the manifest as true as it was.
    /// </summary>
    public static bool Names(string manifest, ManifestShard shard)
    {
        if (!File.Exists(manifest))
        {
            return false;
        }

        try
        {
            HashSet<ManifestFile> published = [.. ManifestReader.Read(manifest).Files()];
            return shard.Files().All(published.Contains);
        }
        catch (RicapException)
        {
            return false; // withdrawn meanwhile, or of another version
        }
    }

    /// <summary>
    /// Keeps the names of a manifest's files, if it is there. A build that was killed while it tidied has left two manifests. A whole build
    /// ends the tidying first; a part, which deletes nothing, is about to move the newer one over the older.
    /// </summary>
    public static void NoteFiles(string manifest, BuildJournal journal)
    {
        if (File.Exists(manifest))
        {
            foreach (ManifestFile file in ManifestReader.Read(manifest).Files())
            {
                journal.Add(file);
            }
        }
    }
}
