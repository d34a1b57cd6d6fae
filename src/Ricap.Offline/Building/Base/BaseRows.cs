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
    public void Keep(long budget)
    {
        long length = _shards.Sum(shard => (long)shard.Shape.Count * _imageLength);
        if (!MayHold(length, budget))
        {
            return;
        }

        byte[] images = GC.AllocateUninitializedArray<byte>((int)length);
        LinuxMemory.PreferLargePages(images);
        int at = 0;
        foreach (NpyShardReader shard in _shards)
        {
            int bytes = shard.Shape.Count * _imageLength;
            shard.ReadRows(0, shard.Shape.Count, images.AsSpan(at, bytes));
            at += bytes;
        }

        _images = images;
    }

    /// <summary>Whether so many bytes of sources may be held in memory.</summary>
    public static bool MayHold(long length, long budget) =>
        length <= Math.Min(Math.Min(budget, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4), Array.MaxLength);

    /// <inheritdoc/>
    public bool TryFind(int source, out ReadOnlySpan<byte> held, out int at)
    {
        held = _images;
        at = source * _imageLength;
        return _images is not null;
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
