using System.Collections;

namespace Ricap.Shards;

/// <summary>Rows of base shards in columns, as <see cref="RecordSources"/> has them.</summary>
internal sealed class BaseRecords : IReadOnlyList<BaseRecord>
{
    private readonly Column<Hash128> _hashes = new();

    /// <inheritdoc/>
    public int Count => _hashes.Count;

    /// <summary>The source of each.</summary>
    public RecordSources Sources { get; } = new();

    /// <inheritdoc/>
    public BaseRecord this[int index] => new(Sources[index], HashOf(index));

    /// <summary><see cref="BaseRecord.XxHash128"/> of each; valid until a row is added.</summary>
    public ReadOnlySpan<Hash128> Hashes => _hashes.Values;

    /// <inheritdoc cref="BaseRecord.XxHash128"/>
    public Hash128 HashOf(int index) => _hashes[index];

    /// <summary>Makes room.</summary>
    /// <inheritdoc cref="RecordSources.Reserve"/>
    public void Reserve(int count, long length)
    {
        Sources.Reserve(count, length);
        _hashes.Reserve(count);
    }

    /// <summary>Adds a row.</summary>
    public void Add(BaseRecord row)
    {
        Sources.Add(row.Source);
        _hashes.Add(row.XxHash128);
    }

    /// <summary>Adds a row of a hard label.</summary>
    /// <inheritdoc cref="RecordSources.Add(ReadOnlySpan{byte}, int)"/>
    /// <param name="path">Its path.</param>
    /// <param name="class">Its class.</param>
    /// <param name="hash">The hash of its file.</param>
    public void Add(ReadOnlySpan<byte> path, int @class, Hash128 hash)
    {
        Sources.Add(path, @class);
        _hashes.Add(hash);
    }

    /// <summary>Adds other rows.</summary>
    public void AddRange(BaseRecords rows)
    {
        Sources.AddRange(rows.Sources);
        _hashes.Add(rows._hashes.Values);
    }

    /// <summary>Takes back all but the first.</summary>
    public void Truncate(int count)
    {
        Sources.Truncate(count);
        _hashes.Truncate(count);
    }

    /// <inheritdoc/>
    public IEnumerator<BaseRecord> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
