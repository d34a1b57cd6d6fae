using Ricap.Sources.Classes;

namespace Ricap.Sources.Finding;

/// <summary>
/// Finds the images of a folder that has one folder a class, as torchvision's ImageFolder lays them out.
/// </summary>
internal sealed class FolderScan
{
    /// <summary>What people call the parts of a data set that was split.</summary>
    private static readonly HashSet<string> Splits = new(StringComparer.OrdinalIgnoreCase)
    {
        "train", "training", "val", "valid", "validation", "test", "testing",
    };

    private readonly string _root;
    private readonly string _realRoot;
    private readonly bool _mayBeEmpty;
    private readonly List<Problem> _errors = [];
    private readonly LeftOutFiles _leftOut = new();
    private readonly List<Found> _found = [];

    /// <summary>The real paths of the folders that were listed.</summary>
    private readonly List<string> _folders = [];

    /// <summary>
    /// The real paths of the folders we are in, outermost first: a link to one of them would be a cycle.
    /// </summary>
    private readonly List<string> _trail = [];

    /// <summary>The class folders, listed before they are walked.</summary>
    private readonly ListedAhead _ahead = new();

    private FolderScan(SourceRequest request)
    {
        _root = request.Images;
        _realRoot = RealPath.Of(_root);
        _mayBeEmpty = request.Classes.List is not null;
    }

    public static SourceSet Open(SourceRequest request, Action<Problem> report)
    {
        var scan = new FolderScan(request);
        List<FoundClass> found = scan.FindClasses();
        scan._leftOut.Report(scan._root, report);
        scan.WarnOfSplits(found, report);
        var classes = ClassTable.Of(scan._root, found, numbered: false, request.Classes, scan.Report(report));
        if (scan._errors.Count > 0)
        {
            throw new RicapException(scan._errors);
        }

        var sources = new Source[scan._found.Count];
        bool isOrdered = true;
        for (int i = 0; i < sources.Length; i++)
        {
            Found one = scan._found[i];
            sources[i] = new Source(one.Path, classes.Find(one.Class)!.Value, Label: null, one.Facts.Length, one.Facts.WrittenTicks) { Facts = one.Facts };
            isOrdered = isOrdered && (i == 0 || Utf8Order.Instance.Compare(sources[i - 1].Path, sources[i].Path) <= 0);
        }

        if (!isOrdered) // names are, but not always with those of their folders before them
        {
            Array.Sort(sources, (a, b) => Utf8Order.Instance.Compare(a.Path, b.Path));
        }

        return new FileSourceSet(scan._root, classes.Names, sources, scan._folders);
    }

    private Action<Problem> Report(Action<Problem> warn) =>
        problem => (problem.Severity == ProblemSeverity.Error ? _errors.Add : warn)(problem);

    private List<FoundClass> FindClasses()
    {
        var classes = new List<FoundClass>();
        (int folders, int strays) = (0, 0);
        Walk("", _realRoot, (child, isFolder) =>
        {
            if (isFolder)
            {
                folders++;
                string name = child.Relative.Trim() is { Length: > 0 } trimmed ? trimmed : child.Relative;
                if (FindImages(child, name))
                {
                    classes.Add(new FoundClass(name, child.Path(_root)));
                }
            }
            else
            {
                strays++;
                _leftOut.Add(
                    child.Path(_root), "an image that lies directly in the image folder has no class; it was left out");
            }
        });

        if (folders == 0 && _errors.Count == 0)
        {
            _errors.Add(Problem.Error(ProblemCodes.NoClasses, _root, strays > 0
                ? $"no class folders: {Counted.Of(strays, "image")} {(strays == 1 ? "lies" : "lie")} directly in it; put them into one folder a class"
                : "no class folders: it must hold one folder of images for each class"));
        }

        return classes;
    }

    /// <summary>Finds the images of a class; false where there are none and none are needed.</summary>
    private bool FindImages(Child folder, string name)
    {
        (int images, int errors) = (_found.Count, _errors.Count);
        WalkTree(folder, name);
        bool isEmpty = _found.Count == images && _errors.Count == errors;
        if (isEmpty && !_mayBeEmpty)
        {
            _errors.Add(Problem.AboutOption(
                ProblemSeverity.Error,
                ProblemCodes.EmptyClass,
                folder.Path(_root),
                $"a class folder without an image: add some, remove it, or name all classes with {new OptionName("classes")}"));
        }

        return !isEmpty;
    }

    private void WarnOfSplits(List<FoundClass> classes, Action<Problem> report)
    {
        if (classes.Count > 0 && classes.TrueForAll(one => Splits.Contains(one.Name)))
        {
            // Who follows the advice word by word should not train on the test part.
            FoundClass part = classes.Find(one => one.Name.StartsWith("train", StringComparison.OrdinalIgnoreCase)) ?? classes[0];
            report(Problem.Warning(
                ProblemCodes.SplitFolders,
                _root,
                $"its only folders, taken for classes, are {string.Join(", ", classes.Select(one => one.Name))}; if they are the parts of a split, name one of them: {part.Place}"));
        }
    }

