using Ricap.Sources.Classes;
using Ricap.Sources.Listing;

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
    private readonly FoundImages _images = new();

    /// <summary>The real paths of the folders that were listed.</summary>
    private readonly List<string> _folders = [];

    /// <summary>
    /// The real paths of the folders we are in, outermost first: a link to one of them would be a cycle.
    /// </summary>
    private readonly List<string> _trail = [];

    /// <summary>The class folders, listed before they are walked.</summary>
    private readonly ListedAhead _ahead;

    private FolderScan(SourceRequest request)
    {
        _root = request.Images;
        _realRoot = RealPath.Of(_root);
        _mayBeEmpty = request.Classes.List is not null;
        _ahead = new ListedAhead(request.Threads);
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

        return new FileSourceSet(scan._root, classes.Names, scan._images.ToSources(classes), scan._folders);
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
                string name = child.Name.Trim() is { Length: > 0 } trimmed ? trimmed : child.Name;
                if (FindImages(child))
                {
                    _images.EndClass(name);
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
    private bool FindImages(WalkedEntry folder)
    {
        (int images, int errors) = (_images.Count, _errors.Count);
        WalkTree(folder);
        bool isEmpty = _images.Count == images && _errors.Count == errors;
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

    private void WalkTree(WalkedEntry folder) => Walk(folder.Relative, folder.RealPath, (child, isFolder) =>
    {
        if (isFolder)
        {
            WalkTree(child);
        }
        else
        {
            Add(child);
        }
    });

    private void Add(WalkedEntry file)
    {
        if (file.Facts is { } facts)
        {
            _images.Add(file.Folder, file.At, facts);
        }
        else
        {
            _errors.Add(Problem.Error(ProblemCodes.Unreadable, file.Path(_root), "it was there when its folder was listed and is gone"));
        }
    }

    /// <summary>
    /// Calls <paramref name="visit"/> for every folder and image in a folder that may be used, in order.
    /// </summary>
    private void Walk(string relative, string realPath, Action<WalkedEntry, bool> visit)
    {
        _trail.Add(realPath);
        _folders.Add(realPath);
        FolderEntries entries = List(relative);
        if (relative.Length == 0)
        {
            _ahead.List(_root, entries);
            _images.Reserve(_ahead.Size.Count, _ahead.Size.Length);
        }

        // Most folders are full of names that cannot collide, and a table of all of them would take longer than their listing.
        NameCollisions? names = entries.ArePlain ? null : new();
        var folder = new WalkedFolder(relative.Length == 0 ? "" : $"{relative}/", realPath, entries);
        for (int i = 0; i < entries.Count; i++)
        {
            if (names is null && relative.Length > 0 && entries.IsPlainImage(i, out FileFacts facts))
            {
                _images.Add(folder, i, facts); // as nearly all are: with nothing to be looked into
                continue;
            }

            var child = new WalkedEntry(folder, i);
            if (!Resolve(ref child, out bool isFolder))
            {
                continue;
            }

            if (names?.Add(child.Name) is { } other)
            {
                _errors.Add(Problem.Error(
                    ProblemCodes.CaseCollision,
                    child.Path(_root),
                    NameCollisions.Message(child.Name, other)));
            }

            visit(child, isFolder);
        }

        _trail.RemoveAt(_trail.Count - 1);
    }

    private FolderEntries List(string relative)
    {
        string path = Path.Join(_root, relative);
        try
        {
            return _ahead.Take(path, name => _leftOut.AddFolder(name, Path.Join(path, name)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _errors.Add(Problem.Error(ProblemCodes.Unreadable, path, e.Message));
            return new();
        }
    }

    /// <summary>
    /// Follows a link and says whether the child is a folder or image to be used; else why not is noted.
    /// </summary>
    private bool Resolve(ref WalkedEntry child, out bool isFolder)
    {
        isFolder = child.Folder.Entries.IsFolder(child.At);
        if (child.Folder.Entries.IsLink(child.At) && !Follow(ref child, out isFolder))
        {
            return false;
        }

        if (!isFolder && !ImageNames.IsImage(child.Name))
        {
            _leftOut.Add(child.Path(_root), "not named like an image of a kind that is read; it was left out");
            return false;
        }

        if (child.Name.Contains('\uFFFD') && !Path.Exists(child.RealPath))
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

    private bool Follow(ref WalkedEntry link, out bool isFolder)
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
        if (!RealPath.IsInside(target, _realRoot) && (isFolder || ImageNames.IsImage(link.Name)))
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
}
