using System.IO.Enumeration;
using System.Text;
using Ricap.Building;

namespace Ricap.MSBuild.Fingerprints;

/// <summary>
/// The names of all files below a folder and what the file system says of each. The folders directly in it, the classes,
/// are walked in parallel: with 50,000 files in 10 folders on 2 cores that takes a third off the time.
/// </summary>
/// <remarks>
/// The entries are made strings at once rather than records: the collections and enumerators of strings are compiled
/// already, those of a type of ours would be compiled anew in every build. What an image is, is not asked either: a
/// file that is none is worth the warning that a rendering gives.
/// </remarks>
internal sealed class FolderStats
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
    };

    private readonly StringBuilder _text = new();

    /// <summary>Real paths of the folders we are in, outermost first: a link to one of them would never end.</summary>
    private readonly List<string> _trail = [];

    /// <summary>Appends a line for every file.</summary>
    public static void Append(StringBuilder text, string root)
    {
        var top = new FolderStats();
        List<string> classes = top.List("", root);
        var walks = new FolderStats[classes.Count];
        Parallel.For(0, walks.Length, i =>
        {
            walks[i] = new FolderStats { _trail = { root } };
            walks[i].Walk(classes[i], Path.Join(root, classes[i]));
        });

        text.Append(top._text);
        foreach (FolderStats walk in walks)
        {
            text.Append(walk._text);
        }
    }

    private void Walk(string relative, string path)
    {
        string real = new DirectoryInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path
            : path;
        if (_trail.Contains(real))
        {
            return;
        }

        _trail.Add(real);
        foreach (string folder in List(relative, real))
        {
            Walk($"{relative}/{folder}", Path.Join(real, folder));
        }

        _trail.RemoveAt(_trail.Count - 1);
    }

    /// <summary>Appends the files that lie directly in a folder, and gives the names of the folders that do.</summary>
    private List<string> List(string relative, string path)
    {
        string prefix = relative.Length == 0 ? "" : relative + "/";
        var folders = new List<string>();
        try
        {
            var entries = new FileSystemEnumerable<string>(path, (ref entry) => Line(prefix, ref entry), Everything)
            {
                ShouldIncludePredicate = (ref entry) => !IsHidden(entry.FileName) && !TakeFolder(ref entry, folders),
            };
            List<string> lines = [.. entries];
            lines.Sort(StringComparer.Ordinal);
            _text.AppendJoin('\n', lines).Append(lines.Count > 0 ? "\n" : "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _text.Append(FingerprintLine.Of(FingerprintLine.Source, prefix, e.Message)).Append('\n');
        }

        folders.Sort(StringComparer.Ordinal);
        return folders;
    }

    private static string Line(string prefix, ref FileSystemEntry entry) =>
        FingerprintLine.OfSource(prefix + entry.FileName.ToString(), FileFacts.Of(ref entry));

    private static bool TakeFolder(ref FileSystemEntry entry, List<string> folders)
    {
        if (entry.IsDirectory)
        {
            folders.Add(entry.FileName.ToString());
        }

        return entry.IsDirectory;
    }

    private static bool IsHidden(ReadOnlySpan<char> name) =>
        name is ['.', ..]
        || name.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || name.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
}
