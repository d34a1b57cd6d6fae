using Ricap.Shards;

namespace Ricap.Building.Output;

/// <summary>
/// The output folder while a build has it: locked, every file in it written beside its place and renamed, nothing
/// deleted that a manifest or journal of ours does not name.
/// </summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly OutputLock _lock;
    private int _staged;

    private OutputFolder(string root, OutputLock @lock)
    {
        Root = root;
        _lock = @lock;
    }

    /// <summary>The folder's full path.</summary>
    public string Root { get; }

    /// <summary>The files that are known to be ours and may be replaced: relative paths.</summary>
    public IReadOnlySet<string> Owned { get; set; } = new HashSet<string>();

    /// <summary>The manifest's full path.</summary>
    public string Manifest => Of(DatasetManifest.FileName);

    /// <summary>The manifest that was in place before the build under way began.</summary>
    public string PreviousManifest => State("previous.json");

    /// <summary>What the build under way has made so far.</summary>
    public string Journal => State("journal");

    /// <summary>Whether a build began here and did not end.</summary>
    public bool HasUnfinishedBuild => File.Exists(PreviousManifest) || File.Exists(Journal);

    private string Temporary => State("tmp");

    /// <summary>Creates the folder if need be and locks it.</summary>
    public static OutputFolder Open(string path, Action waiting, CancellationToken cancellation)
    {
        string root = Path.GetFullPath(path);
        string state = Path.Combine(root, DatasetLayout.StateFolder);
        OutputLock @lock = OutputErrors.Guard(
            root, () => OutputLock.Take(Path.Combine(state, DatasetLayout.LockFile), waiting, cancellation));
        var folder = new OutputFolder(root, @lock);
        folder.ClearTemporary();
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

    /// <summary>Writes a small file into place unless these bytes are there already.</summary>
    /// <param name="relative">Its path.</param>
    /// <param name="bytes">All of it.</param>
    /// <param name="journal">Where to note it first, if a kill before the manifest must not make it a stranger.</param>
    public ManifestFile Write(string relative, ReadOnlySpan<byte> bytes, BuildJournal? journal = null)
    {
        if (Holds(relative, bytes))
        {
            return new ManifestFile(relative, bytes.Length, System.IO.Hashing.XxHash128.HashToUInt128(bytes));
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
        return written;
    }

    /// <summary>Whether a file is there with these bytes.</summary>
    public bool Holds(string relative, ReadOnlySpan<byte> bytes) =>
        new FileInfo(Of(relative)) is { Exists: true } file
        && file.Length == bytes.Length
        && bytes.SequenceEqual(File.ReadAllBytes(file.FullName));

    /// <summary>Takes the manifest out of place: from here on until it is written again the folder is under construction.</summary>
    public void WithdrawManifest()
    {
        if (File.Exists(Manifest))
        {
            OutputErrors.Guard(Manifest, () => File.Move(Manifest, PreviousManifest, overwrite: true));
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
            File.Delete(Journal);
        });
        ClearTemporary();
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    /// <summary>Nothing is replaced but what is ours, or the same to the byte: a set whose manifest was lost.</summary>
    private void RequireOurs(ManifestFile file)
    {
        string path = Of(file.Path);
        if (!Owned.Contains(file.Path)
            && new FileInfo(path) is { Exists: true } there
            && (there.Length != file.Length || OutputErrors.Guard(path, () => FileHashes.Of(path)) != file.XxHash128))
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.ForeignOutput,
                path,
                "is in the way: no manifest of ours names it; move it away, or choose another output folder"));
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
