using System.Text;
using Ricap.Sources.Listing;

namespace Ricap.Sources.Finding;

/// <summary>A folder that a walk is in.</summary>
/// <param name="Path">Its path from the image folder as it is spelled there, with a slash at its end; empty for that folder itself.</param>
/// <param name="RealPath">The same with links followed, in full.</param>
/// <param name="Entries">What lies in it.</param>
internal sealed record WalkedFolder(string Path, string RealPath, FolderEntries Entries)
{
    /// <summary>Its path as UTF-8.</summary>
    public byte[] Prefix { get; } = Encoding.UTF8.GetBytes(Path);
}

/// <summary>A thing in a folder that a walk is in, at a place among the entries.</summary>
internal readonly record struct WalkedEntry(WalkedFolder Folder, int At)
{
    /// <summary>What the file system says of a file.</summary>
    public FileFacts? Facts { get; init; } = Folder.Entries.Facts(At);

    /// <summary>Where a link leads.</summary>
    public string? Target { get; init; }

    /// <summary>Its name.</summary>
    public string Name => Folder.Entries.Name(At);

    /// <summary>The path from the image folder as it is spelled there.</summary>
    public string Relative => Folder.Path + Name;

    /// <summary>The place with links followed.</summary>
    public string RealPath => Target ?? System.IO.Path.Join(Folder.RealPath, Name);

    /// <summary>Where it is, for people.</summary>
    public string Path(string root) => System.IO.Path.Join(root, Relative);
}