    private void WalkTree(Child folder, string name) => Walk(folder.Relative, folder.RealPath, (child, isFolder) =>
    {
        if (isFolder)
        {
            WalkTree(child, name);
        }
        else
        {
            Add(child, name);
        }
    });

    private void Add(Child file, string className)
    {
        if (file.Facts is { } facts)
        {
            _found.Add(new Found(file.Relative, facts, className));
        }
        else
        {
            _errors.Add(Problem.Error(ProblemCodes.Unreadable, file.Path(_root), "it was there when its folder was listed and is gone"));
        }
    }

    /// <summary>
    /// Calls <paramref name="visit"/> for every folder and image in a folder that may be used, in order.
    /// </summary>
    private void Walk(string relative, string realPath, Action<Child, bool> visit)
    {
        _trail.Add(realPath);
        _folders.Add(realPath);
        List<FolderEntry> entries = List(relative);
        if (relative.Length == 0)
        {
            _ahead.List(_root, entries);
        }

        // Most folders are full of names that cannot collide, and a table of all of them would take longer than their listing.
        NameCollisions? names = entries.TrueForAll(entry => NameCollisions.IsPlain(entry.Name)) ? null : new();
        foreach (FolderEntry entry in entries)
        {
            var child = new Child(
                relative.Length == 0 ? entry.Name : $"{relative}/{entry.Name}",
                realPath,
                entry.Name,
                entry.Facts);
            if (!Resolve(entry, ref child, out bool isFolder))
            {
                continue;
            }

            if (names?.Add(entry.Name) is { } other)
            {
                _errors.Add(Problem.Error(
                    ProblemCodes.CaseCollision,
                    child.Path(_root),
                    NameCollisions.Message(entry.Name, other)));
            }

            visit(child, isFolder);
        }

        _trail.RemoveAt(_trail.Count - 1);
    }

    private List<FolderEntry> List(string relative)
    {
        string path = Path.Join(_root, relative);
        try
        {
            return _ahead.Take(path, name => _leftOut.AddFolder(name, Path.Join(path, name)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Add(Problem.Error(ProblemCodes.Unreadable, path, e.Message));
            return [];
        }
    }

    /// <summary>
    /// Follows a link and says whether the child is a folder or image to be used; else why not is noted.
    /// </summary>
    private bool Resolve(FolderEntry entry, ref Child child, out bool isFolder)
    {
        isFolder = entry.IsFolder;
        if (entry.IsLink && !Follow(entry.Name, ref child, out isFolder))
        {
            return false;
        }

        if (!isFolder && !ImageNames.IsImage(entry.Name))
        {
            _leftOut.Add(child.Path(_root), "not named like an image of a kind that is read; it was left out");
            return false;
        }

        if (entry.Name.Contains('\uFFFD') && !Path.Exists(child.RealPath))
        {
            // A name that is not UTF-8 comes with replacement characters, and no path opens it.
            _errors.Add(Problem.Error(
                ProblemCodes.Unreadable,
                child.Path(_root),
                "the name is not valid UTF-8, so it cannot be opened; rename it"));
            return false;
        }

        return true;
    }

    private bool Follow(string name, ref Child link, out bool isFolder)
    {
        isFolder = false;
        string target;
        try
        {
            target = RealPath.Of(link.RealPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Add(Problem.Error(ProblemCodes.Unreadable, link.Path(_root), e.Message));
            return false;
        }

        isFolder = Directory.Exists(target);
        if (!RealPath.IsInside(target, _realRoot) && (isFolder || ImageNames.IsImage(name)))
        {
            _errors.Add(Problem.Error(
                ProblemCodes.OutsideFolder,
                link.Path(_root),
                $"the link leads out of the image folder, to '{target}'"));
            return false;
        }

        link = link with { Target = target, Facts = isFolder ? null : FileFacts.Of(target) };
        return !isFolder || !_trail.Contains(target);
    }

    private sealed record Found(string Path, FileFacts Facts, string Class);

    /// <param name="Relative">The path from the image folder as it is spelled there.</param>
    /// <param name="Parent">The real path of the folder that it is in.</param>
    /// <param name="Name">Its name there.</param>
    /// <param name="Facts">What the file system says of a file.</param>
    private readonly record struct Child(string Relative, string Parent, string Name, FileFacts? Facts)
    {
        /// <summary>Where a link leads.</summary>
        public string? Target { get; init; }

        /// <summary>The place with links followed; spelled when it is asked for, which of a plain file it is not.</summary>
        public string RealPath => Target ?? System.IO.Path.Join(Parent, Name);

        public string Path(string root) => System.IO.Path.Join(root, Relative);
    }
}
