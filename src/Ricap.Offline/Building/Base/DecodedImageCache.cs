using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;

namespace Ricap.Building.Base;

/// <summary>
/// Sources that an earlier build decoded to the same size in the same way, found by the hash of their content: renamed,
/// reordered or joined by others, they need not be decoded again.
/// </summary>
internal sealed class DecodedImageCache : IDisposable
{
    private readonly Dictionary<UInt128, (NpyShardReader Shard, int Row)> _rows = [];
    private readonly List<NpyShardReader> _shards = [];

    private DecodedImageCache()
    {
    }

    /// <summary>How many there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Opens the base shards in a folder that hold and were fitted by the same options.</summary>
    public static DecodedImageCache Open(OutputFolder folder, BuildState state, DatasetOptions options)
    {
        var cache = new DecodedImageCache();
        foreach (ManifestShard shard in options.Force ? [] : state.BaseShards)
        {
            if (state.Holds(shard))
            {
                cache.Add(folder, shard, options);
            }
        }

        return cache;
    }

    /// <summary>Whether content of this hash was decoded before.</summary>
    public bool Has(UInt128 content) => _rows.ContainsKey(content);

    /// <summary>Copies a source's pixels [H,W,3]; false if it was not decoded before.</summary>
    public bool TryRead(UInt128 content, Span<byte> rgb)
    {
        if (!_rows.TryGetValue(content, out (NpyShardReader Shard, int Row) found))
        {
            return false;
        }

        found.Shard.ReadRows(found.Row, 1, rgb);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _shards.ForEach(shard => shard.Dispose());

    private void Add(OutputFolder folder, ManifestShard shard, DatasetOptions options)
    {
        string records = folder.Of(DatasetLayout.RecordsOf(shard.File.Path));
        IReadOnlyList<BaseRecord> rows = BaseShardRecords.Read(File.ReadAllBytes(records), records);

        // A shard fitted otherwise has another key, whatever its records say.
        if (ContentKeys.OfBase(options, rows) != shard.Key)
        {
            return;
        }

        NpyShardReader reader = NpyShardReader.Open(folder.Of(shard.File.Path));
        _shards.Add(reader);
        for (int row = 0; row < rows.Count; row++)
        {
            _rows.TryAdd(rows[row].XxHash128, (reader, row));
        }
    }
}
