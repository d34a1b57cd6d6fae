using Ricap.Sources;

namespace Ricap.Tests.Sources;

public sealed class PlacementTests
{
    [Theory]
    [InlineData(100, 50, 40, 40, 80, 40, 20, 0)] // wide: the sides go
    [InlineData(50, 100, 40, 40, 40, 80, 0, 20)] // tall: top and bottom go
    [InlineData(3, 2, 5, 5, 8, 5, 1, 0)] // 7.5 rounds up to 8; of 3 too many the right loses 2
    [InlineData(7, 7, 4, 4, 4, 4, 0, 0)]
    [InlineData(1000, 1, 4, 4, 4000, 4, 1998, 0)]
    public void Crop_covers_and_takes_the_centre(
        int width, int height, int toWidth, int toHeight, int scaledWidth, int scaledHeight, int firstX, int firstY)
    {
        Placement place = Of(width, height, toWidth, toHeight, FitMode.Crop);
        Assert.Equal(new AxisWindow(width, scaledWidth, firstX, toWidth, 0), place.X);
        Assert.Equal(new AxisWindow(height, scaledHeight, firstY, toHeight, 0), place.Y);
    }

    [Theory]
    [InlineData(100, 50, 40, 40, 40, 20, 0, 10)]
    [InlineData(50, 100, 40, 40, 20, 40, 10, 0)]
    [InlineData(2, 3, 5, 5, 3, 5, 1, 0)] // 3.33 rounds down
    [InlineData(1, 2, 5, 5, 3, 5, 1, 0)] // 2.5 rounds up
    [InlineData(5, 3, 4, 5, 4, 2, 0, 1)] // of 3 rows of background the bottom has 2
    [InlineData(1000, 1, 4, 4, 4, 1, 0, 1)] // never less than a row
    public void Pad_fits_inside_and_is_centred(
        int width, int height, int toWidth, int toHeight, int scaledWidth, int scaledHeight, int offsetX, int offsetY)
    {
        Placement place = Of(width, height, toWidth, toHeight, FitMode.Pad);
        Assert.Equal(new AxisWindow(width, scaledWidth, 0, scaledWidth, offsetX), place.X);
        Assert.Equal(new AxisWindow(height, scaledHeight, 0, scaledHeight, offsetY), place.Y);
    }

    [Fact]
    public void Every_size_fits_every_target()
    {
        foreach (FitMode mode in Enum.GetValues<FitMode>())
        {
            for (int i = 0; i < 20 * 20 * 20 * 20; i += 7)
            {
                (int w, int h, int toW, int toH) = ((i % 20) + 1, (i / 20 % 20) + 1, (i / 400 % 20) + 1, (i / 8000) + 1);
                Placement place = Of(w, h, toW, toH, mode);
                Assert.InRange(place.X.Offset + place.X.Count, 1, toW);
                Assert.InRange(place.Y.Offset + place.Y.Count, 1, toH);
                Assert.InRange(place.X.First + place.X.Count, 1, place.X.Scaled);
                Assert.InRange(place.Y.First + place.Y.Count, 1, place.Y.Scaled);
                Assert.True(mode == FitMode.Pad || (place.X.Count == toW && place.Y.Count == toH));
                Assert.True(mode == FitMode.Stretch || place.X.Scaled == toW || place.Y.Scaled == toH);
            }
        }
    }

    [Fact]
    public void Padding_shows_the_background()
    {
        byte[] png = TestImages.Png(1, 2, 8, colourType: 2, [1, 2, 3, 4, 5, 6]);
        var fit = new FitOptions(4, 2, FitMode.Pad, new Rgb24(7, 8, 9), 10);
        Assert.Equal(
            [7, 8, 9, 1, 2, 3, 7, 8, 9, 7, 8, 9, 7, 8, 9, 4, 5, 6, 7, 8, 9, 7, 8, 9], TestImages.Decode(png, fit));
    }

    private static Placement Of(int width, int height, int toWidth, int toHeight, FitMode mode) =>
        Placement.Of(width, height, new FitOptions(toWidth, toHeight) { Fit = mode });
}
