using System.Buffers.Binary;
using Ricap.Formats;

namespace Ricap.Testing;

/// <summary>
/// A format of the tests' own, which the product has never heard of: for each sample the length of its record in four bytes,
/// the record, the pixels.
/// </summary>
internal sealed class RawFormat : ShardFormat
{
    private static readonly RawFormat Instance = new();

    public override string Name => "raw";

    internal override string Extension => "raw";

    /// <summary>Makes it known; again does no harm.</summary>
    public static void Register() => Add(Instance);

    internal override ShardWriter Write(ShardShape shape, Stream output) => new Writer(output, 3 * shape.Width * shape.Height);

    internal override ShardReader Open(ShardSource source) => new Reader(source);

    private sealed class Writer(Stream output, int imageLength) : ShardWriter
    {
        public override void Add(SampleBuffer samples)
        {
            Span<byte> length = stackalloc byte[4];
            for (int i = 0; i < samples.Count; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, samples.Record(i).Length);
                output.Write(length);
                output.Write(samples.Record(i));
                output.Write(samples.Pixels.Slice(i * imageLength, imageLength));
            }
        }

        public override ReadOnlyMemory<byte> Complete() => default;
    }

    private sealed class Reader(ShardSource source) : ShardReader(source)
    {
        public override void Read(int count, Span<byte> pixels, ICollection<ShardSample> samples)
        {
            Span<byte> length = stackalloc byte[4];
            for (int i = 0; i < count; i++)
            {
                Input.ReadExactly(length);
                byte[] record = new byte[BinaryPrimitives.ReadInt32LittleEndian(length)];
                Input.ReadExactly(record);
                Input.ReadExactly(pixels.Slice(i * Source.ImageLength, Source.ImageLength));
                samples.Add(new ShardSample(Source.FilePath) { Record = record });
            }
        }
    }
}
