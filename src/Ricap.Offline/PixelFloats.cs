using Ricap.Rendering.Kernels.Floats;

namespace Ricap;

/// <summary>Pixels as the floats that a network takes, for loops of one's own: by the vectors that the trainer uses.</summary>
public static class PixelFloats
{
    private const int Channels = 3;

    /// <summary>
    /// Brings the channels of an image to planes and normalises them: (byte / 255 − mean) / deviation, as a product and a sum that are
    /// each rounded to a float, so that every machine gives the same bits.
    /// </summary>
    /// <param name="pixels">RGB pixels [H,W,3], or the pixels of any other shape.</param>
    /// <param name="planes">Takes as many floats, [3,H,W]: all reds, then all greens, then all blues.</param>
    /// <param name="mean">The mean of each channel, red green blue, in 0..1.</param>
    /// <param name="deviation">The standard deviation of each channel, above 0.</param>
    /// <exception cref="ArgumentException">
    /// The bytes are not whole pixels, the floats are fewer, or a mean or a deviation is not of three channels.
    /// </exception>
    public static void ToPlanes(ReadOnlySpan<byte> pixels, Span<float> planes, ReadOnlySpan<double> mean, ReadOnlySpan<double> deviation)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(mean.Length, Channels, nameof(mean));
        ArgumentOutOfRangeException.ThrowIfNotEqual(deviation.Length, Channels, nameof(deviation));
        foreach (double one in deviation)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(one, nameof(deviation));
        }

        Normalise.ToPlanes(
            pixels,
            planes,
            new RgbFloats(Scale(deviation[0]), Scale(deviation[1]), Scale(deviation[2])),
            new RgbFloats(Bias(mean[0], deviation[0]), Bias(mean[1], deviation[1]), Bias(mean[2], deviation[2])));
    }

    private static float Scale(double deviation) => (float)(1 / (255 * deviation));

    private static float Bias(double mean, double deviation) => (float)(-mean / deviation);
}
