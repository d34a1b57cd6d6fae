namespace Ricap.Sources;

/// <summary>Paths with every link in them followed, so that two of them can be compared.</summary>
internal static class RealPath
{
    /// <summary>As many links as Linux follows before it speaks of a loop.</summary>
    private const int MaxLinks = 40;

    /// <summary>The place <paramref name="path"/> really leads to.</summary>
    /// <exception cref="IOException">A link leads nowhere or in a circle.</exception>
    public static string Of(string path)
    {
        string real = Follow(path);
        return Path.Exists(real)
            ? real
            : throw new FileNotFoundException($"the link leads to '{real}', which does not exist");
    }

    /// <summary>The place <paramref name="path"/> really leads to, whether or not there is something.</summary>
    /// <exception cref="IOException">A link leads in a circle.</exception>
    public static string Follow(string path)
    {
        var pending = new Stack<string>();
        string real = Begin(Path.GetFullPath(path), pending);
        int links = 0;
        while (pending.TryPop(out string? name))
        {
            string next = Path.Join(real, name);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new IOException($"too many links on the way to '{path}'");
            }

            // `real` has no link in it, so what a relative target's `..` means can be worked out on the text.
            real = Begin(Path.GetFullPath(target, real), pending);
        }

        return real;
    }

    /// <summary>Whether <paramref name="path"/> is <paramref name="folder"/> or lies in it; both real.</summary>
    public static bool IsInside(string path, string folder) =>
        path.StartsWith(folder, StringComparison.Ordinal)
        && (path.Length == folder.Length || Path.EndsInDirectorySeparator(folder) || IsSeparator(path[folder.Length]));

    private static bool IsSeparator(char c) => c == Path.DirectorySeparatorChar || c == Path.AltDirectorySeparatorChar;

    private static string Begin(string absolute, Stack<string> pending)
    {
        string start = Path.GetPathRoot(absolute)!;
        string[] names = absolute[start.Length..].Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            pending.Push(names[i]);
        }

        return start;
    }
}
