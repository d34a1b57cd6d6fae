using System.Buffers.Binary;
using Ricap.Sources;

namespace Ricap.Tests.Sources.Decoding;

/// <summary>Headers that the image library misreads; the kept BMPs have the pixels.</summary>
public sealed class BmpHeaderTests
{
    private const int BitFields = 3;
    private const int AlphaBitFields = 6;

    /// <summary>Red, green and blue, ever more transparent.</summary>
    private static readonly byte[] Pixels = [255, 0, 0, 255, 0, 255, 0, 128, 0, 0, 255, 0];

    private static readonly uint[] AlphaLast = [0xFF000000, 0xFF0000, 0xFF00, 0xFF];

    [Theory]
    [InlineData(40, AlphaBitFields)]
    [InlineData(56, BitFields)]
    [InlineData(56, AlphaBitFields)]
    [InlineData(108, BitFields)]
    public void Alpha_is_where_its_mask_says_in_every_edition_of_the_header(int header, int compression)
    {
        byte[] rgb = TestImages.Decode(Masked(header, compression), new FitOptions(3, 1) { Background = new Rgb24(0, 0, 0) });
        Assert.Equal([255, 0, 0, 0, 128, 0, 0, 0, 0], rgb);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(255)]
    [InlineData(256)]
    public void The_oldest_header_may_have_fewer_colours_than_its_bits_allow(int colours)
    {
        byte[] palette = [.. Enumerable.Range(0, colours).SelectMany(i => new byte[] { (byte)i, 5, (byte)(255 - i) })];
        int offset = 26 + palette.Length;
        byte last = (byte)(colours - 1);
        byte[] bmp = [.. File(offset), 12, 0, 0, 0, 2, 0, 1, 0, 1, 0, 8, 0, .. palette, last, 0, 0, 0];
        Assert.Equal([(byte)(255 - last), 5, last, 255, 5, 0], TestImages.Decode(bmp, new FitOptions(2, 1)));
    }

    [Theory]
    [InlineData(0, 4, "a BMP with a JPEG in it")]
    [InlineData(0, 5, "a BMP with a PNG in it")]
    [InlineData(24, 4, "a BMP with 24-bit runs")]
    [InlineData(64, 0, "a BMP of 64 bits a pixel")]
    public void A_kind_that_is_not_read_is_not_called_damaged(byte bits, byte compression, string what)
    {
        byte[] bmp = Masked(40, AlphaBitFields);
        bmp[28] = bits;
        bmp[30] = compression;
        JpegDamageTests.AssertUnsupported(bmp, what);
    }

    private static byte[] Masked(int header, int compression)
    {
        byte[] info = new byte[Math.Max(header, 56)];
        BinaryPrimitives.WriteInt32LittleEndian(info, header);
        info[4] = 3;
        info[8] = 1;
        info[12] = 1;
        info[14] = 32;
        info[16] = (byte)compression;
        for (int i = 0; i < AlphaLast.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(info.AsSpan(40 + (4 * i)), AlphaLast[i]);
        }

        byte[] pixels = [.. Pixels.Chunk(4).SelectMany(pixel => pixel.Reverse())];
        return [.. File(14 + info.Length), .. info, .. pixels];
    }

    private static byte[] File(int offset) =>
        [(byte)'B', (byte)'M', 0, 0, 0, 0, 0, 0, 0, 0, (byte)offset, (byte)(offset >> 8), 0, 0];
}
