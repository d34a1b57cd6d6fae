using System.Buffers.Binary;
using System.IO.Compression;

namespace Ricap.Tests.ImageFiles.Png;

/// <summary>
/// The least that reads an 8-bit RGB PNG, written from the specification and nothing of the encoder's, and strict: each
/// CRC, the Adler-32, the order of chunks and the exact lengths are checked.
/// </summary>
internal static class PngReader
{
    /// <summary>One image, and how many IDAT chunks it came in.</summary>
    internal sealed record Image(int Width, int Height, byte[] Rgb, int DataChunks);

    public static Image Read(ReadOnlySpan<byte> file)
    {
        Assert.True(file.StartsWith<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), "signature");
        file = file[8..];

        ReadOnlySpan<byte> header = TakeChunk(ref file, "IHDR");
        int width = BinaryPrimitives.ReadInt32BigEndian(header);
        int height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        Assert.Equal([8, 2, 0, 0, 0], header[8..].ToArray());

        using MemoryStream zlib = new();
        int chunks = 0;
        for (; file[4..8].SequenceEqual("IDAT"u8); chunks++)
        {
            zlib.Write(TakeChunk(ref file, "IDAT"));
        }

        Assert.Equal(0, TakeChunk(ref file, "IEND").Length);
        Assert.True(file.IsEmpty, "bytes after IEND");
        return new Image(width, height, Reconstruct(Inflate(zlib.ToArray()), width, height), chunks);
    }

    /// <summary>Reads a zlib stream; its last four bytes must be the checksum, so nothing may come after it.</summary>
    public static byte[] Inflate(byte[] zlib)
    {
        Assert.Equal(0, BinaryPrimitives.ReadUInt16BigEndian(zlib) % 31);
        using ZLibStream stream = new(new MemoryStream(zlib), CompressionMode.Decompress);
        using MemoryStream inflated = new();
        stream.CopyTo(inflated);
        byte[] bytes = inflated.ToArray();

        uint a = 1, b = 0;
        foreach (byte value in bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        Assert.Equal((b << 16) | a, BinaryPrimitives.ReadUInt32BigEndian(zlib.AsSpan(zlib.Length - 4)));
        return bytes;
    }

    private static ReadOnlySpan<byte> TakeChunk(ref ReadOnlySpan<byte> file, string type)
    {
        int length = BinaryPrimitives.ReadInt32BigEndian(file);
        Assert.Equal(type, System.Text.Encoding.ASCII.GetString(file[4..8]));
        uint crc = uint.MaxValue;
        foreach (byte value in file.Slice(4, 4 + length))
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB8_8320);
            }
        }

        Assert.Equal(~crc, BinaryPrimitives.ReadUInt32BigEndian(file[(8 + length)..]));
        ReadOnlySpan<byte> data = file.Slice(8, length);
        file = file[(12 + length)..];
        return data;
    }

    private static byte[] Reconstruct(byte[] filtered, int width, int height)
    {
        int row = width * 3;
        Assert.Equal((row + 1) * height, filtered.Length);
        byte[] rgb = new byte[row * height];
        for (int i = 0; i < rgb.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, row);
            int a = x >= 3 ? rgb[i - 3] : 0;
            int b = y > 0 ? rgb[i - row] : 0;
            int c = x >= 3 && y > 0 ? rgb[i - row - 3] : 0;
            int predicted = filtered[y * (row + 1)] switch
            {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                4 => new[] { a, b, c }.MinBy(neighbour => Math.Abs(a + b - c - neighbour)),
                byte other => throw new InvalidDataException($"Filter type {other}."),
            };
            rgb[i] = (byte)(filtered[(y * (row + 1)) + 1 + x] + predicted);
        }

        return rgb;
    }
}
