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
                Directory.CreateDirectory(folder); // throws as well where the folder it is in goes meanwhile
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
        try
        {
            if (IsEmpty(folder))
            {
                Directory.Delete(folder);
            }
        }
        catch (DirectoryNotFoundException)
        {
            // Another process was faster.
        }
        catch (IOException) when (!IsEmpty(folder))
        {
            // Another process has it now.
        }
    }

    private static bool IsEmpty(string folder) =>
        Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any();
}
