using System.IO.Enumeration;

namespace Ricap.Sources.Finding;

/// <summary>What one pass over a folder says about a thing in it, without opening the thing.</summary>
/// <remarks>A class, so that collections of it are those that .NET has compiled already: builds list folders each time.</remarks>
internal sealed record FolderEntry(
    string Name, bool IsFolder, bool IsLink, long Length, long LastWriteUtcTicks);

/// <summary>Lists a folder the cheap way: length and time come with the names.</summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    /// <summary>
    /// What lies directly in <paramref name="folder"/>, ordered by name, less what systems hide and put there.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="sizes">Whether sizes and times are wanted, which systems that do not list them are asked for file by file; else both are 0.</param>
    /// <param name="leftOut">Gets the name of each folder of <see cref="SystemFolders"/>.</param>
    public static List<FolderEntry> Of(string folder, bool sizes, Action<string>? leftOut = null)
    {
        List<string>? system = null;
        List<FolderEntry> entries = [.. new FileSystemEnumerable<FolderEntry>(folder, sizes ? Describe : Name, Everything)
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
        system?.Sort(Utf8Order.Instance);
        system?.ForEach(leftOut ?? (_ => { }));
        return entries;
    }

    private static FolderEntry Name(ref FileSystemEntry entry) =>
        new(entry.FileName.ToString(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0, 0, 0);

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
