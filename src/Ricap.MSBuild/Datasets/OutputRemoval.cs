using Ricap.Building;
using Ricap.Building.Output;
using Ricap.Shards;

namespace Ricap.MSBuild.Datasets;

/// <summary>
/// Deletes a data set: the files on its record, those that its manifest and journal name (a rendering that failed left
/// some), and the folders that empties. Nothing else in the folder is touched.
/// </summary>
internal static class OutputRemoval
{
    /// <summary>Deletes, under the builder's lock, and says how many files went; none of a folder that is another project's.</summary>
    /// <exception cref="RicapException">A file cannot be deleted.</exception>
    public static int Remove(OutputRecord record, string projectFile, CancellationToken cancellationToken)
    {
        var owner = new OutputOwner(record.Folder, projectFile);
        string state = Path.Combine(record.Folder, DatasetLayout.StateFolder);
        if (!Directory.Exists(state))
        {
            // Moved or deleted by hand, or made by nobody: nothing here is known to be ours any more.
            return 0;
        }

        int deleted;
        using (OutputFolder folder = OutputFolder.Open(record.Folder, () => { }, cancellationToken))
        {
            if (owner.Other is not null)
            {
                return 0;
            }

            BuildState found = BuildState.Read(folder, new FileHashes(null, folder.Root));
            IEnumerable<string> recorded = record.Files.Select(file => file.Path).Where(ManifestPaths.IsInside);
            HashSet<string> ours = [.. found.Owned, .. recorded];
            if (found.Current is not null)
            {
                ours.Add(DatasetManifest.FileName);
            }

            deleted = folder.Delete(ours.Order(StringComparer.Ordinal));
            folder.ForgetBuild();
            OutputErrors.Guard(state, () =>
            {
                owner.Release();
                DeleteLock(state);
            });
        }

        OutputErrors.Guard(record.Folder, () =>
        {
            if (OperatingSystem.IsWindows())
            {
                DeleteLock(state);
            }

            VanishingFolder.DeleteIfEmpty(state);
            VanishingFolder.DeleteIfEmpty(record.Folder);
        });
        return deleted;
    }

    /// <summary>
    /// While the lock is held, because then a build that waits for it finds a new file to lock rather than the old one.
    /// Windows deletes no file that is open, so there after that; elsewhere that could be the new lock of another build.
    /// </summary>
    private static void DeleteLock(string state)
    {
        try
        {
            File.Delete(Path.Combine(state, DatasetLayout.LockFile));
        }
        catch (IOException)
        {
            // Held: by us, or by another build, which then needs it.
        }
    }
}
