using Ricap.Shards;

namespace Ricap.Building;

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
        OutputErrors.Guard(root, () => Directory.CreateDirectory(state));
        OutputLock @lock = OutputErrors.Guard(root, () => OutputLock.Take(Path.Combine(state, "lock"), waiting, cancellation));
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
        return new StagedFile(Path.Combine(Temporary, name), relative, Of(relative));
    }

    /// <summary>Writes a small file into place unless these bytes are there already.</summary>
    /// <param name="relative">Its path in the data set.</param>
    /// <param name="bytes">What it shall hold.</param>
    /// <param name="before">Called before anything is written, if anything is.</param>
    public ManifestFile Write(string relative, ReadOnlySpan<byte> bytes, Action? before = null)
    {
        if (Holds(Of(relative), bytes))
        {
            return new ManifestFile(relative, bytes.Length, System.IO.Hashing.XxHash128.HashToUInt128(bytes));
        }

        before?.Invoke();
        using StagedFile file = Stage(relative);
        file.Write(bytes);
        ManifestFile written = file.Complete();
        file.MoveIntoPlace();
        return written;
    }

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
            if (!File.Exists(path))
            {
                continue;
            }

            OutputErrors.Guard(path, () => File.Delete(path));
            folders.Add(Path.GetDirectoryName(path)!);
            deleted++;
        }

        foreach (string folder in folders.Where(f => f != Root && !Directory.EnumerateFileSystemEntries(f).Any()))
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

    private void ClearTemporary()
    {
        if (Directory.Exists(Temporary))
        {
            OutputErrors.Guard(Temporary, () => Directory.Delete(Temporary, recursive: true));
        }
    }

    private static bool Holds(string path, ReadOnlySpan<byte> bytes) =>
        new FileInfo(path) is { Exists: true } file && file.Length == bytes.Length && bytes.SequenceEqual(File.ReadAllBytes(path));
}
