using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace Ricap.Sources.Listing;

/// <summary>
/// Lists a folder the cheap way: where size and times come with the names, they are taken from there, and else each file is asked once,
/// several at a time.
/// </summary>
internal static class FolderListing
{
    /// <summary>How many files a thread asks before it comes for more.</summary>
    private const int Stride = 128;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>
    /// What lies directly in <paramref name="folder"/>, ordered by name, less what systems hide and put there.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="leftOut">Gets the name of each folder of <see cref="SystemFolders"/>.</param>
    /// <param name="threads">How many threads ask about files; 0 for one a processor. One alone where the others list folders meanwhile.</param>
    public static FolderEntries Of(string folder, Action<string>? leftOut = null, int threads = 0)
    {
        List<string>? system = null;
        var entries = new FolderEntries();

        // What is listed is put into columns at once; of a type that .NET has compiled this already, and builds list folders each time.
        foreach (object? _ in new FileSystemEnumerable<object?>(folder, Add, Everything))
        {
        }

        entries.Order();
        if (LinuxStat.IsAvailable)
        {
            Ask(folder, entries, threads);
        }

        system?.Sort(Utf8Order.Instance);
        system?.ForEach(leftOut ?? (_ => { }));
        return entries;

        object? Add(ref FileSystemEntry entry)
        {
            if (entry.IsDirectory && SystemFolders.Has(entry.FileName))
            {
                (system ??= []).Add(entry.FileName.ToString());
            }
            else if (!IsHidden(entry.FileName))
            {
                Describe(ref entry, entries);
            }

            return null;
        }
    }

    /// <summary>Adds all that the listing itself says: on Linux the name alone, since .NET's other answers cost two calls a file there.</summary>
    private static void Describe(ref FileSystemEntry entry, FolderEntries entries)
    {
        if (LinuxStat.IsAvailable)
        {
            entries.Add(entry.FileName, entry.IsDirectory);
            return;
        }

        bool isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
        entries.Add(entry.FileName, entry.IsDirectory, isLink, entry.IsDirectory || isLink
            ? null
            : new FileFacts(entry.Length, entry.LastWriteTimeUtc.UtcTicks, entry.CreationTimeUtc.UtcTicks, 0));
    }

    private static void Ask(string folder, FolderEntries entries, int threads)
    {
        using SafeFileHandle handle = LinuxStat.OpenFolder(folder);
        if (handle.IsInvalid)
        {
            throw new IOException($"the folder '{folder}' cannot be opened");
        }

        int opened = (int)handle.DangerousGetHandle(); // which this method keeps open for as long
        if (threads == 1 || entries.Count <= Stride)
        {
            AskSome(opened, entries, 0, entries.Count);
            return;
        }

        Workers.Share((entries.Count + Stride - 1) / Stride, part =>
            AskSome(opened, entries, part * Stride, Math.Min(entries.Count, (part + 1) * Stride)), threads);
    }

    private static void AskSome(int folder, FolderEntries entries, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            (FileFacts? facts, bool isLink) = LinuxStat.ReadIn(folder, entries.Terminated(i));
            entries.Describe(i, facts, isLink);
        }
    }

    private static bool IsHidden(ReadOnlySpan<char> name) =>
        name is ['.', ..]
        || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
}
