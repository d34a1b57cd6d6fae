namespace Ricap.Sources.Listing;

/// <summary>Folders that systems, file servers and tools put among a user's own: thumbnails, bins, indexes.</summary>
internal static class SystemFolders
{
    private static readonly string[] Names =
    [
        "@eaDir", "#recycle", "#snapshot", ".@__thumb", "@Recycle", "@Recently-Snapshot", // of file servers
        "$RECYCLE.BIN", "RECYCLER", "System Volume Information", "lost+found", ".Trash", // of file systems
        "__MACOSX", ".AppleDouble", ".Spotlight-V100", ".Trashes", ".fseventsd", "Network Trash Folder", "Temporary Items",
        ".git", ".svn", ".hg", ".ipynb_checkpoints", "__pycache__", ".thumbnails", // of tools
    ];

    /// <summary>Whether a folder of that name is never a user's class.</summary>
    public static bool Has(ReadOnlySpan<char> name)
    {
        foreach (string its in Names) // a set's lookup by spans is what .NET would compile in every build
        {
            if (name.Equals(its, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
