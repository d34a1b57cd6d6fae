using Ricap.Sources;
using Ricap.Sources.Decoding;

namespace Ricap.Tests.Sources;

public sealed class ResamplerTests
{
    /// <summary>The bytes every platform must make; a change of them changes every shard that was ever rendered.</summary>
    [Theory]
    [InlineData(224, 224, 96, 96, FitMode.Stretch, "edee55753b6a442b854c3ec83e7992e8")]
    [InlineData(224, 224, 300, 300, FitMode.Stretch, "6f538dff21446e197dd389937feb651b")]
    [InlineData(500, 333, 64, 200, FitMode.Stretch, "725cabfb0d7b005f77d44e556e3183d6")]
    [InlineData(500, 333, 96, 96, FitMode.Crop, "84002ba4af62abd727f809ddc16d0d73")]
    [InlineData(333, 500, 96, 96, FitMode.Crop, "6063bbf4f5eb7c215d4231b8ae27ebfb")]
    [InlineData(500, 333, 96, 96, FitMode.Pad, "41aa3ff5f48207a2a6f0b58a13c4d59c")]
    [InlineData(333, 500, 97, 96, FitMode.Pad, "7bd888c8e890a63e0c1974661a5e88d2")]
    [InlineData(3, 2, 31, 17, FitMode.Stretch, "275e927a94b5ec678b1d0f46523977cf")]
    public void The_bytes_are_the_same_everywhere(int width, int height, int toWidth, int toHeight, FitMode mode, string hash)
    {
        var fit = new FitOptions(toWidth, toHeight, mode, new Rgb24(1, 2, 3), FitOptions.DefaultMaxPixels);
        Assert.Equal(hash, Hash128.Of(Render(Noise(width, height), fit)).ToString());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 5)]
    [InlineData(64, 64)]
    public void The_same_size_is_an_exact_copy(int width, int height)
    {
        using PixelBuffer image = Noise(width, height);
        byte[] expected = [.. image.Bytes.ToArray().Chunk(4).SelectMany(pixel => pixel[..3])];
        foreach (FitMode mode in Enum.GetValues<FitMode>())
        {
            Assert.Equal(expected, Render(Noise(width, height), new FitOptions(width, height) { Fit = mode }));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(128)]
    [InlineData(255)]
    public void One_colour_stays_that_colour_at_any_size(byte level)
    {
        (int, int)[] sizes = [(1, 1), (1, 500), (500, 1), (13, 29), (300, 200)];
        foreach ((int width, int height) in sizes)
        {
            foreach ((int toWidth, int toHeight) in sizes)
            {
                var image = new PixelBuffer(width, height);
                image.Bytes.Fill(level);
                Assert.All(Render(image, new FitOptions(toWidth, toHeight)), sample => Assert.Equal(level, sample));
            }
        }
    }

    [Fact]
    public void Weights_sum_to_one_exactly_and_stay_inside_the_image()
    {
        for (int source = 1; source < 60; source++)
        {
            for (int scaled = 1; scaled < 60; scaled++)
            {
                ResampleWeights weights = ResampleWeights.For(AxisWindow.Centred(source, scaled, scaled));
                for (int i = 0; i < scaled; i++)
                {
                    ReadOnlySpan<int> taps = weights.Of(i, out int start);
                    Assert.Equal(ResampleWeights.One, taps.ToArray().Sum());
                    Assert.InRange(start, 0, source - taps.Length);

                    // 255 at every tap, with the signs as bad as they can be, must not leave 32 bits.
                    Assert.True(taps.ToArray().Sum(w => 255L * Math.Abs(w)) < int.MaxValue - ResampleWeights.One);
                }
            }
        }
    }

    [Fact]
    public void Mirroring_the_source_mirrors_the_result()
    {
        // The kernel is symmetric; a shift by a fraction of a pixel would show here.
        byte[] row = [.. Enumerable.Range(0, 50).Select(i => (byte)(i * i))];
        byte[] forward = Resize(row, 23);
        byte[] backward = Resize([.. row.Reverse()], 23);
        Assert.InRange(TestImages.LargestDifference(forward, [.. backward.Reverse()]), 0, 1);
    }

    [Fact]
    public void An_edge_overshoots_as_a_cubic_does_and_is_clamped()
    {
        byte[] edge = [.. Enumerable.Repeat((byte)100, 8), .. Enumerable.Repeat((byte)200, 8)];
        byte[] scaled = Resize(edge, 64);
        Assert.True(scaled.Min() < 100 && scaled.Max() > 200);

        byte[] hard = [.. Enumerable.Repeat((byte)0, 8), .. Enumerable.Repeat((byte)255, 8)];
        Assert.Equal((0, 255), (Resize(hard, 64)[20], Resize(hard, 64)[43]));
    }

    [Fact]
    public void A_sliver_crops_without_weights_for_what_is_not_seen()
    {
        // Scaled whole, this would be 512 by 25.6 million.
        byte[] rgb = Render(Noise(1, 50_000), new FitOptions(512, 512) { Fit = FitMode.Crop });
        Assert.Equal(512 * 512 * 3, rgb.Length);
    }

    private static byte[] Resize(byte[] row, int width)
    {
        PixelBuffer image = PixelBuffer.FromGrey(row, row.Length, 1);
        return [.. Render(image, new FitOptions(width, 1)).Chunk(3).Select(pixel => pixel[0])];
    }

    private static byte[] Render(PixelBuffer image, FitOptions fit)
    {
        byte[] rgb = new byte[fit.ByteCount];
        using (image)
        {
            Resampler.Render(image, fit, rgb);
        }

        return rgb;
    }

    /// <summary>Pixels out of a generator written down here, because a golden hash outlives the library's.</summary>
    private static PixelBuffer Noise(int width, int height)
    {
        var image = new PixelBuffer(width, height);
        uint state = 12345;
        foreach (ref byte sample in image.Bytes)
        {
            state = (state * 1664525) + 1013904223;
            sample = (byte)(state >> 24);
        }

        return image;
    }
}
