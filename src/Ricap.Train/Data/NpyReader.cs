using System.IO.Hashing;
using Ricap.Reading;
using Ricap.Shards;

namespace Ricap.Train.Data;

/// <summary>
/// Batches out of npy shards: pixels are read in one piece straight into the batch, targets come from the records.
/// </summary>
/// <remarks>
/// Read and not mapped: a page of a mapped file that is gone (cut short by somebody, a network disk) ends the process by a
/// signal, a read ends in a message; and the pixels are copied into the batch once either way.
/// </remarks>
internal sealed class NpyReader(StoredShards shards) : BatchReader
{
    private NpyShardReader? _pixels;
    private XxHash128? _hash;
    private byte[] _records = [];
    private int _recordAt;

    /// <inheritdoc/>
    public override long[] SampleShape => [shards.Height, shards.Width, 3];

    /// <inheritdoc/>
    public override void Start(int batch)
    {
        int skip = shards.GoTo(batch);
        if (skip > 0)
        {
            // What comes before in the shard is read after all where its hash is asked for.
            Open();
            byte[] passed = new byte[_pixels!.Shape.ImageLength];
            for (int i = 0; i < skip; i++)
            {
                NextRecord();
                if (_hash is not null)
                {
                    _pixels.ReadRows(i, 1, passed);
                    _hash.Append(passed);
                }
            }
        }
    }

    /// <inheritdoc/>
    public override bool Take(HostBatch buffer)
    {
        if (!shards.Begin(buffer))
        {
            return false;
        }

        int image = 3 * shards.Width * shards.Height;
        Span<byte> pixels = buffer.Data.bytes;
        int done = 0;
        while (done < buffer.Count)
        {
            if (_pixels is null)
            {
                Open();
            }

            int count = Math.Min(buffer.Count - done, shards.LeftInShard);
            Span<byte> part = pixels.Slice(done * image, count * image);
            Read(count, part);
            for (int i = 0; i < count; i++)
            {
                buffer.Records.Add((NextRecord(), shards.Companion));
            }

            done += count;
            if (shards.Advance(count))
            {
                Close();
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override BatchWorker CreateWorker() => new Worker(shards);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _pixels?.Dispose();
        base.Dispose();
    }

    private void Read(int count, Span<byte> part)
    {
        try
        {
            _pixels!.ReadRows(shards.AtInShard, count, part);
        }
        catch (Exception e) when (e is ShardFormatException or IOException)
        {
            PlannedDataset.Guard<int>(shards.Path, () => throw e);
        }

        _hash?.Append(part);
    }

    private void Open()
    {
        _pixels = PlannedDataset.Guard(shards.Path, () => NpyShardReader.Open(shards.Path));
        var expected = new NpyShape(shards.Shard.Samples, shards.Height, shards.Width);
        if (_pixels.Shape != expected)
        {
            throw StoredShards.Damaged(shards.Path, $"holds {Spell(_pixels.Shape)} bytes, the manifest says {Spell(expected)}");
        }

        _records = PlannedDataset.Guard(shards.Companion, () => File.ReadAllBytes(shards.Companion));
        _recordAt = 2; // past "[\n"
        if (shards.Verify)
        {
            StoredShards.Check(shards.Companion, shards.Shard.Companions[0], XxHash128.HashToUInt128(_records));
            _hash = new XxHash128();
            Span<byte> header = stackalloc byte[NpyFile.HeaderLength];
            NpyFile.WriteHeader(_pixels.Shape, header); // ours is the only one there is, so that the hash tells if it was another
            _hash.Append(header);
        }
    }

    private static string Spell(NpyShape shape) => $"[{shape.Count},{shape.Height},{shape.Width},3]";

    private void Close()
    {
        _pixels!.Dispose();
        _pixels = null;
        if (_hash is not null)
        {
            StoredShards.Check(shards.PreviousPath, shards.Previous.File, _hash.GetCurrentHashAsUInt128());
        }
    }

    /// <summary>One line of the companion: a record, and a comma after all but the last.</summary>
    private ReadOnlyMemory<byte> NextRecord()
    {
        int length = _recordAt < _records.Length ? _records.AsSpan(_recordAt).IndexOf((byte)'\n') : -1;
        if (length < 1)
        {
            throw StoredShards.Damaged(shards.Companion, "has fewer records than its shard has samples");
        }

        bool comma = _records[_recordAt + length - 1] == (byte)',';
        ReadOnlyMemory<byte> record = _records.AsMemory(_recordAt, length - (comma ? 1 : 0));
        _recordAt += length + 1;
        return record;
    }

    private sealed class Worker(StoredShards shards) : BatchWorker
    {
        public override void Finish(HostBatch buffer)
        {
            for (int i = 0; i < buffer.Count; i++)
            {
                (ReadOnlyMemory<byte> json, string shard) = buffer.Records[i];
                shards.WriteTarget(json.Span, shard, buffer, i);
            }
        }
    }
}
