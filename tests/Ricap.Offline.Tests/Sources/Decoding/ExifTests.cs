using System.Buffers.Binary;
using Ricap.Sources.Decoding;
using SkiaSharp;

namespace Ricap.Tests.Sources.Decoding;

/// <summary>Orientation is followed in every file that can have it, in every way that it is written.</summary>
public sealed class ExifTests
{
    private const int Short = 3;
    private const int Long = 4;

    [Theory]
    [InlineData(Short, false)]
    [InlineData(Short, true)]
    [InlineData(Long, false)]
    [InlineData(Long, true)]
    public void A_value_is_read_whatever_its_type_and_byte_order(int type, bool little)
    {
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            byte[] tiff = Tiff(orientation, type, little);
            Assert.Equal(orientation, ExifOrientation.Read(tiff));
            Assert.Equal(orientation, ExifOrientation.Read([.. "Exif\0\0"u8, .. tiff]));
            Assert.Equal(orientation, ExifOrientation.Read([.. "Exif\0"u8, 0xFF, .. tiff]));
        }
    }

    [Fact]
    public void What_makes_no_sense_is_upright()
    {
        byte[] tiff = Tiff(6, Short, little: true);
        Assert.All(Enumerable.Range(0, tiff.Length - 8), length => Assert.Equal(1, ExifOrientation.Read(tiff.AsSpan(0, length))));
        Assert.Equal(1, ExifOrientation.Read(Tiff(9, Short, little: true)));
        Assert.Equal(1, ExifOrientation.Read(Tiff(0, Long, little: true)));
        Assert.Equal(1, ExifOrientation.Read(Tiff(6, type: 2, little: true)));
        tiff[4] = 0xFF;
        tiff[7] = 0xFF;
        Assert.Equal(1, ExifOrientation.Read(tiff));
    }

    [Fact]
    public void Of_two_segments_the_first_counts_and_one_of_another_kind_does_not()
    {
        byte[] first = [.. "Exif\0\0"u8, .. Tiff(6, Long, little: false)];
        byte[] second = [.. "Exif\0\0"u8, .. Tiff(3, Short, little: true)];
        byte[] jpeg = JpegParts.Insert(JpegParts.Insert(TestImages.Jpeg(), 0xE1, second), 0xE1, first);
        Assert.Equal((TestImages.Height, TestImages.Width), Size(jpeg));
        Assert.Equal((TestImages.Height, TestImages.Width), Size(JpegParts.Insert(jpeg, 0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8])));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_webp_lies_as_its_chunk_says_with_the_prefix_and_without(bool prefix)
    {
        byte[] exif = [.. prefix ? "Exif\0\0"u8 : [], .. Tiff(6, Short, little: false)];
        byte[] webp = Webp(exif);
        Assert.Equal((TestImages.Height, TestImages.Width), Size(webp));
        using PixelBuffer turned = Decode(webp);
        using PixelBuffer expected = Orientation.Apply(Decode(Webp(null)), 6);
        Assert.Equal(expected.Bytes, turned.Bytes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_png_lies_as_its_chunk_says_before_the_pixels_or_behind_them(bool before)
    {
        byte[] png = PngParts.Insert(TestImages.RgbPng(), before ? "IDAT" : "IEND", "eXIf", Tiff(8, Short, little: true));
        using PixelBuffer turned = Decode(png);
        using PixelBuffer expected = Orientation.Apply(Decode(TestImages.RgbPng()), 8);
        Assert.Equal((expected.Width, expected.Height), (turned.Width, turned.Height));
        Assert.Equal(expected.Bytes, turned.Bytes);
    }

    private static PixelBuffer Decode(byte[] encoded) => ImageDecoder.Decode(encoded, "test image", Rgb24.White, 1_000_000);

    private static (int Width, int Height) Size(byte[] encoded)
    {
        using PixelBuffer image = Decode(encoded);
        return (image.Width, image.Height);
    }

    /// <summary>A header and a directory of two entries, the second of them the orientation.</summary>
    private static byte[] Tiff(int orientation, int type, bool little)
    {
        byte[] U16(int value)
        {
            byte[] two = [(byte)value, (byte)(value >> 8)];
            return little ? two : [two[1], two[0]];
        }

        byte[] U32(int value)
        {
            byte[] four = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(four, value);
            return little ? four : [four[3], four[2], four[1], four[0]];
        }

        byte[] value = type == Long ? U32(orientation) : [.. U16(orientation), 0, 0];
        return
        [
            .. little ? "II"u8 : "MM"u8, .. U16(42), .. U32(8), .. U16(2),
            .. U16(0x0100), .. U16(Long), .. U32(1), .. U32(7),
            .. U16(0x0112), .. U16(type), .. U32(1), .. value,
            .. U32(0),
        ];
    }

    /// <summary>The picture in the extended form of the format, with a chunk of EXIF data or without.</summary>
    private static byte[] Webp(byte[]? exif)
    {
        byte[] plain = TestImages.Encode(SKEncodedImageFormat.Webp, 100);
        byte[] flags = [(byte)(exif is null ? 0 : 8), 0, 0, 0, TestImages.Width - 1, 0, 0, TestImages.Height - 1, 0, 0];
        int pixels = plain.AsSpan().IndexOf("VP8L"u8);
        byte[] body = [.. "WEBP"u8, .. Chunk("VP8X", flags), .. plain[pixels..], .. exif is null ? [] : Chunk("EXIF", exif)];
        return Chunk("RIFF", body);
    }

    private static byte[] Chunk(string name, byte[] body)
    {
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        return [.. name.Select(c => (byte)c), .. length, .. body, .. new byte[body.Length % 2]];
    }
}
