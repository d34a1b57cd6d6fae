using Ricap.Reading;
using Ricap.Shards;
using Ricap.Sources.Decoding;

namespace Ricap.Train.Data;

/// <summary>Batches out of WebDataset shards: one thread after the other reads the archive on, all decode.</summary>
internal sealed class TarReader(StoredShards shards) : BatchReader
{
    private TarShardReader? _archive;
    private HashingStream? _stream;

    /// <inheritdoc/>
    public override long[] SampleShape => [shards.Height, shards.Width, 3];

    /// <inheritdoc/>
    public override void Start(int batch)
    {
        for (int skip = shards.GoTo(batch); skip > 0; skip--)
        {
            Read().Dispose();
        }
    }

    /// <inheritdoc/>
    public override bool Take(HostBatch buffer)
    {
        if (!shards.Begin(buffer))
        {
            return false;
        }

        for (int i = 0; i < buffer.Count; i++)
        {
            buffer.Stored.Add(Read());
            if (shards.Advance(1))
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
        _archive?.Dispose();
        base.Dispose();
    }

    private TarSample Read()
    {
        string path = shards.Path;
        _archive ??= PlannedDataset.Guard(path, () => Open(path));
        return PlannedDataset.Guard(path, _archive.Read)
            ?? throw StoredShards.Damaged(path, "ends before its last sample");
    }

    private TarShardReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        _stream = shards.Verify ? new HashingStream(file) : null;
        return new TarShardReader(_stream is null ? file : _stream, path);
    }

    private void Close()
    {
        string path = shards.PreviousPath;
        using TarSample? more = PlannedDataset.Guard(path, _archive!.Read); // also reads, and hashes, the archive's end
        if (more is not null)
        {
            throw StoredShards.Damaged(path, "goes on after its last sample");
        }

        if (_stream is not null)
        {
            StoredShards.Check(path, shards.Previous.File, _stream.Hash);
        }

        _archive.Dispose();
        _archive = null;
    }

    private sealed class Worker(StoredShards shards) : BatchWorker
    {
        public override void Finish(HostBatch buffer)
        {
            int length = 3 * shards.Width * shards.Height;
            Span<byte> pixels = buffer.Data.bytes;
            for (int i = 0; i < buffer.Count; i++)
            {
                TarSample sample = buffer.Stored[i];
                shards.WriteTarget(sample.Json.Span, sample.Key, buffer, i);
                Decode(sample, pixels.Slice(i * length, length));
            }
        }

        private void Decode(TarSample sample, Span<byte> rgb)
        {
            using PixelBuffer image = ImageDecoder.Decode(sample.Image.Span, sample.Key, Rgb24.White, PixelBuffer.MaxPixels);
            if (image.Width != shards.Width || image.Height != shards.Height)
            {
                throw StoredShards.Damaged(sample.Key, $"is {image.Width}x{image.Height} pixels, the manifest says {shards.Width}x{shards.Height}");
            }

            image.CopyRgb(rgb);
        }
    }
}
