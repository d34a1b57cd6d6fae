using Ricap.Sources;

namespace Ricap.Comparing;

/// <summary>Tells where two PNG files show different pixels, for tests that pin pictures.</summary>
public static class PngDifference
{
    /// <summary>What differs, in one line that names the first pixel; null if the pictures are equal.</summary>
    /// <param name="expected">The one file.</param>
    /// <param name="actual">The other.</param>
    /// <remarks>Files of equal pixels are equal here whatever their bytes; a broken file equals none.</remarks>
    public static string? Between(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (expected.SequenceEqual(actual))
        {
            return null;
        }

        try
        {
            using PixelBuffer a = SkiaDecoder.Decode(expected, "the verified picture", Rgb24.White, PixelBuffer.MaxPixels);
            using PixelBuffer b = SkiaDecoder.Decode(actual, "the received picture", Rgb24.White, PixelBuffer.MaxPixels);
            return (a.Width, a.Height) == (b.Width, b.Height)
                ? PixelDifference.Between(DecodedPixels.Rgb(a), DecodedPixels.Rgb(b), a.Width)?.ToString()
                : $"{a.Width}x{a.Height} pixels -> {b.Width}x{b.Height}";
        }
        catch (RicapException e)
        {
            return e.Problems[0].ToString();
        }
    }
}
