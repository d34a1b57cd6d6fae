using CsCheck;
using Ricap.Preview.Drawing;

namespace Ricap.Tests.Preview;

public sealed class TileScalerTests
{
    [Theory]
    [InlineData(32, 32, 128, 128, 128)]
    [InlineData(96, 96, 128, 96, 96)]
    [InlineData(1, 1, 128, 128, 128)]
    [InlineData(7, 1, 128, 126, 18)]
    [InlineData(640, 480, 128, 128, 96)]
    [InlineData(480, 640, 128, 96, 128)]
    [InlineData(129, 128, 128, 128, 127)]
    [InlineData(100_000, 1, 128, 128, 1)]
    public void FitsInsideTheSquare(int width, int height, int side, int shownWidth, int shownHeight) =>
        Assert.Equal((shownWidth, shownHeight), TileScaler.Fit(width, height, side));

    [Fact]
    public void EnlargedPixelsAreThoseOfTheSource() =>
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[9, 40]).Sample((width, height, side) =>
        {
            byte[] source = Samples.Noise(width, height);
            (int shownWidth, int shownHeight) = TileScaler.Fit(width, height, side);
            byte[] shown = TileScaler.Scale(source, width, height, shownWidth, shownHeight);

            int factor = shownWidth / width;
            return Enumerable.Range(0, shown.Length).All(i =>
            {
                (int pixel, int channel) = Math.DivRem(i, 3);
                (int y, int x) = Math.DivRem(pixel, shownWidth);
                return shown[i] == source[(((y / factor * width) + (x / factor)) * 3) + channel];
            });
        });

    [Fact]
    public void AverageOfOneColourIsThatColour() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[1, 40], Gen.Byte).Sample((width, height, side, value) =>
        {
            byte[] source = Enumerable.Repeat(value, width * height * 3).ToArray();
            (int shownWidth, int shownHeight) = TileScaler.Fit(width, height, side);
            byte[] shown = TileScaler.Scale(source, width, height, shownWidth, shownHeight);
            return shown.Length == shownWidth * shownHeight * 3 && shown.All(v => v == value);
        });

    [Fact]
    public void ShrinkingByAWholeFactorAveragesBlocks()
    {
        byte[] source = [.. Gray(0, 1, 10, 20), .. Gray(2, 4, 30, 41)];
        Assert.Equal(Gray(2, 25), TileScaler.Scale(source, 4, 2, 2, 1));
    }

    [Fact]
    public void ShrinkingByABrokenFactorSplitsPixelsByArea()
    {
        // Three pixels into two: each takes one whole and half of the middle, (2·0 + 1·90) / 3 and (1·90 + 2·240) / 3.
        Assert.Equal(Gray(30, 190), TileScaler.Scale(Gray(0, 90, 240), 3, 1, 2, 1));
    }

    [Fact]
    public void RefusesPixelsOfAnotherSize() =>
        Assert.Throws<ArgumentException>(() => TileScaler.Scale(new byte[11], 2, 2, 2, 2));

    private static byte[] Gray(params byte[] values) => [.. values.SelectMany(v => new[] { v, v, v })];
}
