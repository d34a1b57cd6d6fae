namespace Ricap.Building.Output;

/// <summary>
/// Keeps two builds off one output: the second waits, and then finds everything done. Parts share it, and wait for whole
/// builds only. The lock is the open handle, so
/// it ends with the process, however that ends; the empty file stays, until a clean deletes the data set. A lock on a
/// file that was deleted in between is none, since another build may lock a new file of that name: it is taken anew.
/// </summary>
internal sealed class OutputLock : IDisposable
{
    // "Would block" as errno on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] Held = [11, 35, unchecked((int)0x80070020)];

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private OutputLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting for as long as another build holds it.</summary>
    /// <param name="path">The lock file; its folder is made if need be.</param>
    /// <param name="shared">Whether others may hold it at the same time who share it too.</param>
    /// <param name="waiting">Called once if there is something to wait for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static OutputLock Take(string path, bool shared, Action waiting, CancellationToken cancellation)
    {
        bool told = false;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                FileStream file = VanishingFolder.Use(Path.GetDirectoryName(path)!, () => Open(path, shared));
                if (FileFacts.IsStillAt(file.SafeFileHandle, path))
                {
                    return new OutputLock(file);
                }

                file.Dispose();
            }
            catch (IOException e) when (Held.Contains(e.HResult))
            {
                if (!told)
                {
                    waiting();
                    told = true;
                }

                cancellation.WaitHandle.WaitOne(Poll);
            }
        }
    }

    private static FileStream Open(string path, bool shared) => shared
        ? new(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read)
        : new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
