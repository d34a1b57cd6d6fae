using Ricap.Formats;

namespace Ricap.Train.Data.Reading;

/// <summary>
/// Batches out of shards that are read by place: any thread reads its batch's pixels straight into it, and its labels; only hashing
/// goes front to back.
/// </summary>
internal sealed class ArrayReader(StoredShards shards, Func<ShardSource, ArrayShard> open) : BatchReader
{
    private readonly OpenShards _open = new(shards, open);
    private readonly int _image = 3 * shards.Width * shards.Height;
    private ArrayShard? _shard; // that the next sample is in
    private byte[] _others = [];

    public override long[] SampleShape => [shards.Height, shards.Width, 3];

    public override void Start(int batch)
    {
        int skip = shards.GoTo(batch);
        _open.Start(shards.Number);
        if (skip > 0 && shards.Verifies)
        {
            StoredShards.Guard(shards.Path, () => Hash(Shard(), 0, skip));
        }
    }

    public override bool Take(HostBatch buffer)
    {
        if (!shards.Begin(buffer))
        {
            return false;
        }

        for (int row = 0; row < buffer.Whole;)
        {
            int count = Math.Min(buffer.Whole - row, shards.LeftInShard);
            StoredShards.Guard(shards.Path, () => buffer.Pieces.Add(new ArrayPiece(Shard(), shards.AtInShard, row, count, count == shards.LeftInShard)));
            _shard = count == shards.LeftInShard ? null : _shard;
            shards.Advance(count);
            row += count;
        }

        return true;
    }

    public override void Ahead() => _open.Ahead();

    public override BatchWorker CreateWorker() => new Worker(shards, _image);

    public override void Pass(HostBatch buffer)
    {
        foreach (ArrayPiece piece in buffer.Pieces)
        {
            if (shards.Verifies)
            {
                StoredShards.Guard(piece.Shard.Path, () => Hash(piece, buffer));
            }

            if (piece.IsLast)
            {
                _open.Close();
            }
        }
    }

    public override void Dispose()
    {
        _open.Dispose();
        base.Dispose();
    }

    private ArrayShard Shard() => _shard ??= _open.At(shards.Number);

    private void Hash(ArrayPiece piece, HostBatch buffer)
    {
        (int row, int count) = piece.Own(buffer);
        Hash(piece.Shard, piece.First, row - piece.Row);
        if (count > 0)
        {
            piece.Shard.Hash(buffer.Bytes.Slice((row - buffer.FirstRow) * _image, count * _image));
        }

        Hash(piece.Shard, piece.First + row + count - piece.Row, piece.Row + piece.Count - row - count);
        if (piece.IsLast)
        {
            piece.Shard.Check();
        }
    }

    /// <summary>Hashes samples that nobody asks for here: before the first batch, or other processes'.</summary>
    private void Hash(ArrayShard shard, int first, int count)
    {
        _others = _others.Length > 0 || count == 0 ? _others : new byte[_image];
        for (int i = 0; i < count; i++)
        {
            shard.Read(first + i, 1, _others);
            shard.Hash(_others);
        }
    }

    private sealed class Worker(StoredShards shards, int image) : BatchWorker
    {
        public override void Finish(HostBatch buffer)
        {
            foreach (ArrayPiece piece in buffer.Pieces)
            {
                StoredShards.Guard(piece.Shard.Path, () => Read(piece, buffer));
            }
        }

        private void Read(ArrayPiece piece, HostBatch buffer)
        {
            (int row, int count) = piece.Own(buffer);
            if (count == 0)
            {
                return;
            }

            int at = row - buffer.FirstRow;
            int first = piece.First + row - piece.Row;
            piece.Shard.Read(first, count, buffer.Bytes.Slice(at * image, count * image));
            Span<float> targets = buffer.Floats;
            for (int i = 0; i < count; i++)
            {
                shards.WriteTarget(piece.Shard.Record(first + i), piece.Shard.RecordsPath, buffer, at + i, targets);
            }
        }
    }
}

/// <summary>The rows of a batch that lie in one shard.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="First">The place there of the first.</param>
/// <param name="Row">Its row in the whole batch.</param>
/// <param name="Count">How many rows.</param>
/// <param name="IsLast">Whether no sample of the shard follows them.</param>
internal readonly record struct ArrayPiece(ArrayShard Shard, int First, int Row, int Count, bool IsLast)
{
    /// <summary>The rows among them that this process takes: the first, from <see cref="Row"/> on, and how many.</summary>
    public (int Row, int Count) Own(HostBatch batch)
    {
        int first = Math.Clamp(batch.FirstRow, Row, Row + Count);
        return (first, Math.Clamp(batch.FirstRow + batch.Count, first, Row + Count) - first);
    }
}
