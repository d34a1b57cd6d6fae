using System.Security.Cryptography;

namespace Ricap.Tests.EndToEnd;

/// <summary>Every file and every folder in a folder, with the hash of what is in it.</summary>
internal sealed class FolderContents
{
    private readonly SortedDictionary<string, string> _entries = new(StringComparer.Ordinal);

    public IEnumerable<string> Paths => _entries.Keys;

    public static FolderContents Of(string folder)
    {
        var contents = new FolderContents();
        foreach (string path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        {
            bool isFolder = Directory.Exists(path);
            string name = Path.GetRelativePath(folder, path).Replace('\\', '/') + (isFolder ? "/" : "");
            contents._entries[name] = isFolder ? "" : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return contents;
    }

    /// <summary>The names of files and folders that are in one and not, or not the same, in the other.</summary>
    public IEnumerable<string> DifferencesFrom(FolderContents other) => Paths.Union(other.Paths)
        .Where(path => _entries.GetValueOrDefault(path) != other._entries.GetValueOrDefault(path))
        .Order(StringComparer.Ordinal);

    /// <summary>Fails, naming what differs, unless both are the same byte for byte.</summary>
    public void AssertSameAs(FolderContents expected) => Assert.Empty(DifferencesFrom(expected));

    /// <summary>As the other, but for what lies in one folder.</summary>
    public void AssertSameAs(FolderContents expected, string except) =>
        Assert.DoesNotContain(DifferencesFrom(expected), path => !path.StartsWith(except, StringComparison.Ordinal));
}
