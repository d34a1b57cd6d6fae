using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using Ricap.Sources;
using SkiaSharp;

namespace Ricap.Tests.Sources;

/// <summary>Encoded images to decode, and the picture that most of them show.</summary>
internal static class TestImages
{
    public const int Width = 24;
    public const int Height = 16;

    /// <summary>The R, G, B rows of the picture that <c>make-fixtures.py</c> draws too.</summary>
    public static byte[] Pattern(int width = Width, int height = Height)
    {
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < width * height; i++)
        {
            (int y, int x) = Math.DivRem(i, width);
            rgb[i * 3] = (byte)(x * 10);
            rgb[(i * 3) + 1] = (byte)(y * 15);
            rgb[(i * 3) + 2] = (byte)(((x / 4) + (y / 4)) % 2 == 1 ? 200 : 40);
        }

        return rgb;
    }

    public static byte[] Fixture(string name) => File.ReadAllBytes(FixturePath(name));

    public static string FixturePath(string name) =>
        Repository.Of(Path.Join("tests", "Ricap.Offline.Tests", "Sources", "Fixtures", name));

    public static byte[] RgbPng(int width = Width, int height = Height) => Png(width, height, 8, 2, Pattern(width, height));

    /// <summary>A PNG of any colour type; <paramref name="samples"/> are the rows without their filter bytes.</summary>
    public static byte[] Png(
        int width, int height, byte bits, byte colourType, byte[] samples, params (string Type, byte[] Data)[] chunks)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = bits;
        header[9] = colourType;

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            foreach (byte[] row in samples.Chunk(Math.Max(1, samples.Length / Math.Max(1, height))))
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        WriteChunk(file, "IHDR", header);
        foreach ((string type, byte[] data) in chunks)
        {
            WriteChunk(file, type, data);
        }

        WriteChunk(file, "IDAT", packed.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The picture in any format that the library can write.</summary>
    public static byte[] Encode(SKEncodedImageFormat format, int quality, int width = Width, int height = Height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        byte[] rgb = Pattern(width, height);
        bitmap.Pixels = [.. rgb.Chunk(3).Select(pixel => new SKColor(pixel[0], pixel[1], pixel[2]))];
        using SKData data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    public static byte[] Jpeg(int width = Width, int height = Height) =>
        Encode(SKEncodedImageFormat.Jpeg, 95, width, height);

    /// <summary>Decodes at the picture's own size unless told otherwise.</summary>
    public static byte[] Decode(byte[] encoded, FitOptions? fit = null)
    {
        fit ??= new FitOptions(Width, Height);
        byte[] rgb = new byte[fit.ByteCount];
        using SourceContent content = Content(encoded);
        content.Decode(fit, rgb);
        return rgb;
    }

    public static SourceContent Content(byte[] encoded)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(encoded.Length);
        encoded.CopyTo(rented, 0);
        return new SourceContent("test image", rented, encoded.Length);
    }

    public static int LargestDifference(byte[] a, byte[] b)
    {
        Assert.Equal(a.Length, b.Length);
        return a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        byte[] body = [.. type.Select(c => (byte)c), .. data];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        file.Write(number);
    }
}
