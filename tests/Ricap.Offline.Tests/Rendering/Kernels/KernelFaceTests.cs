using CsCheck;
using Ricap.ChildProcess.Kernels;
using Ricap.Rendering.Kernels;
using Ricap.Rendering.Kernels.Fills;
using Ricap.Rendering.Kernels.Flips;
using Ricap.Rendering.Kernels.Floats;

namespace Ricap.Tests.Rendering.Kernels;

/// <summary>What the kernels mean, by example and by law, and what their faces refuse.</summary>
public sealed class KernelFaceTests
{
    private static readonly Gen<byte[]> Pixels =
        Gen.Int[0, 400].SelectMany(pixels => Gen.Byte.Array[3 * pixels]);

    [Fact]
    public void A_flip_reverses_pixels_and_not_their_bytes()
    {
        byte[] flipped = new byte[6];
        RowFlip.Copy([1, 2, 3, 4, 5, 6], flipped);

        Assert.Equal([4, 5, 6, 1, 2, 3], flipped);
    }

    [Fact]
    public void A_fill_repeats_the_pixel()
    {
        byte[] filled = new byte[6];
        RowFill.Fill(filled, 1, 2, 3);

        Assert.Equal([1, 2, 3, 1, 2, 3], filled);
    }

    [Fact]
    public void A_blend_is_the_exact_one_rounded() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Int[0, RowBlend.Whole]).Sample((over, below, weight) =>
        {
            byte[] blended = [below];
            RowBlend.Over([over], blended, weight);
            decimal exact = ((below * (decimal)(RowBlend.Whole - weight)) + (over * (decimal)weight)) / RowBlend.Whole;
            Assert.Equal(Math.Round(exact, MidpointRounding.AwayFromZero), blended[0]);
        });

    [Fact]
    public void A_blend_of_no_weight_or_all_of_it_is_one_of_the_two()
    {
        byte[] below = [1, 2, 255];
        RowBlend.Over([9, 0, 128], below, 0);
        Assert.Equal([1, 2, 255], below);
        RowBlend.Over([9, 0, 128], below, RowBlend.Whole);
        Assert.Equal([9, 0, 128], below);
    }

    [Fact]
    public void Each_channel_is_scaled_by_its_own()
    {
        float[] scaled = new float[6];
        Normalise.ToFloatRgb([1, 2, 3, 4, 5, 6], scaled, new RgbFloats(1, 10, 100), new RgbFloats(0.5f, 0, -1));

        Assert.Equal([1.5f, 20, 299, 4.5f, 50, 599], scaled);
    }

    [Fact]
    public void Each_channel_goes_to_a_plane_of_its_own()
    {
        float[] planes = new float[6];
        Normalise.ToPlanes([1, 2, 3, 4, 5, 6], planes, new RgbFloats(1, 10, 100), new RgbFloats(0.5f, 0, -1));

        Assert.Equal([1.5f, 4.5f, 20, 50, 299, 599], planes);
    }

    [Fact]
    public void Planes_are_normalised_by_mean_and_deviation()
    {
        float[] planes = new float[6];
        PixelFloats.ToPlanes([0, 51, 255, 255, 0, 51], planes, [0, 0.5, 1], [1, 0.5, 0.25]);

        Assert.Equal([0, 1, -0.6, -1, 0, -3.2], planes.Select(value => Math.Round(value, 5)));
        Assert.Throws<ArgumentOutOfRangeException>("mean", () => PixelFloats.ToPlanes(new byte[3], new float[3], [0, 0], [1, 1, 1]));
        Assert.Throws<ArgumentOutOfRangeException>("deviation", () => PixelFloats.ToPlanes(new byte[3], new float[3], [0, 0, 0], [1, 0, 1]));
    }

    [Fact]
    public void A_copy_copies() =>
        Gen.Byte.Array[0, 10_000].Sample(source =>
        {
            byte[] copy = new byte[source.Length];
            RowCopy.Copy(source, copy);
            Assert.Equal(source, copy);
        });

    [Fact]
    public void Two_flips_are_a_copy() =>
        Pixels.Sample(source =>
        {
            byte[] once = new byte[source.Length];
            byte[] twice = new byte[source.Length];
            RowFlip.Copy(source, once);
            RowFlip.Copy(once, twice);
            Assert.Equal(source, twice);
        });

    [Fact]
    public void The_product_is_rounded_before_the_sum()
    {
        byte[] source = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        float scale = KernelPath.Scale.Red;
        float bias = KernelPath.Bias.Red;
        float[] scaled = new float[source.Length];
        Normalise.ToFloat(source, scaled, scale, bias);

        // A double holds the product exactly, and the sum well enough that rounding it again cannot go astray.
        Assert.Equal(source.Select(value => (float)((double)(float)((double)value * scale) + bias)), scaled);
        Assert.NotEqual(source.Select(value => MathF.FusedMultiplyAdd(value, scale, bias)), scaled);
    }

    [Fact]
    public void A_destination_too_short_is_refused()
    {
        Assert.Throws<ArgumentException>("destination", () => RowCopy.Copy(new byte[4], new byte[3]));
        Assert.Throws<ArgumentException>("destination", () => RowFlip.Copy(new byte[6], new byte[5]));
        Assert.Throws<ArgumentException>("below", () => RowBlend.Over(new byte[4], new byte[3], 1));
        Assert.Throws<ArgumentOutOfRangeException>("weight", () => RowBlend.Over(new byte[4], new byte[4], RowBlend.Whole + 1));
        Assert.Throws<ArgumentException>("destination", () => Normalise.ToFloat(new byte[4], new float[3], 1, 0));
        Assert.Throws<ArgumentException>("destination", () =>
            Normalise.ToFloatRgb(new byte[6], new float[5], RgbFloats.All(1), RgbFloats.All(0)));
        Assert.Throws<ArgumentException>("destination", () =>
            Normalise.ToPlanes(new byte[6], new float[5], RgbFloats.All(1), RgbFloats.All(0)));
    }

    [Fact]
    public void A_part_of_a_pixel_is_refused()
    {
        Assert.Throws<ArgumentException>("source", () => RowFlip.Copy(new byte[4], new byte[6]));
        Assert.Throws<ArgumentException>("destination", () => RowFill.Fill(new byte[4], 1, 2, 3));
        Assert.Throws<ArgumentException>("source", () =>
            Normalise.ToFloatRgb(new byte[4], new float[6], RgbFloats.All(1), RgbFloats.All(0)));
        Assert.Throws<ArgumentException>("source", () =>
            Normalise.ToPlanes(new byte[4], new float[6], RgbFloats.All(1), RgbFloats.All(0)));
    }
}
