using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Formats;

/// <summary>
/// MosaicML's MDS, version 2: each epoch's folder is one that <c>streaming.StreamingDataset(local=…)</c> opens as it is. All
/// numbers are little-endian.
/// <code>
///   shard    u32 N | u32 offset[N+1], the last is the file's length | columns as JSON | sample 0 | … | sample N−1
///   sample   u32 size of image | u32 size of record | image: png or jpeg | label: C floats that sum to 1 | record: json
/// </code>
/// </summary>
internal sealed class MdsFormat : ShardFormat
{
    private const int SizesLength = 2 * sizeof(uint);
    private const int MaxColumns = 4096; // a few hundred bytes in truth

    public override string Name => "mds";

    internal override string Extension => "mds";

    /// <summary>MDS has a name for these two; as nameless bytes, images would reach a user undecoded.</summary>
    internal override IReadOnlyList<string> Images => ["png", "jpg"];

    internal override string IndexName => "index.json";

    /// <summary>Every sample has a float for each class.</summary>
    internal override string KeyPart(int classes) => $"classes {classes}";

    internal override ShardWriter Write(ShardShape shape, Stream output) => new Writer(shape, output);

    internal override ShardReader Open(ShardSource source) => new Reader(source, Images);

    internal override void WriteIndex(EpochIndex index, IBufferWriter<byte> output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("shards");
            foreach (ManifestShard shard in index.Shards)
            {
                WriteColumns(json, index.Shape.Image, index.Shape.Classes, shard);
            }

            json.WriteEndArray();
            json.WriteNumber("version", 2);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    /// <summary>Writes what a shard says of its columns, keys in order; with <paramref name="shard"/> its entry of the index.</summary>
    private static void WriteColumns(Utf8JsonWriter json, string image, int classes, ManifestShard? shard = null)
    {
        json.WriteStartObject();
        WriteArray(json, "column_encodings", image == "jpg" ? "jpeg" : image, $"ndarray:float32:{classes}", "json");
        WriteArray(json, "column_names", "image", "label", "record");
        json.WriteStartArray("column_sizes");
        json.WriteNullValue();
        json.WriteNumberValue(sizeof(float) * classes);
        json.WriteNullValue();
        json.WriteEndArray();
        json.WriteNull("compression");
        json.WriteString("format", "mds");
        WriteArray(json, "hashes");
        if (shard is not null)
        {
            json.WriteStartObject("raw_data");
            json.WriteString("basename", Path.GetFileName(shard.File.Path));
            json.WriteNumber("bytes", shard.File.Length);
            json.WriteStartObject("hashes");
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteNumber("samples", shard.Samples);
        }

        json.WriteNumber("size_limit", 1 << 26); // MDS's default; readers do not hold shards to it
        json.WriteNumber("version", 2);
        if (shard is not null)
        {
            json.WriteNull("zip_data");
        }

        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, params ReadOnlySpan<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static ReadOnlySpan<byte> Columns(string image, int classes)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            WriteColumns(json, image, classes);
        }

        return output.WrittenSpan;
    }

    /// <summary>Where samples begin: after their number, the offsets and the columns.</summary>
    private static int HeaderLength(int samples, int columns) => checked(sizeof(uint) * (samples + 2)) + columns;

    /// <summary>The offsets come first and are known last, so their place is left free until the end.</summary>
    private sealed class Writer : ShardWriter
    {
        private readonly BufferedStream _output;
        private readonly byte[] _columns;
        private readonly uint[] _head; // N, then the offsets
        private readonly float[] _label;
        private int _count;
        private long _length;

        public Writer(ShardShape shape, Stream output)
        {
            _output = new BufferedStream(output, 1 << 16); // below what the large-object heap takes
            _columns = Columns(shape.Image, shape.Classes).ToArray();
            _head = new uint[shape.Samples + 2];
            _head[0] = (uint)shape.Samples;
            _label = new float[shape.Classes];
            Advance(HeaderLength(shape.Samples, _columns.Length));
            _output.Seek(_length, SeekOrigin.Begin);
        }

