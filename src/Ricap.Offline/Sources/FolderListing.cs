using System.IO.Enumeration;

namespace Ricap.Sources;

/// <summary>What one pass over a folder says about a thing in it, without opening the thing.</summary>
internal readonly record struct FolderEntry(
    string Name, bool IsFolder, bool IsLink, long Length, long LastWriteUtcTicks);

/// <summary>Lists a folder the cheap way: length and time come with the names.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>What lies directly in <paramref name="folder"/>, ordered by name, less what systems hide.</summary>
    public static List<FolderEntry> Of(string folder)
    {
        List<FolderEntry> entries = [.. new FileSystemEnumerable<FolderEntry>(folder, Describe, Everything)
        {
            ShouldIncludePredicate = (ref entry) => !IsHidden(entry.FileName),
        }];
        entries.Sort((a, b) => Utf8Order.Instance.Compare(a.Name, b.Name));
        return entries;
    }

    private static FolderEntry Describe(ref FileSystemEntry entry) => new(
        entry.FileName.ToString(),
        entry.IsDirectory,
        (entry.Attributes & FileAttributes.ReparsePoint) != 0,
        entry.Length,
        entry.LastWriteTimeUtc.UtcTicks);

    private static bool IsHidden(ReadOnlySpan<char> name) =>
        name is ['.', ..]
        || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
}
