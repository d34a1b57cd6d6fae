using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ricap.Sources.Decoding;

namespace Ricap.Sources;

/// <summary>
/// Brings an opaque image to its target size: across, then down, in integers alone, so that every processor makes the
/// same bytes (an imaging library's own resampler is float code picked by processor).
/// </summary>
/// <remarks>
/// What lies between the passes is rounded to 8 bits. That keeps both sums within 32 bits and both passes one piece of
/// code, is what Pillow does too, and costs at most one more rounding of half a level.
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
        ReadOnlySpan<uint> pixels = image.Pixels;
        for (int y = firstRow; y < endRow; y++)
        {
            ReadOnlySpan<uint> from = pixels.Slice(y * image.Width, image.Width);
            Span<uint> to = narrowed.Slice((y - firstRow) * width, width);
            for (int x = 0; x < to.Length; x++)
            {
                ReadOnlySpan<int> weights = across.Of(x, out int start);
                to[x] = Weigh(from[start..], 1, weights);
            }
        }

        for (int y = 0; y < rows.Count; y++)
        {
            ReadOnlySpan<int> weights = down.Of(y, out int start);
            ReadOnlySpan<uint> from = narrowed[((start - firstRow) * width)..];
            Span<byte> to = TargetRow(place, y, stride, rgb);
            for (int x = 0; x < width; x++)
            {
                Store(Weigh(from[x..], width, weights), to[(x * 3)..]);
            }
        }

        ArrayPool<uint>.Shared.Return(rented);
    }

    /// <summary>
    /// The weighted sum of every <paramref name="step"/>th pixel, its four channels side by side in one vector.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Weigh(ReadOnlySpan<uint> pixels, int step, ReadOnlySpan<int> weights)
    {
        Vector128<int> sum = Vector128.Create(ResampleWeights.One / 2);
        for (int t = 0, at = 0; t < weights.Length; t++, at += step)
        {
            Vector128<ushort> channels = Vector128.WidenLower(Vector128.CreateScalar(pixels[at]).AsByte());
            sum += Vector128.WidenLower(channels).AsInt32() * weights[t];
        }

        sum = Vector128.Min(Vector128.Max(sum >> ResampleWeights.Bits, Vector128<int>.Zero), Vector128.Create(255));
        Vector128<short> narrow = Vector128.Narrow(sum, sum);
        return Vector128.Narrow(narrow.AsUInt16(), narrow.AsUInt16()).AsUInt32().ToScalar();
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
