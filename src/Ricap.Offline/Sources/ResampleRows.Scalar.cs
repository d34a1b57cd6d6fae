using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ricap.Sources;

internal static partial class ResampleRows
{
    /// <summary>Pixel by pixel: the oracle of <see cref="AcrossVector"/>.</summary>
    internal static void AcrossScalar(ReadOnlySpan<uint> pixels, int stride, ResampleWeights weights, Span<uint> narrowed)
    {
        for (; !narrowed.IsEmpty; narrowed = narrowed[weights.Count..], pixels = pixels[stride..])
        {
            for (int x = 0; x < weights.Count; x++)
            {
                ReadOnlySpan<int> factors = weights.Of(x, out int start);
                narrowed[x] = Weigh(pixels[start..], 1, factors);
            }
        }
    }

    /// <summary>Pixel by pixel: the oracle of <see cref="DownVector"/>.</summary>
    internal static void DownScalar(ReadOnlySpan<uint> rows, int width, ReadOnlySpan<int> weights, Span<byte> rgb)
    {
        for (int x = 0; x < width; x++)
        {
            // Red is the lowest byte of a pixel: the image library comes for little-endian processors alone.
            uint pixel = Weigh(rows[x..], width, weights);
            rgb[(3 * x) + 2] = (byte)(pixel >> 16);
            rgb[(3 * x) + 1] = (byte)(pixel >> 8);
            rgb[3 * x] = (byte)pixel;
        }
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
}
