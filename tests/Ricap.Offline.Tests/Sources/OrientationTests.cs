using System.Buffers.Binary;
using Ricap.Sources;
using Ricap.Sources.Decoding;

namespace Ricap.Tests.Sources;

public sealed class OrientationTests
{
    /// <summary>Six stored pixels, three across and two down, and how each value shows them.</summary>
    [Theory]
    [InlineData(1, "123/456")]
    [InlineData(2, "321/654")]
    [InlineData(3, "654/321")]
    [InlineData(4, "456/123")]
    [InlineData(5, "14/25/36")]
    [InlineData(6, "41/52/63")]
    [InlineData(7, "63/52/41")]
    [InlineData(8, "36/25/14")]
    public void Every_value_turns_the_image_upright(int exif, string upright)
    {
        string[] rows = upright.Split('/');
        var stored = new PixelBuffer(3, 2);
        "123456".Select(digit => (uint)digit).ToArray().CopyTo(stored.Pixels);

        using PixelBuffer turned = Orientation.Apply(stored, exif);

        Assert.Equal((rows[0].Length, rows.Length), (turned.Width, turned.Height));
        Assert.Equal(string.Concat(rows), string.Concat(turned.Pixels.ToArray().Select(pixel => (char)pixel)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_jpeg_is_shown_upright(int exif)
    {
        byte[] stored = TestImages.Decode(TestImages.Jpeg());
        var buffer = new PixelBuffer(TestImages.Width, TestImages.Height);
        stored.Chunk(3).SelectMany(pixel => (byte[])[.. pixel, 255]).ToArray().CopyTo(buffer.Bytes);
        using PixelBuffer turned = Orientation.Apply(buffer, exif);

        byte[] rgb = TestImages.Decode(
            WithExif(TestImages.Jpeg(), exif), new FitOptions(turned.Width, turned.Height));

        Assert.Equal([.. turned.Bytes.ToArray().Chunk(4).SelectMany(pixel => pixel[..3])], rgb);
        Assert.Equal(exif == 1, stored.AsSpan().SequenceEqual(rgb));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void A_value_that_means_nothing_leaves_the_image_as_it_is(int exif) => Assert.Equal(
        TestImages.Decode(TestImages.Jpeg()), TestImages.Decode(WithExif(TestImages.Jpeg(), exif)));

    internal static byte[] WithExif(byte[] jpeg, int orientation)
    {
        byte[] exif = [.. "Exif\0\0"u8, .. Tiff(orientation)];
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }

    /// <summary>A TIFF header and a directory of one entry, the orientation.</summary>
    private static byte[] Tiff(int orientation) =>
    [
        (byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0,
        1, 0,
        0x12, 0x01, 3, 0, 1, 0, 0, 0, (byte)orientation, (byte)(orientation >> 8), 0, 0,
        0, 0, 0, 0,
    ];
}
