using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ricap.Sources.Decoding;

namespace Ricap.Sources;

/// <summary>
/// Brings an opaque image to its target size: across, then down, in integers alone, so that every processor makes the
/// same bytes (an imaging library's own resampler is float code picked by processor).
/// </summary>
/// <remarks>
/// What lies between the passes is rounded to 8 bits. That keeps both sums within 32 bits, is what Pillow does too, and
/// costs at most one more rounding of half a level.
/// </remarks>
internal static class Resampler
{
    public static void Render(PixelBuffer image, FitOptions fit, Span<byte> rgb)
    {
        Placement place = Placement.Of(image.Width, image.Height, fit);
        if (place.X.Count < fit.Width || place.Y.Count < fit.Height)
        {
            FillWith(fit.Background, rgb);
        }

        if (place.X.IsCopy && place.Y.IsCopy)
        {
            Copy(image, place, fit.Width, rgb);
        }
        else
        {
            Resample(image, place, fit.Width, rgb);
        }
    }

    private static void Copy(PixelBuffer image, Placement place, int stride, Span<byte> rgb)
    {
        (AxisWindow columns, AxisWindow rows) = place;
        for (int y = 0; y < rows.Count; y++)
        {
            int first = ((rows.First + y) * image.Width) + columns.First;
            ReadOnlySpan<uint> from = image.Pixels.Slice(first, columns.Count);
            Span<byte> to = TargetRow(place, y, stride, rgb);
            for (int x = 0; x < from.Length; x++)
            {
                Store(from[x], to[(x * 3)..]);
            }
        }
    }

    private static void Resample(PixelBuffer image, Placement place, int stride, Span<byte> rgb)
    {
        (AxisWindow columns, AxisWindow rows) = place;
        ResampleWeights across = ResampleWeights.For(columns);
        ResampleWeights down = ResampleWeights.For(rows);
        (int firstRow, int endRow) = down.Reach;
        int width = columns.Count;

        uint[] rented = ArrayPool<uint>.Shared.Rent(checked((endRow - firstRow) * width));
        Span<uint> narrowed = rented.AsSpan(0, (endRow - firstRow) * width);
        ResampleRows.Across(image.Pixels[(firstRow * image.Width)..], image.Width, across, narrowed);
        for (int y = 0; y < rows.Count; y++)
        {
            ReadOnlySpan<int> weights = down.Of(y, out int start);
            ResampleRows.Down(narrowed[((start - firstRow) * width)..], width, weights, TargetRow(place, y, stride, rgb));
        }

        ArrayPool<uint>.Shared.Return(rented);
    }

    private static Span<byte> TargetRow(Placement place, int y, int stride, Span<byte> rgb) =>
        rgb.Slice((((place.Y.Offset + y) * stride) + place.X.Offset) * 3, place.X.Count * 3);

    /// <summary>
    /// Red is the lowest byte of a pixel: the image library comes for little-endian processors alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(uint pixel, Span<byte> rgb)
    {
        rgb[2] = (byte)(pixel >> 16);
        rgb[1] = (byte)(pixel >> 8);
        rgb[0] = (byte)pixel;
    }

    private static void FillWith(Rgb24 colour, Span<byte> rgb) =>
        MemoryMarshal.Cast<byte, Rgb24>(rgb).Fill(colour);
}
