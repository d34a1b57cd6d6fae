using System.Buffers;

namespace Ricap.Shards;

/// <summary>
/// Which paths a manifest may name. A manifest can come from anywhere, and we read and delete what it names: so we
/// list what is allowed rather than what is known to be dangerous today (<c>..</c>, <c>\</c>, <c>C:</c>, streams
/// after <c>:</c>, names that Windows shortens).
/// </summary>
internal static class ManifestPaths
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>
    /// Whether it is relative and stays inside: names of <c>A-Za-z0-9._-</c> with <c>/</c> between, none of which is
    /// empty or begins or ends with a dot.
    /// </summary>
    public static bool IsInside(string path)
    {
        foreach (Range range in path.AsSpan().Split('/'))
        {
            ReadOnlySpan<char> name = path.AsSpan(range);
            if (name.IsEmpty || name[0] == '.' || name[^1] == '.' || name.ContainsAnyExcept(Allowed))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Whether it is a source's, relative to the image folder and inside it. Users name these as they like, and nothing is
    /// read or deleted by them: so we list what leads out.
    /// </summary>
    public static bool IsSource(string path)
    {
        foreach (Range range in path.AsSpan().Split('/'))
        {
            if (path.AsSpan(range) is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }
}
