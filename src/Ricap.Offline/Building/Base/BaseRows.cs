using Ricap.Rendering;
using Ricap.Shards;

namespace Ricap.Building.Base;

/// <summary>
/// The base shards as one table of sources: read by position, or, within a budget, held in memory, where a sample costs
/// a tenth of what it does with a read for each source. They are never mapped: a file that is cut short while it is
/// mapped ends the process by a signal, and while it is read by an error.
/// </summary>
internal sealed class BaseRows : IBaseRows
{
    private const int PieceBytes = 4 << 20;

    private readonly NpyShardReader[] _shards;
    private readonly int _rowsPerShard;
    private readonly int _stride;
    private readonly int _imageLength;
    private byte[]? _images; // all sources, one after the other

    private BaseRows(NpyShardReader[] shards)
    {
        _shards = shards;
        _rowsPerShard = shards[0].Shape.Count;
        _stride = (int)shards[0].Shape.RowLength;
        _imageLength = (int)shards[0].Shape.ImageLength;
    }

    /// <summary>Opens the base shards in order.</summary>
    /// <param name="paths">Full paths, at least one; all but the last hold equally many sources.</param>
    public static BaseRows Open(IEnumerable<string> paths)
    {
        var shards = new List<NpyShardReader>();
        try
        {
            foreach (string path in paths)
            {
                shards.Add(NpyShardReader.Open(path));
            }
        }
        catch
        {
            shards.ForEach(shard => shard.Dispose());
            throw;
        }

        return new BaseRows([.. shards]);
    }

    /// <inheritdoc/>
    /// <exception cref="ShardFormatException">A file has become shorter since it was opened.</exception>
    public void Keep(long budget, int threads = 0) => Keep(budget, threads, PieceBytes);

    /// <summary>The same.</summary>
    /// <param name="budget">The most bytes that may be held.</param>
    /// <param name="threads">How many threads read them; 0 for one a processor.</param>
    /// <param name="pieceBytes">What one thread reads at a time.</param>
    /// <exception cref="ShardFormatException">A file has become shorter since it was opened.</exception>
    internal void Keep(long budget, int threads, int pieceBytes)
    {
        long length = _shards.Sum(shard => (long)shard.Shape.Count * _imageLength);
        if (_images is not null || !MayHold(length, budget))
        {
            return;
        }

        // In pieces, on all processors: nobody else has work yet, and most of the time goes into memory's being used for the first time.
        byte[] images = GC.AllocateUninitializedArray<byte>((int)length);
        LinuxMemory.PreferLargePages(images);
        int piece = Math.Max(1, pieceBytes / _imageLength);
        int perShard = (_rowsPerShard + piece - 1) / piece;
        Workers.Share(_shards.Length * perShard, number =>
        {
            (int at, int part) = Math.DivRem(number, perShard);
            int row = part * piece;
            int count = Math.Min(piece, _shards[at].Shape.Count - row);
            if (count > 0)
            {
                int first = (at * _rowsPerShard) + row;
                _shards[at].ReadRows(row, count, images.AsSpan(first * _imageLength, count * _imageLength));
            }
        }, threads);
        Volatile.Write(ref _images, images);
    }

    /// <summary>Whether so many bytes of sources may be held in memory.</summary>
    public static bool MayHold(long length, long budget) =>
        length <= Math.Min(Math.Min(budget, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4), Array.MaxLength);

    /// <inheritdoc/>
    public bool TryFind(int source, out ReadOnlySpan<byte> held, out int at)
    {
        byte[]? images = Volatile.Read(ref _images); // once: another thread may just have read them
        held = images;
        at = source * _imageLength;
        return images is not null;
    }

    /// <inheritdoc/>
    public void Read(int source, int top, Span<byte> destination) =>
        _shards[source / _rowsPerShard].ReadRowBand(source % _rowsPerShard, top, destination.Length / _stride, destination);

    /// <inheritdoc/>
    public void RequireUnchanged() => Array.ForEach(_shards, shard => shard.RequireUnchanged());

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NpyShardReader shard in _shards)
        {
            shard.Dispose();
        }
    }
}
