using Ricap.Rendering;
using Ricap.Shards;

namespace Ricap.Building.Base;

/// <summary>
/// The base shards as one table of sources, read by position. Nothing is mapped or kept: memory does not grow with the
/// number of sources, and what is read often stays in the system's file cache.
/// </summary>
internal sealed class BaseRows : IBaseRows, IDisposable
{
    private readonly NpyShardReader[] _shards;
    private readonly int _rowsPerShard;
    private readonly int _stride;

    private BaseRows(NpyShardReader[] shards)
    {
        _shards = shards;
        _rowsPerShard = shards[0].Shape.Count;
        _stride = (int)shards[0].Shape.RowLength;
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
    public void Read(int source, int top, Span<byte> destination) =>
        _shards[source / _rowsPerShard].ReadRowBand(source % _rowsPerShard, top, destination.Length / _stride, destination);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NpyShardReader shard in _shards)
        {
            shard.Dispose();
        }
    }
}
