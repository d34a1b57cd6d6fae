using Ricap.Formats;
using Ricap.Sources.Decoding;

namespace Ricap.Train.Data.Reading;

/// <summary>
/// Batches out of shards, of any format: one thread after the other reads the files on, all decode.
/// </summary>
internal sealed class StoredReader(StoredShards shards, Func<ShardSource, ShardReader> open) : BatchReader
{
    private ShardReader? _shard;

    public override long[] SampleShape => [shards.Height, shards.Width, 3];

    public override void Start(int batch)
    {
        if (shards.GoTo(batch) is int skip and > 0)
        {
            Read(shard => shard.Skip(skip));
        }
    }

    public override bool Take(HostBatch buffer)
    {
        if (!shards.Begin(buffer))
        {
            return false;
        }

        int image = 3 * shards.Width * shards.Height;
        Pass(buffer.FirstRow, (shard, _, count) => shard.Skip(count));
        Pass(buffer.Count, (shard, done, count) => shard.Read(count, buffer.Bytes[(done * image)..], buffer.Stored));
        Pass(buffer.Whole - buffer.FirstRow - buffer.Count, (shard, _, count) => shard.Skip(count)); // other processes' samples
        return true;
    }

    public override BatchWorker CreateWorker() => new Worker(shards);

    public override void Dispose()
    {
        _shard?.Dispose();
        base.Dispose();
    }

    /// <summary>Passes over samples, from shard to shard: (shard, how many were passed before, how many are in it).</summary>
    private void Pass(int samples, Action<ShardReader, int, int> read)
    {
        for (int done = 0; done < samples;)
        {
            int count = Math.Min(samples - done, shards.LeftInShard);
            int before = done;
            Read(shard => read(shard, before, count));
            if (count == shards.LeftInShard)
            {
                Read(shard => shard.End());
                _shard!.Dispose();
                _shard = null;
            }

            shards.Advance(count);
            done += count;
        }
    }

    /// <summary>Reads on in the shard that the next sample is in.</summary>
    private void Read(Action<ShardReader> read) =>
        StoredShards.Guard(shards.Path, () => read(_shard ??= shards.Open(open)));

    private sealed class Worker(StoredShards shards) : BatchWorker
    {
        public override void Finish(HostBatch buffer)
        {
            int length = 3 * shards.Width * shards.Height;
            Span<byte> pixels = buffer.Bytes;
            Span<float> targets = buffer.Floats;
            for (int i = 0; i < buffer.Count; i++)
            {
                ShardSample sample = buffer.Stored[i];
                shards.WriteTarget(sample.Record.Span, sample.Path, buffer, i, targets);
                if (shards.HoldsImages)
                {
                    Decode(sample, pixels.Slice(i * length, length));
                }
            }
        }

        private void Decode(ShardSample sample, Span<byte> rgb)
        {
            using PixelBuffer image = ImageDecoder.Decode(sample.Image.Span, sample.Path, Rgb24.White, PixelBuffer.MaxPixels);
            if (image.Width != shards.Width || image.Height != shards.Height)
            {
                throw StoredShards.Damaged(sample.Path, $"is {image.Width}x{image.Height} pixels, the manifest says {shards.Width}x{shards.Height}");
            }

            image.CopyRgb(rgb);
        }
    }
}
