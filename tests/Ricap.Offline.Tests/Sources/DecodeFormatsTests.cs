using System.Buffers.Binary;
using Ricap.Sources;
using Ricap.Sources.Finding;
using SkiaSharp;

namespace Ricap.Tests.Sources;

public sealed class DecodeFormatsTests
{
    private static readonly byte[] Palette = [255, 0, 0, 0, 128, 0, 0, 0, 255, 255, 255, 0];

    [Fact]
    public void Lossless_formats_give_their_exact_pixels()
    {
        byte[] expected = TestImages.Pattern();
        Assert.Equal(expected, TestImages.Decode(TestImages.RgbPng()));
        Assert.Equal(expected, TestImages.Decode(TestImages.Fixture("rgb.bmp")));
        Assert.Equal(expected, TestImages.Decode(TestImages.Encode(SKEncodedImageFormat.Webp, 100)));
    }

    [Fact]
    public void Of_an_animation_the_first_frame_counts()
    {
        Assert.Equal(TestImages.Pattern(), TestImages.Decode(TestImages.Fixture("two-frames.webp")));

        byte[] gif = TestImages.Decode(
            TestImages.Fixture("two-frames.gif"),
            new FitOptions(TestImages.Width, TestImages.Height) { Background = new Rgb24(1, 2, 3) });
        Assert.Equal([1, 2, 3], Pixel(gif, 0, 0)); // the transparent corner
        Assert.Equal([255, 0, 0], Pixel(gif, 4, 0));
        Assert.Equal([0, 128, 0], Pixel(gif, 8, 15));
        Assert.Equal([0, 0, 255], Pixel(gif, 23, 15));
    }

    [Theory]
    [InlineData("progressive.jpg", 10)]
    [InlineData("cmyk.jpg", 10)]
    [InlineData("palette.bmp", 20)]
    public void Lossy_formats_come_close(string name, int tolerance) => Assert.InRange(
        TestImages.LargestDifference(TestImages.Pattern(), TestImages.Decode(TestImages.Fixture(name))), 0, tolerance);

    [Fact]
    public void Grey_jpegs_are_grey()
    {
        byte[] rgb = TestImages.Decode(TestImages.Fixture("grey.jpg"));
        Assert.All(rgb.Chunk(3), pixel => Assert.True(pixel[0] == pixel[1] && pixel[1] == pixel[2]));
        Assert.True(rgb.Distinct().Count() > 50);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Palettes_of_every_depth_are_looked_up(byte bits)
    {
        // Two pixels, colours 1 and 0, in the high bits of the row.
        byte[] row = bits == 8 ? [1, 0] : [(byte)(1 << (8 - bits))];
        byte[] png = TestImages.Png(2, 1, bits, colourType: 3, row, ("PLTE", bits == 1 ? Palette[..6] : Palette));
        Assert.Equal([0, 128, 0, 255, 0, 0], TestImages.Decode(png, new FitOptions(2, 1)));
    }

    [Fact]
    public void Samples_of_16_bits_keep_their_high_byte()
    {
        byte[] row = new byte[12];
        ushort[] samples = [0x0000, 0x80FF, 0xFFFF, 0x12FF, 0x7F00, 0xFE80];
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(i * 2), samples[i]);
        }

        Assert.Equal(
            [0x00, 0x80, 0xFF, 0x12, 0x7F, 0xFE],
            TestImages.Decode(TestImages.Png(2, 1, 16, colourType: 2, row), new FitOptions(2, 1)));
        Assert.Equal(
            [0x80, 0x80, 0x80],
            TestImages.Decode(TestImages.Png(1, 1, 16, colourType: 0, [0x80, 0xFF]), new FitOptions(1, 1)));
    }

    [Fact]
    public void Gamma_and_colour_space_are_not_applied()
    {
        byte[] gamma = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(gamma, 100_000); // linear light
        byte[] png = TestImages.Png(
            TestImages.Width, TestImages.Height, 8, colourType: 2, TestImages.Pattern(), ("gAMA", gamma));
        Assert.Equal(TestImages.Pattern(), TestImages.Decode(png));
    }

    [Fact]
    public void A_single_pixel_fills_any_target()
    {
        byte[] png = TestImages.Png(1, 1, 8, colourType: 2, [10, 20, 30]);
        Assert.Equal([10, 20, 30], TestImages.Decode(png, new FitOptions(1, 1)));
        Assert.All(
            TestImages.Decode(png, new FitOptions(5, 3)).Chunk(3), pixel => Assert.Equal([10, 20, 30], pixel));
    }

    [Fact]
    public void Transparency_is_flattened_onto_the_background_in_exact_integers()
    {
        byte[] row = [.. Enumerable.Range(0, 256).SelectMany(alpha => new byte[] { 200, 17, 255, (byte)alpha })];
        byte[] rgb = TestImages.Decode(
            TestImages.Png(256, 1, 8, colourType: 6, row),
            new FitOptions(256, 1) { Background = new Rgb24(10, 20, 30) });
        for (int a = 0; a < 256; a++)
        {
            Assert.Equal(
                [
                    (byte)(((a * 200) + ((255 - a) * 10) + 127) / 255),
                    (byte)(((a * 17) + ((255 - a) * 20) + 127) / 255),
                    (byte)(((a * 255) + ((255 - a) * 30) + 127) / 255),
                ],
                Pixel(rgb, a, 0, width: 256));
        }

        Assert.Equal([10, 20, 30], Pixel(rgb, 0, 0, 256));
        Assert.Equal([200, 17, 255], Pixel(rgb, 255, 0, 256));
    }

    [Fact]
    public void A_transparent_palette_entry_shows_the_background_white_by_default()
    {
        byte[] png = TestImages.Png(2, 1, 8, 3, [1, 0], ("PLTE", Palette), ("tRNS", [0]));
        Assert.Equal([0, 128, 0, 255, 255, 255], TestImages.Decode(png, new FitOptions(2, 1)));
    }

    [Fact]
    public void The_name_of_a_file_does_not_choose_its_decoder()
    {
        using var folder = new TempFolder();
        folder.Write("a/png-inside.jpg", TestImages.RgbPng());
        using SourceContent content = SourceKinds.Open(new SourceRequest(folder.Path), Assert.Null).Read(0);
        byte[] rgb = new byte[TestImages.Pattern().Length];
        content.Decode(new FitOptions(TestImages.Width, TestImages.Height), rgb);
        Assert.Equal(TestImages.Pattern(), rgb);
    }

    private static byte[] Pixel(byte[] rgb, int x, int y, int width = TestImages.Width) =>
        rgb[(((y * width) + x) * 3)..((((y * width) + x) * 3) + 3)];
}
