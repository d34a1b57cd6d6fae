using Microsoft.Win32.SafeHandles;

namespace Ricap.Shards;

/// <summary>
/// Reads sources, or bands of them, out of a base shard by position. Threads may share one reader: there is no file
/// pointer to fight over.
/// </summary>
internal sealed class NpyShardReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly string _path;

    private readonly DateTime _written;

    private NpyShardReader(SafeFileHandle file, string path, NpyShape shape) =>
        (_file, _path, Shape, _written) = (file, path, shape, File.GetLastWriteTimeUtc(file));

    /// <summary>The array's shape.</summary>
    public NpyShape Shape { get; }

    /// <summary>Opens a file, and checks its header, and that its length is exactly what the header asks for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="order">In which order it will be read, for the system's reading ahead.</param>
    /// <exception cref="ShardFormatException">It is no npy file of RGB images, or too short or long.</exception>
    /// <exception cref="IOException">It cannot be opened or read.</exception>
    public static NpyShardReader Open(string path, FileOptions order = FileOptions.RandomAccess)
    {
        NpyShape shape;
        using (var start = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0))
        {
            shape = NpyFile.ReadHeader(start, path);
        }

        return new NpyShardReader(File.OpenHandle(path, options: order), path, shape);
    }

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle => _file;

    /// <summary>Holds the file to the time that it had been written at when it was opened.</summary>
    /// <exception cref="ShardFormatException">It was written to since.</exception>
    public void RequireUnchanged()
    {
        if (File.GetLastWriteTimeUtc(_file) != _written)
        {
            throw new ShardFormatException(_path, 0, "written to since it was opened");
        }
    }

    /// <summary>Reads images.</summary>
    /// <param name="first">The first image's place in the shard.</param>
    /// <param name="count">How many images.</param>
    /// <param name="destination">Receives their bytes; exactly as long as they are.</param>
    /// <exception cref="ArgumentException">There are no such images, or they have another length.</exception>
    /// <exception cref="ShardFormatException">The file has become shorter since it was opened.</exception>
    public void ReadRows(long first, int count, Span<byte> destination)
    {
        RequireRange(first, count, Shape.Count, nameof(first));
        RequireLength(destination, count * Shape.ImageLength);
        ReadAt(_file, _path, NpyFile.HeaderLength + (first * Shape.ImageLength), destination);
    }

    /// <summary>Reads whole rows of pixels of one image.</summary>
    /// <param name="row">The image's place in the shard.</param>
    /// <param name="y">The first row of pixels.</param>
    /// <param name="height">How many rows of pixels.</param>
    /// <param name="destination">Receives their bytes; exactly as long as they are.</param>
    /// <exception cref="ArgumentException">There are no such rows, or they have another length.</exception>
    /// <exception cref="ShardFormatException">The file has become shorter since it was opened.</exception>
    public void ReadRowBand(long row, int y, int height, Span<byte> destination)
    {
        RequireRange(row, 1, Shape.Count, nameof(row));
        RequireRange(y, height, Shape.Height, nameof(y));
        RequireLength(destination, height * Shape.RowLength);
        ReadAt(_file, _path, NpyFile.HeaderLength + (row * Shape.ImageLength) + (y * Shape.RowLength), destination);
    }

    public void Dispose() => _file.Dispose();

    private static void ReadAt(SafeFileHandle file, string path, long offset, Span<byte> destination)
    {
        // One call may return less than it was asked for: a signal came, or the amount is past what the system does.
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(file, destination, offset);
            if (read == 0)
            {
                throw new ShardFormatException(path, offset, "cut short since it was opened");
            }

            destination = destination[read..];
            offset += read;
        }
    }

    private static void RequireRange(long first, int count, int total, string name)
    {
        if (first < 0 || count < 0 || first > total - count)
        {
            throw new ArgumentOutOfRangeException(name, $"{count} from {first} on, where there are {total}.");
        }
    }

    private static void RequireLength(Span<byte> destination, long length)
    {
        if (destination.Length != length)
        {
            throw new ArgumentException($"{destination.Length} bytes where {length} are read.", nameof(destination));
        }
    }
}
