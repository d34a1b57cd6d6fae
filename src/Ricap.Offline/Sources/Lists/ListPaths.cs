using Ricap.Sources.Classes;

namespace Ricap.Sources.Lists;

/// <summary>Finds the files that a list names and holds them to the image folder.</summary>
internal sealed class ListPaths
{
    private readonly string _root;
    private readonly string _realRoot;
    private readonly Action<int, string, string> _error;
    private readonly NameCollisions _names = new();
    private readonly HashSet<string> _collided = new(StringComparer.Ordinal);

    /// <summary>Where folders really lie: a list has many images in few of them.</summary>
    private readonly Dictionary<string, string> _realFolders = new(StringComparer.Ordinal);

    /// <param name="root">The image folder.</param>
    /// <param name="error">Gets the line, the code and the message of every error.</param>
    public ListPaths(string root, Action<int, string, string> error)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _realRoot = RealPath.Of(_root);
        _error = error;
    }

    /// <summary>
    /// The full path of what a list names. Where separators are slashes only, a backslash is one too, unless there is a file
    /// with one in its name: lists are written on Windows and read elsewhere.
    /// </summary>
    public static string Locate(string root, string path)
    {
        string full = Path.GetFullPath(path, root);
        return Path.DirectorySeparatorChar == '/' && path.Contains('\\') && !File.Exists(full)
            ? Path.GetFullPath(path.Replace('\\', '/'), root)
            : full;
    }

    /// <summary>The path from the image folder and the file; null where an error was noted.</summary>
    public (string Relative, FileInfo File)? Find(ListRow row)
    {
        (int line, string path) = (row.Line, row.Path);
        string full = Locate(_root, path);
        if (!RealPath.IsInside(full, _root))
        {
            _error(line, ProblemCodes.OutsideFolder, $"'{path}' leads out of the image folder '{_root}'");
            return null;
        }

        string relative = Path.GetRelativePath(_root, full).Replace(Path.DirectorySeparatorChar, '/');
        CheckCase(line, relative);
        try
        {
            var file = new FileInfo(full);
            if (!file.Exists)
            {
                string hint = row.MayBeHeader && !ImageNames.IsImage(path)
                    ? $"; if this is the header, it is not one that is known: {CsvHeader.Known}"
                    : "";
                _error(line, ProblemCodes.Unreadable, $"there is no file '{path}' in the image folder '{_root}'{hint}");
                return null;
            }

            string real = Real(file);
            if (!RealPath.IsInside(real, _realRoot))
            {
                _error(line, ProblemCodes.OutsideFolder, $"'{path}' links out of the image folder, to '{real}'");
                return null;
            }

            return (relative, file.LinkTarget is null ? file : new FileInfo(real));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _error(line, ProblemCodes.Unreadable, e.Message);
            return null;
        }
    }

    private string Real(FileInfo file)
    {
        if (file.LinkTarget is not null)
        {
            return RealPath.Of(file.FullName);
        }

        string folder = file.DirectoryName!;
        if (!_realFolders.TryGetValue(folder, out string? real))
        {
            _realFolders[folder] = real = RealPath.Of(folder);
        }

        return Path.Join(real, file.Name);
    }

    /// <summary>Looks at the names of the folders too, outermost first, and says each collision once.</summary>
    private void CheckCase(int line, string relative)
    {
        for (int end = relative.IndexOf('/'); ; end = relative.IndexOf('/', end + 1))
        {
            string prefix = end < 0 ? relative : relative[..end];
            if (_names.Add(prefix) is { } other)
            {
                if (_collided.Add(prefix))
                {
                    _error(line, ProblemCodes.CaseCollision, NameCollisions.Message(prefix, other));
                }

                return;
            }

            if (end < 0)
            {
                return;
            }
        }
    }
}
