using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace Ricap.Sources.Finding;

/// <summary>What one pass over a folder says about a thing in it, without opening the thing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsFolder">Whether it is a folder, or a link to one.</param>
/// <param name="IsLink">Whether it is a link.</param>
/// <param name="Facts">What the file system says of a file that is no link.</param>
/// <remarks>A class, so that collections of it are those that .NET has compiled already: builds list folders each time.</remarks>
internal sealed record FolderEntry(string Name, bool IsFolder, bool IsLink, FileFacts? Facts)
{
    /// <inheritdoc cref="FolderEntry"/>
    public bool IsLink { get; set; } = IsLink;

    /// <inheritdoc cref="FolderEntry"/>
    public FileFacts? Facts { get; set; } = Facts;
}

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
    /// <param name="alone">Whether one thread asks about all files, and not several: where the others list folders meanwhile.</param>
    public static List<FolderEntry> Of(string folder, Action<string>? leftOut = null, bool alone = false)
    {
        List<string>? system = null;
        List<FolderEntry> entries = [.. new FileSystemEnumerable<FolderEntry>(folder, LinuxStat.IsAvailable ? Name : Describe, Everything)
        {
            ShouldIncludePredicate = (ref entry) =>
            {
                if (entry.IsDirectory && SystemFolders.Has(entry.FileName))
                {
                    (system ??= []).Add(entry.FileName.ToString());
                    return false;
                }

                return !IsHidden(entry.FileName);
            },
        }];
        entries.Sort((a, b) => Utf8Order.Instance.Compare(a.Name, b.Name));
        if (LinuxStat.IsAvailable)
        {
            Ask(folder, entries, alone);
        }

        system?.Sort(Utf8Order.Instance);
        system?.ForEach(leftOut ?? (_ => { }));
        return entries;
    }

    /// <summary>All that the listing itself says there: .NET's other answers cost two calls a file.</summary>
    private static FolderEntry Name(ref FileSystemEntry entry) => new(entry.FileName.ToString(), entry.IsDirectory, false, null);

    private static void Ask(string folder, List<FolderEntry> entries, bool alone)
    {
        using SafeFileHandle handle = LinuxStat.OpenFolder(folder);
        if (handle.IsInvalid)
        {
            throw new IOException($"the folder '{folder}' cannot be opened");
        }

        int opened = (int)handle.DangerousGetHandle(); // which this method keeps open for as long
        if (alone || entries.Count <= Stride)
        {
            AskSome(opened, entries, 0, entries.Count);
            return;
        }

        Workers.Share((entries.Count + Stride - 1) / Stride, part =>
            AskSome(opened, entries, part * Stride, Math.Min(entries.Count, (part + 1) * Stride)));
    }

    private static void AskSome(int folder, List<FolderEntry> entries, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            FolderEntry entry = entries[i];
            (entry.Facts, entry.IsLink) = LinuxStat.ReadIn(folder, entry.Name);
        }
    }

    private static FolderEntry Describe(ref FileSystemEntry entry)
    {
        bool isLink = (entry.Attributes & FileAttributes.ReparsePoint) != 0;
        return new(entry.FileName.ToString(), entry.IsDirectory, isLink, entry.IsDirectory || isLink
            ? null
            : new FileFacts(entry.Length, entry.LastWriteTimeUtc.UtcTicks, entry.CreationTimeUtc.UtcTicks, 0));
    }

    private static bool IsHidden(ReadOnlySpan<char> name) =>
        name is ['.', ..]
        || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
}
