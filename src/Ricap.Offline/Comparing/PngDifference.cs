using Ricap.Sources.Decoding;

namespace Ricap.Comparing;

/// <summary>Tells where two PNG files show different pixels, for tests that pin pictures.</summary>
internal static class PngDifference
{
    /// <inheritdoc cref="DatasetSnapshot.Difference"/>
    public static string? Between(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        if (expected.SequenceEqual(actual))
        {
            return null;
        }

        try
        {
            // What is equal on white and on black is equally transparent, too.
            return Between(expected, actual, Rgb24.White)
                ?? (Between(expected, actual, Rgb24.Black) is { } difference ? $"on black: {difference}" : null)
                ?? (IsAnimated(expected) || IsAnimated(actual) ? "other frames than the first" : null);
        }
        catch (RicapException e)
        {
            return e.Problems[0].ToString();
        }
    }

    private static string? Between(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, Rgb24 background)
    {
        using PixelBuffer a = ImageDecoder.Decode(expected, "the verified picture", background, PixelBuffer.MaxPixels);
        using PixelBuffer b = ImageDecoder.Decode(actual, "the received picture", background, PixelBuffer.MaxPixels);
        if ((a.Width, a.Height) != (b.Width, b.Height))
        {
            return $"{a.Width}x{a.Height} pixels -> {b.Width}x{b.Height}";
        }

        (byte[] before, byte[] now) = (a.ToRgb(), b.ToRgb());
        if (PixelDifference.Between(before, now, a.Width) is not { } anywhere)
        {
            return null;
        }

        IReadOnlyList<SheetPlaces.Place> places = SheetPlaces.Read(actual);
        return SheetPlaces.Read(expected).SequenceEqual(places)
            && SheetPlaces.Difference(places, before, now, a.Width) is { } named
            ? named
            : anywhere.ToString();
    }

    private static bool IsAnimated(ReadOnlySpan<byte> png) => png.IndexOf("acTL"u8) >= 0;
}
