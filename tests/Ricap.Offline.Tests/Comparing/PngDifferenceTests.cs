using Ricap.Comparing;
using SkiaSharp;

namespace Ricap.Tests.Comparing;

public sealed class PngDifferenceTests
{
    /// <summary>White paper hides it; suites that compare more than our sheets with this must see it.</summary>
    [Theory]
    [InlineData(0xFFFFFFFF, 0x00FFFFFF, "on black: 4 of 4 pixels")]
    [InlineData(0xFF000000, 0x00000000, "4 of 4 pixels")]
    [InlineData(0x80FF0000, 0x81FF0000, "4 of 4 pixels")]
    [InlineData(0x80FF0000, 0x80FF0000, null)]
    public void Transparency_counts(uint before, uint now, string? begin)
    {
        string? difference = PngDifference.Between(Png(before), Png(now));
        if (begin is null)
        {
            Assert.Null(difference);
        }
        else
        {
            Assert.StartsWith(begin, difference, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Another_encoding_of_equal_pixels_is_no_difference() =>
        Assert.Null(PngDifference.Between(Png(0x40102030, level: 0), Png(0x40102030, level: 9)));

    private static byte[] Png(uint colour, int level = 6)
    {
        using var bitmap = new SKBitmap(2, 2, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bitmap.Erase(new SKColor(colour));
        using SKPixmap pixels = bitmap.PeekPixels();
        using SKData data = pixels.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.NoFilters, level))!;
        return data.ToArray();
    }
}