        public override void Add(SampleBuffer samples)
        {
            Span<uint> sizes = stackalloc uint[2];
            for (int i = 0; i < samples.Count; i++)
            {
                ReadOnlySpan<byte> record = samples.Record(i);
                ReadOnlySpan<byte> image = samples.Image(i);
                LabelRow.Write([.. RecordReader.Parse(record).Label], _label);
                (sizes[0], sizes[1]) = ((uint)image.Length, (uint)record.Length);
                WriteNumbers(sizes);
                _output.Write(image);
                WriteNumbers(MemoryMarshal.Cast<float, uint>(_label));
                _output.Write(record);
                _count++;
                Advance(SizesLength + image.Length + (sizeof(float) * _label.Length) + record.Length);
            }
        }

        public override ReadOnlyMemory<byte> Complete()
        {
            _output.Seek(0, SeekOrigin.Begin);
            WriteNumbers(_head);
            _output.Write(_columns);
            _output.Flush();
            return default;
        }

        private void Advance(long bytes)
        {
            _length += bytes;
            _head[_count + 1] = _length <= uint.MaxValue ? (uint)_length : throw new RicapException(Problem.InvalidOption(
                $"an mds shard holds 4 GiB at most; choose a smaller {new OptionName("shard-size")}"));
        }

        private void WriteNumbers(ReadOnlySpan<uint> numbers)
        {
            if (BitConverter.IsLittleEndian)
            {
                _output.Write(MemoryMarshal.AsBytes(numbers));
                return;
            }

            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            foreach (uint number in numbers)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
                _output.Write(bytes);
            }
        }
    }

    private sealed class Reader : ShardReader
    {
        private readonly BufferedStream _input;
        private readonly long[] _offsets;
        private readonly int _labelLength;
        private int _next;

        public Reader(ShardSource source, IEnumerable<string> images)
            : base(source)
        {
            try
            {
                _input = new BufferedStream(Input, 1 << 16);
                _labelLength = sizeof(float) * source.Classes;
                _offsets = ReadHeader(images);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public override void Read(int count, Span<byte> pixels, ICollection<ShardSample> samples)
        {
            for (; count > 0; count--, _next++)
            {
                int length = checked((int)(_offsets[_next + 1] - _offsets[_next]));
                var sample = new ShardSample(Source.FilePath);
                samples.Add(sample);
                Memory<byte> all = sample.Rent(length);
                _input.ReadExactly(all.Span);
                uint image = BinaryPrimitives.ReadUInt32LittleEndian(all.Span);
                uint record = BinaryPrimitives.ReadUInt32LittleEndian(all.Span[sizeof(uint)..]);
                if ((long)image + record + _labelLength + SizesLength != length)
                {
                    throw Source.Wrong("the parts of a sample do not add up", _offsets[_next]);
                }

                sample.Image = all.Slice(SizesLength, (int)image);
                sample.Record = all[(length - (int)record)..];
            }
        }

        private long[] ReadHeader(IEnumerable<string> images)
        {
            int samples = Source.Shard.Samples;
            if (HeaderLength(samples, 0) > Input.Length || ReadNumber() != samples)
            {
                throw Source.Wrong($"does not have the {samples} samples that the manifest says");
            }

            long[] offsets = new long[samples + 1];
            for (int i = 0; i < offsets.Length; i++)
            {
                offsets[i] = ReadNumber();
            }

            for (int i = 0; i < samples; i++)
            {
                if (offsets[i + 1] - offsets[i] is < SizesLength or > int.MaxValue)
                {
                    throw Source.Wrong($"sample {i} lies before the one in front of it", sizeof(uint) * (i + 2));
                }
            }

            if (offsets[^1] != Input.Length)
            {
                throw Source.Wrong($"{Input.Length} bytes long, where its header asks for {offsets[^1]}", Math.Min(Input.Length, offsets[^1]));
            }

            byte[] columns = new byte[Math.Clamp(offsets[0] - HeaderLength(samples, 0), 0, MaxColumns)];
            _input.ReadExactly(columns);
            return images.Any(image => Columns(image, Source.Classes).SequenceEqual(columns))
                ? offsets
                : throw Source.Wrong($"does not have the columns that 'ricap' writes for {Source.Classes} classes", HeaderLength(samples, 0));
        }

        private uint ReadNumber()
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            _input.ReadExactly(bytes);
            return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        }
    }
}
