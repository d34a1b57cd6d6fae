using System.Text;
using Ricap.Shards;

namespace Ricap.Storage;

/// <summary>
/// The paths that we may have written below an address or in a folder, one a line, sorted: noted before the first of them is written, so
/// that after a kill it is known what is ours to replace and to delete. A line that is no path of a data set is passed over.
/// </summary>
public static class OwnedPaths
{
    /// <summary>Reads a list.</summary>
    public static HashSet<string> Parse(ReadOnlySpan<byte> text) =>
        [.. Encoding.UTF8.GetString(text).Split('\n').Where(line => line.Length > 0 && DatasetManifest.MayName(line) && line != DatasetManifest.FileName)];

    /// <summary>Spells a list.</summary>
    public static byte[] Write(IEnumerable<string> paths) =>
        Encoding.UTF8.GetBytes(string.Concat(paths.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(path => $"{path}\n")));
}
