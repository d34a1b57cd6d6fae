using System.Buffers;
using Ricap.Shards;
using Ricap.Shards.Text;

namespace Ricap.Formats;

/// <summary>
/// Bare pixels as an array in NumPy's npy format, which can be mapped, and the records beside it, one a line: the form that
/// is read fastest.
/// </summary>
internal sealed class NpyFormat : ShardFormat
{
    public override string Name => "npy";

    internal override string Extension => "npy";

    internal override string CompanionExtension => "json";

    internal override long? LengthOf(ShardShape shape) =>
        checked(NpyFile.HeaderLength + new NpyShape(shape.Samples, shape.Height, shape.Width).DataLength);

    internal override ShardWriter Write(ShardShape shape, Stream output) => new Writer(shape, output);

    internal override ShardReader Open(ShardSource source) => new Reader(source);

    internal override Func<ShardSource, ArrayShard>? OpenArray { get; } = source => new ArrayShard(source);

    private sealed class Writer : ShardWriter
    {
        private const int MostReserved = 64 << 20;

        private readonly Stream _output;
        private readonly PooledBuffer _records;
        private readonly JsonArrayWriter _lines;

        public Writer(ShardShape shape, Stream output)
        {
            _output = output;
            Span<byte> header = stackalloc byte[NpyFile.HeaderLength];
            NpyFile.WriteHeader(new NpyShape(shape.Samples, shape.Height, shape.Width), header);
            output.Write(header);
            _records = new PooledBuffer((int)Math.Min(MostReserved, (long)shape.Samples * SampleBuffer.RecordRoom));
            _lines = new JsonArrayWriter(_records);
        }

        public override void Add(SampleBuffer samples)
        {
            _output.Write(samples.Pixels);
            for (int i = 0; i < samples.Count; i++)
            {
                _lines.Next();
                _records.Write(samples.Record(i));
            }
        }

        public override ReadOnlyMemory<byte> Complete()
        {
            _lines.End();
            return _records.Written;
        }

        public override void Dispose()
        {
            _records.Dispose();
            base.Dispose();
        }
    }

    /// <remarks>
    /// Read and not mapped: a page of a mapped file that is gone (cut short by somebody, a network disk) ends the process by
    /// a signal, a read ends in a message; and the pixels are copied into the batch once either way.
    /// </remarks>
    private sealed class Reader : ShardReader
    {
        private readonly RecordLines _records;
        private int _next;

        public Reader(ShardSource source)
            : base(source)
        {
            try
            {
                NpyShape shape = NpyFile.ReadHeader(Input, source.FilePath);
                source.RequireShape(shape);
                var text = new ArrayBufferWriter<byte>();
                source.ReadCompanion(text);
                _records = new RecordLines(source.CompanionPath, text.WrittenMemory, shape.Count);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public override void Read(int count, Span<byte> pixels, ICollection<ShardSample> samples)
        {
            Input.ReadExactly(pixels[..checked(count * Source.ImageLength)]);
            for (int i = 0; i < count; i++)
            {
                samples.Add(new ShardSample(_records.Path) { Record = _records[_next++] });
            }
        }

        public override void Skip(int count)
        {
            if (!Input.CanSeek)
            {
                base.Skip(count);
                return;
            }

            Input.Seek((long)count * Source.ImageLength, SeekOrigin.Current);
            _next += count;
        }
    }
}
