using System.Globalization;

namespace Ricap.Comparing;

/// <summary>How two pictures of one size differ.</summary>
/// <param name="Count">How many pixels differ.</param>
/// <param name="Of">How many there are.</param>
/// <param name="X">Column of the first one that differs, row by row.</param>
/// <param name="Y">Row of the first one that differs.</param>
/// <param name="A">Its colour in the first picture, <c>RRGGBB</c>.</param>
/// <param name="B">Its colour in the second.</param>
/// <param name="Largest">The largest difference of any channel, 1..255.</param>
internal sealed record PixelDifference(int Count, int Of, int X, int Y, string A, string B, int Largest)
{
    private const int Channels = 3;

    /// <summary>Compares two pictures <c>[H,W,3]</c>; null if they are equal.</summary>
    public static PixelDifference? Between(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, int width)
    {
        int first = a.CommonPrefixLength(b) / Channels;
        int pixels = a.Length / Channels;
        if (first == pixels)
        {
            return null;
        }

        (int count, int largest) = (0, 0);
        for (int at = first * Channels; at < a.Length; at += Channels)
        {
            int difference = 0;
            for (int channel = at; channel < at + Channels; channel++)
            {
                difference = Math.Max(difference, Math.Abs(a[channel] - b[channel]));
            }

            count += difference > 0 ? 1 : 0;
            largest = Math.Max(largest, difference);
        }

        return new PixelDifference(
            count, pixels, first % width, first / width, ColourAt(a, first), ColourAt(b, first), largest);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Count:N0} of {Of:N0} pixels, first x {X}, y {Y}: {A} -> {B}, largest difference {Largest}");

    private static string ColourAt(ReadOnlySpan<byte> rgb, int pixel)
    {
        ReadOnlySpan<byte> colour = rgb.Slice(pixel * Channels, Channels);
        return new Rgb24(colour[0], colour[1], colour[2]).ToString();
    }
}
