using Ricap.Shards;

namespace Ricap.Building.Output;

/// <summary>
/// The output folder while a build has it: locked, every file in it written beside its place and renamed, nothing
/// deleted that a manifest or journal of ours does not name. The attempts at parts have it together; what they do to each
/// other, and to a builder on another machine, whom no lock may keep off, is to rename complete files of the same bytes.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    /// <summary>The name of <see cref="Shared"/>.</summary>
    public const string SharedName = "parts";

    private const string JournalName = "journal";

    private readonly OutputLock _lock;
    private readonly PartAttempt? _attempt;
    private int _staged;

    private OutputFolder(string root, OutputLock @lock, PartAttempt? attempt)
    {
        Root = root;
        _lock = @lock;
        _attempt = attempt;
    }

    /// <summary>The folder's full path.</summary>
    public string Root { get; }

    /// <summary>The files that are known to be ours and may be replaced: relative paths.</summary>
    public IReadOnlySet<string> Owned { get; set; } = new HashSet<string>();

    /// <summary>Finds <see cref="Owned"/> anew: where others work too, it grows.</summary>
    public Func<IReadOnlySet<string>>? FindOwned { get; set; }

    /// <summary>How many small files were written that were not there as they should be.</summary>
    public int Written { get; private set; }

    /// <summary>The manifest's full path.</summary>
    public string Manifest => Of(DatasetManifest.FileName);

    /// <summary>The manifest that was in place before the build under way began.</summary>
    public string PreviousManifest => State("previous.json");

    /// <summary>What the build under way has made so far, or this attempt at a part.</summary>
    public string Journal => State(_attempt is null ? JournalName : $"{JournalName}.{_attempt.Name}");

    /// <summary>The journals of all builds and parts that began and are not a data set yet, in the order of their names.</summary>
    public IReadOnlyList<string> Journals => !Directory.Exists(State("")) ? [] :
    [
        .. Directory.EnumerateFiles(State(""), JournalName + "*")
            .Where(path => Path.GetFileName(path) is var name && (name == JournalName || name.StartsWith(JournalName + ".", StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What parts tell each other beside shards, of use until the data set is whole.</summary>
    public string Shared => State(SharedName);

    /// <summary>Whether a build began here and did not end.</summary>
    public bool HasUnfinishedBuild => File.Exists(PreviousManifest) || Journals.Count > 0;

    private string Temporary => _attempt is null ? AllTemporary : Path.Combine(AllTemporary, _attempt.Name);

    private string AllTemporary => State("tmp");

    /// <summary>Creates the folder if need be and locks it.</summary>
    public static OutputFolder Open(string path, Action waiting, CancellationToken cancellation) => Open(path, null, waiting, cancellation);

    /// <summary>As the other; for an attempt at a part, together with others of these.</summary>
    public static OutputFolder Open(string path, PartAttempt? attempt, Action waiting, CancellationToken cancellation)
    {
        string root = Path.GetFullPath(path);
        string state = Path.Combine(root, DatasetLayout.StateFolder);
        OutputLock @lock = OutputErrors.Guard(
            root, () => OutputLock.Take(Path.Combine(state, DatasetLayout.LockFile), attempt is not null, waiting, cancellation));
        var folder = new OutputFolder(root, @lock, attempt);
        if (attempt is null)
        {
            folder.ClearTemporary();
        }

        return folder;
    }

    /// <summary>The full path of a file of the data set.</summary>
    public string Of(string relative) => Path.Combine(Root, relative);

    /// <summary>The full path of a file of the build's own.</summary>
    public string State(string name) => Path.Combine(Root, DatasetLayout.StateFolder, name);

    /// <summary>Begins a file.</summary>
    public StagedFile Stage(string relative)
    {
        OutputErrors.Guard(Root, () => Directory.CreateDirectory(Temporary));
        string name = $"{Interlocked.Increment(ref _staged):D6}{Path.GetExtension(relative)}";
        return new StagedFile(Path.Combine(Temporary, name), relative, Of(relative), RequireOurs);
    }

    /// <summary>Notes a complete shard and moves its files into place.</summary>
    public void Place(ManifestShard shard, BuildJournal journal, params ReadOnlySpan<StagedFile> files)
    {
        if (_attempt is null || !PublishedManifest.Names(Manifest, shard))
        {
            if (_attempt is not null && File.Exists(Manifest))
            {
                PublishedManifest.NoteFiles(PreviousManifest, journal);
            }

            WithdrawManifest();
            journal.Add(shard);
        }

        foreach (StagedFile file in files)
        {
            file.MoveIntoPlace();
        }
    }

    /// <summary>Writes a file for other parts, whole or not at all.</summary>
    public void WriteShared(string path, Action<FileStream> write) => OutputErrors.Guard(path, () =>
    {
        Directory.CreateDirectory(Shared);
        Directory.CreateDirectory(Temporary);
        WholeFile.Write(path, write, Path.Combine(Temporary, $"{Interlocked.Increment(ref _staged):D6}.shared"));
    });

    /// <summary>Writes a small file into place unless these bytes are there already.</summary>
    /// <param name="relative">Its path.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="journal">Where to note it first, if a kill before the manifest must not make it a stranger.</param>
    public ManifestFile Write(string relative, ReadOnlySpan<byte> bytes, BuildJournal? journal = null)
    {
        if (Holds(relative, bytes))
        {
            return new ManifestFile(relative, bytes.Length, Hash128.Of(bytes));
        }

        if (journal is not null)
        {
            WithdrawManifest();
        }

        using StagedFile file = Stage(relative);
        file.Write(bytes);
        ManifestFile written = file.Complete();
        journal?.Add(written);
        file.MoveIntoPlace();
        Written++;
        return written;
    }

    /// <summary>What a file that is there holds.</summary>
    public ManifestFile Describe(string relative) =>
        new(relative, FileFacts.Of(Of(relative))?.Length ?? 0, FileHashes.Of(Of(relative))); // which throws if it is gone

    /// <summary>Whether a file is there with these bytes.</summary>
    public bool Holds(string relative, ReadOnlySpan<byte> bytes) =>
        FileFacts.Of(Of(relative))?.Length == bytes.Length && bytes.SequenceEqual(File.ReadAllBytes(Of(relative)));

    /// <summary>Takes the manifest out of place: from here on until it is written again the folder is under construction.</summary>
    public void WithdrawManifest()
    {
        if (File.Exists(Manifest))
        {
            OutputErrors.Guard(Manifest, () =>
            {
                try
                {
                    File.Move(Manifest, PreviousManifest, overwrite: true);
                }
                catch (FileNotFoundException) when (_attempt is not null)
                {
                    // Another part was faster.
                }
            });
        }
    }

    /// <summary>Deletes files of ours and the folders that empties.</summary>
    public int Delete(IEnumerable<string> relatives)
    {
        int deleted = 0;
        var folders = new HashSet<string>(StringComparer.Ordinal);
        foreach (string relative in relatives)
        {
            string path = Of(relative);
            folders.Add(Path.GetDirectoryName(path)!); // even of a file that is gone: a kill may have left it empty
            if (File.Exists(path))
            {
                OutputErrors.Guard(path, () => File.Delete(path));
                deleted++;
            }
        }

        foreach (string folder in folders.Where(f =>
            f != Root && Directory.Exists(f) && !Directory.EnumerateFileSystemEntries(f).Any()))
        {
            OutputErrors.Guard(folder, () => Directory.Delete(folder));
        }

        return deleted;
    }

    /// <summary>Ends the build: the manifest in place is true, so what led to it is of no more use.</summary>
    public void ForgetBuild()
    {
        OutputErrors.Guard(Root, () =>
        {
            File.Delete(PreviousManifest);
            foreach (string journal in Journals)
            {
                File.Delete(journal);
            }

            if (Directory.Exists(Shared))
            {
                Directory.Delete(Shared, recursive: true);
            }
        });
        ClearTemporary();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_attempt is not null)
        {
            ClearTemporary();
        }

        _lock.Dispose();
    }

    /// <summary>Nothing is replaced but what is ours, or the same to the byte: a set whose manifest was lost.</summary>
    private void RequireOurs(ManifestFile file)
    {
        string path = Of(file.Path);
        if (!Owned.Contains(file.Path)
            && File.Exists(path) // as a link that leads nowhere does
            && (FileFacts.Of(path)?.Length != file.Length || OutputErrors.Guard(path, () => FileHashes.Of(path)) != file.XxHash128)
            && FindOwned?.Invoke().Contains(file.Path) != true)
        {
            string lost = File.Exists(Manifest) || File.Exists(PreviousManifest) ? ""
                : $"; if it is of a data set that lost its {DatasetManifest.FileName}, delete the folders base and epoch-* beside that";
            throw new RicapException(Problem.Error(
                ProblemCodes.ForeignOutput,
                path,
                $"is in the way: no manifest of ours names it; move it away, or choose another output folder{lost}"));
        }
    }

    private void ClearTemporary()
    {
        if (Directory.Exists(Temporary))
        {
            OutputErrors.Guard(Temporary, () => Directory.Delete(Temporary, recursive: true));
        }
    }
}
