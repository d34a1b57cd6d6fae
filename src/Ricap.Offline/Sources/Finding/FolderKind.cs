using Ricap.Sources.Listing;

namespace Ricap.Sources.Finding;

/// <summary>A folder that has one folder of images a class, as torchvision's ImageFolder lays them out.</summary>
internal sealed class FolderKind : ISourceKind
{
    /// <summary>Real paths of the folders that a walk is in, outermost first: a link to one of them would never end.</summary>
    private readonly record struct Trail(string Path, IReadOnlyList<string> Above)
    {
        public Trail? Into(string folder) =>
            folder == Path || Above.Contains(folder) ? null : new Trail(folder, [.. Above, Path]);
    }

    public string Description => "a folder";

    public bool Takes(string images) => Directory.Exists(images);

    public SourceSet Open(SourceRequest request, Action<Problem> report) => FolderScan.Open(request, report);

    /// <summary>
    /// All files, whatever their names: one that is no image is worth the warning that a build gives. The folders directly
    /// in it, the classes, are walked in parallel: with 50,000 files in 10 folders on 2 cores that takes a third off the time.
    /// </summary>
    public IEnumerable<InputFile> InputFiles(string images)
    {
        var all = new InputFiles();
        List<string> classes = List("", images, all, threads: 0);
        var files = new InputFiles[classes.Count];
        int each = files.Length >= Workers.Count(0) ? 1 : 0;
        Workers.Share(files.Length, i =>
        {
            files[i] = [];
            Walk(classes[i], System.IO.Path.Join(images, classes[i]), new Trail(images, []), files[i], each);
        });
        Array.ForEach(files, all.AddRange);
        return all;
    }

    private static void Walk(string relative, string path, Trail trail, InputFiles files, int threads)
    {
        string real = new DirectoryInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path
            : path;
        if (trail.Into(real) is not { } inside)
        {
            return;
        }

        foreach (string folder in List(relative, real, files, threads))
        {
            Walk($"{relative}/{folder}", System.IO.Path.Join(real, folder), inside, files, threads);
        }
    }

    /// <summary>Adds the files that lie directly in a folder, and gives the names of the folders that do.</summary>
    private static List<string> List(string relative, string path, InputFiles files, int threads)
    {
        string prefix = relative.Length == 0 ? "" : relative + "/";
        var folders = new List<string>();
        try
        {
            FolderEntries entries = FolderListing.Of(path, threads: threads);
            for (int i = 0; i < entries.Count; i++)
            {
                if (entries.IsLink(i))
                {
                    string full = System.IO.Path.Join(path, entries.Name(i));
                    entries.Follow(i, Directory.Exists(full), FileFacts.Of(full));
                }

                if (entries.IsFolder(i))
                {
                    folders.Add(entries.Name(i));
                }
            }

            files.Add(prefix, path, entries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            files.Add(new InputFile(prefix, path)); // a build that reads it says why it cannot be read
        }

        return folders;
    }
}
