using System.Buffers;
using Ricap.Shards;

namespace Ricap.Formats;

/// <summary>
/// WebDataset: a plain tar archive with a record and an image file for each sample, an index of it for NVIDIA DALI beside it,
/// and an index over the epoch's archives for the Python package <c>wids</c>.
/// </summary>
internal sealed class TarFormat : ShardFormat
{
    /// <summary>What records are called in the archive.</summary>
    public const string RecordExtension = "json";

    /// <summary>What image files are called in the archive.</summary>
    public static readonly IReadOnlyList<string> ImageExtensions = ["png", "webp", "jpg"];

    public override string Name => "webdataset";

    internal override string Extension => "tar";

    internal override string CompanionExtension => "idx";

    internal override IReadOnlyList<string> Images => ImageExtensions;

    internal override string IndexName => "ricap.wids.json";

    internal override ShardWriter Write(ShardShape shape, Stream output) => new Writer(shape, output);

    internal override ShardReader Open(ShardSource source) => new Reader(source);

    internal override void WriteIndex(EpochIndex index, IBufferWriter<byte> output) => WidsIndex.Write(
        index.Name,
        [.. index.Shards.Select(shard => new WidsShard(Path.GetFileName(shard.File.Path), shard.Samples, shard.File.Length))],
        output);

    /// <summary>Refuses an extension that images are not called.</summary>
    internal static void RequireImageExtension(string extension)
    {
        if (!ImageExtensions.Contains(extension))
        {
            throw new ArgumentException(
                $"Images are called {string.Join(", ", ImageExtensions)}, not '{extension}'.", nameof(extension));
        }
    }

    private sealed class Writer : ShardWriter
    {
        // Headers and paddings are small; the file is handed blocks, which the large-object heap has no part in.
        private const int Block = 1 << 16;

        private readonly BufferedStream _buffered;
        private readonly PooledBuffer _index = new(1 << 16);
        private readonly TarShardWriter _archive;
        private readonly string _image;

        public Writer(ShardShape shape, Stream output)
        {
            _image = shape.Image;
            _buffered = new BufferedStream(output, Block);
            _archive = new TarShardWriter(_buffered, shape.Image, shape.Samples);
        }

        public override void Add(SampleBuffer samples)
        {
            for (int i = 0; i < samples.Count; i++)
            {
                _archive.Add(samples.Epoch, samples.First + i, samples.Record(i), samples.Image(i));
            }
        }

        public override ReadOnlyMemory<byte> Complete()
        {
            _archive.Complete();
            _buffered.Flush();
            DaliIndex.Write(_archive.Entries, _image, _index);
            return _index.Written;
        }

        public override void Dispose()
        {
            _index.Dispose();
            base.Dispose();
        }
    }

    private sealed class Reader : ShardReader
    {
        private readonly TarShardReader _archive;

        public Reader(ShardSource source)
            : base(source) => _archive = new TarShardReader(new BufferedStream(Input, 1 << 16), Input.Length, source.FilePath);

        public override void Read(int count, Span<byte> pixels, ICollection<ShardSample> samples)
        {
            for (int i = 0; i < count; i++)
            {
                samples.Add(_archive.Read()?.Sample ?? throw Source.Wrong("ends before its last sample", _archive.Offset));
            }
        }

        protected override void ReadEnd()
        {
            if (_archive.Read() is { } more)
            {
                more.Sample.Dispose();
                throw Source.Wrong("goes on after its last sample", _archive.Offset);
            }
        }
    }
}
