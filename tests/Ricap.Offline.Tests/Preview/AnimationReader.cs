using System.Buffers;
using System.Buffers.Binary;
using Ricap.ImageFiles.Png;
using Ricap.Tests.ImageFiles.Png;

namespace Ricap.Tests.Preview;

/// <summary>
/// Plays an animated PNG: takes it apart into still ones, which the strict reader of those reads, and puts each on top of
/// the one before. Sequence numbers, the count of frames and the order of chunks are checked.
/// </summary>
internal static class AnimationReader
{
    /// <summary>One frame as it is shown, and for how long.</summary>
    internal sealed record Frame(byte[] Rgb, int Delay);

    public static (int Width, int Height, IReadOnlyList<Frame> Frames) Read(ReadOnlySpan<byte> file)
    {
        List<(string Type, byte[] Data)> chunks = Chunks(file[8..]);
        Assert.Equal(["IHDR", "acTL", "fcTL", "IDAT"], chunks.Take(4).Select(chunk => chunk.Type));
        Assert.Equal("IEND", chunks[^1].Type);
        (int width, int height) = (Number(chunks[0].Data, 0), Number(chunks[0].Data, 4));
        Assert.Equal(0, Number(chunks[1].Data, 4));

        byte[] shown = new byte[width * height * 3];
        var frames = new List<Frame>();
        int sequence = 0;
        for (int at = 2; at < chunks.Count - 1;)
        {
            byte[] control = chunks[at++].Data;
            Assert.Equal(sequence++, Number(control, 0));
            using var data = new MemoryStream();
            for (; chunks[at].Type is "IDAT" or "fdAT"; at++)
            {
                bool first = chunks[at].Type == "IDAT";
                Assert.Equal(frames.Count == 0, first);
                Assert.True(first || Number(chunks[at].Data, 0) == sequence++, "sequence number");
                data.Write(chunks[at].Data.AsSpan(first ? 0 : 4));
            }

            Put(control, data.ToArray(), shown, width);
            Assert.Equal(1000, BinaryPrimitives.ReadUInt16BigEndian(control.AsSpan(22)));
            frames.Add(new Frame([.. shown], BinaryPrimitives.ReadUInt16BigEndian(control.AsSpan(20))));
        }

        Assert.Equal(frames.Count, Number(chunks[1].Data, 0));
        return (width, height, frames);
    }

    private static void Put(byte[] control, byte[] data, byte[] shown, int width)
    {
        (int areaWidth, int areaHeight) = (Number(control, 4), Number(control, 8));
        var still = new ArrayBufferWriter<byte>();
        PngChunks.WriteStart(areaWidth, areaHeight, still);
        PngChunks.WriteImageData(data, still);
        PngChunks.WriteEnd(still);
        byte[] rgb = PngReader.Read(still.WrittenSpan).Rgb;
        for (int y = 0; y < areaHeight; y++)
        {
            int to = (((Number(control, 16) + y) * width) + Number(control, 12)) * 3;
            rgb.AsSpan(y * areaWidth * 3, areaWidth * 3).CopyTo(shown.AsSpan(to));
        }
    }

    private static List<(string Type, byte[] Data)> Chunks(ReadOnlySpan<byte> file)
    {
        var chunks = new List<(string, byte[])>();
        while (!file.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file);
            chunks.Add((System.Text.Encoding.ASCII.GetString(file[4..8]), file.Slice(8, length).ToArray()));
            file = file[(length + PngChunks.Overhead)..];
        }

        return chunks;
    }

    private static int Number(byte[] data, int at) => BinaryPrimitives.ReadInt32BigEndian(data.AsSpan(at));
}
