namespace Ricap.Building.Output;

/// <summary>
/// A folder that another process may delete at any moment, as the clean of one build does beside another: it is then
/// made anew.
/// </summary>
internal static class VanishingFolder
{
    /// <summary>To meet a clean twice in a row is luck; this often, it is not a clean.</summary>
    private const int Patience = 100;

    /// <summary>Makes the folder and does something in it, again for as long as the folder is gone meanwhile.</summary>
    public static T Use<T>(string folder, Func<T> action)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                Directory.CreateDirectory(folder);
            }
            catch (IOException) when (tries < Patience)
            {
                // The folder it is in went meanwhile; or it went itself after the system had said that it exists.
                continue;
            }

            try
            {
                return action();
            }
            catch (Exception e) when (e is DirectoryNotFoundException or FileNotFoundException && tries < Patience)
            {
                // Made anew.
            }
        }
    }

    /// <summary>Deletes the folder if nothing is in it, or came into it while it was being deleted.</summary>
    public static void DeleteIfEmpty(string folder)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                if (IsEmpty(folder))
                {
                    Directory.Delete(folder);
                }

                return;
            }
            catch (DirectoryNotFoundException)
            {
                return; // another process was faster
            }
            catch (IOException) when (tries < Patience)
            {
                // Another process had something in it, and may have it no more: looked at once, it may be empty again.
            }
        }
    }

    private static bool IsEmpty(string folder) =>
        Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any();
}
