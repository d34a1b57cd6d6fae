using System.IO.Hashing;
using Ricap.Shards;

namespace Ricap.Building.Output;

/// <summary>
/// A file written beside its place, hashed as it is written, and renamed into it when complete, so that no reader ever
/// sees half of it. A writer that goes back to fill in what it did not know makes it be read once more to be hashed.
/// </summary>
internal sealed class StagedFile : Stream
{
    private readonly FileStream _file;
    private readonly string _temporary;
    private readonly string _path;
    private readonly string _full;
    private readonly Action<ManifestFile> _check;
    private readonly XxHash128 _hash = new();
    private long _end; // of what was written or reserved in order
    private bool _inOrder = true;
    private bool _complete;
    private ManifestFile? _made;

    /// <summary>Begins a file.</summary>
    /// <param name="temporary">Where it is written, on the same volume as its place.</param>
    /// <param name="path">Its name relative to the data set's folder.</param>
    /// <param name="full">Its place.</param>
    /// <param name="check">Throws if a file like this must not go into its place.</param>
    public StagedFile(string temporary, string path, string full, Action<ManifestFile> check)
    {
        _check = check;
        _temporary = temporary;
        _path = path;
        _full = full;

        // Writers hand over large blocks; a second buffer would only copy them. And a new file, for one that was emptied is flushed to the disk
        // where it is closed, by file systems that guard against programs which write over files in place.
        _file = OutputErrors.Guard(full, () => new FileStream(
            temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));
    }

    /// <summary>Where it is written.</summary>
    public string Temporary => _temporary;

    /// <summary>What is in it, once it is complete.</summary>
    public ManifestFile File => _made ?? throw new InvalidOperationException("The file is not complete.");

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _file.Position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>Ends the file where it was staged and says what is in it; <see cref="MoveIntoPlace"/> may follow at any time.</summary>
    /// <exception cref="RicapException">Somebody else's file is in its place. Nothing has called the place ours yet.</exception>
    public ManifestFile Complete()
    {
        long length = Length;
        OutputErrors.Guard(_full, _file.Dispose);
        Hash128 hash = _inOrder ? Hash128.Of(_hash) : OutputErrors.Guard(_full, () => FileHashes.Of(_temporary));
        var file = new ManifestFile(_path, length, hash);
        _check(file);
        _complete = true;
        _made = file;
        return file;
    }

    /// <summary>Renames the complete file into its place, over whatever of ours is there.</summary>
    public void MoveIntoPlace() => OutputErrors.Guard(_full, () =>
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_full)!);
        System.IO.File.Move(_temporary, _full, overwrite: true);
    });

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputErrors.Wrap(_full, e);
        }

        if (_inOrder)
        {
            _hash.Append(buffer);
            _end += buffer.Length;
        }
    }

    /// <summary>Hashes what comes next in the file, and says where it is to be written, by <see cref="WriteAt"/> and on any thread.</summary>
    public long Reserve(ReadOnlySpan<byte> next)
    {
        _hash.Append(next);
        _end += next.Length;
        return _end - next.Length;
    }

    /// <summary>Writes what was hashed. Threads may do so side by side: the system takes longer to find pages than anybody to hash them.</summary>
    /// <param name="at">What <see cref="Reserve"/> gave for it.</param>
    /// <param name="reserved">The same bytes.</param>
    public void WriteAt(long at, ReadOnlySpan<byte> reserved)
    {
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, reserved, at);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputErrors.Wrap(_full, e);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        _inOrder = false;
        return _file.Seek(offset, origin);
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_complete)
        {
            _file.Dispose();
            System.IO.File.Delete(_temporary);
        }

        base.Dispose(disposing);
    }
}
