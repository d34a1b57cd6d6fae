using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Ricap.Sources;

namespace Ricap.Tests.Sources;

public sealed class ResampleRowsTests
{
    /// <summary>Fewer and more rows and pixels than are done together; more, fewer and as many pixels as there were.</summary>
    private static readonly int[] Sizes = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 31, 50];

    private readonly Random _random = new(7);

    [VectorFact]
    public void Both_ways_across_give_the_same_pixels()
    {
        foreach ((int stride, int width, int rows) in Cases())
        {
            uint[] pixels = Pixels(stride * rows);
            ResampleWeights weights = ResampleWeights.For(AxisWindow.Centred(stride, width, width));
            uint[] expected = new uint[width * rows];
            uint[] actual = new uint[width * rows];
            ResampleRows.AcrossScalar(pixels, stride, weights, expected);
            int done = ResampleRows.AcrossVector(pixels, stride, weights, actual);
            Assert.InRange(done, rows - 3, rows);
            Assert.Equal(expected[..(done * width)], actual[..(done * width)]);
            Assert.All(actual[(done * width)..], untouched => Assert.Equal(0u, untouched));
            ResampleRows.Across(pixels, stride, weights, actual);
            Assert.Equal(expected, actual);
        }
    }

    [VectorFact]
    public void Both_ways_down_give_the_same_pixels_and_touch_no_others()
    {
        foreach ((int rows, int height, int width) in Cases())
        {
            uint[] pixels = Pixels(rows * width);
            ResampleWeights weights = ResampleWeights.For(AxisWindow.Centred(rows, height, height));
            byte[] expected = new byte[width * 3];
            byte[] actual = new byte[(width * 3) + 32];
            for (int y = 0; y < height; y++)
            {
                ReadOnlySpan<int> factors = weights.Of(y, out int start);
                ResampleRows.DownScalar(pixels.AsSpan(start * width), width, factors, expected);
                actual.AsSpan().Fill(0xA5);
                if (width >= 8)
                {
                    ResampleRows.DownVector(pixels.AsSpan(start * width), width, factors, actual);
                }
                else
                {
                    ResampleRows.Down(pixels.AsSpan(start * width), width, factors, actual);
                }

                Assert.Equal(expected, actual[..^32]);
                Assert.All(actual[^32..], untouched => Assert.Equal(0xA5, untouched));
            }
        }
    }

    [Fact]
    public void Spans_that_are_too_short_are_refused()
    {
        ResampleWeights weights = ResampleWeights.For(AxisWindow.Centred(9, 16, 16));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResampleRows.Across(new uint[17], 9, weights, new uint[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResampleRows.Across(new uint[18], 8, weights, new uint[32]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResampleRows.Across(new uint[18], 9, weights, new uint[31]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResampleRows.Down(new uint[26], 9, [1, 2, 3], new byte[27]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResampleRows.Down(new uint[27], 9, [1, 2, 3], new byte[26]));
    }

    private static IEnumerable<(int From, int To, int Others)> Cases() =>
        from size in Sizes from to in Sizes from others in Sizes select (size, to, others);

    /// <summary>Noise, and hard edges, which weigh beyond what a byte holds.</summary>
    private uint[] Pixels(int count)
    {
        uint[] pixels = new uint[count];
        _random.NextBytes(MemoryMarshal.AsBytes(pixels.AsSpan()));
        for (int i = 0; i < count; i++)
        {
            pixels[i] = (pixels[i] & 3) switch { 0 => 0xFF00_0000, 1 => 0xFFFF_FFFF, _ => pixels[i] };
        }

        return pixels;
    }

    /// <summary>A test of what only processors with AVX2 run.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class VectorFactAttribute : FactAttribute
    {
        public VectorFactAttribute() => Skip = Avx2.IsSupported ? null : "needs a processor with AVX2";
    }
}
