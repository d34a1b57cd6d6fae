using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ricap.Sources;

internal static partial class ResampleRows
{
    // Rows that share the weights that are loaded.
    private const int AcrossRows = 4;

    // Pixels of a row that are summed up together.
    private const int DownPixels = 8;

    // Four pixels without their alpha; what is beyond is zeros.
    private static Vector128<byte> WithoutAlpha => Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 128, 128, 128, 128);

    /// <summary>Four rows at a time, of each two neighbours in one vector; gives how many rows it did.</summary>
    internal static int AcrossVector(ReadOnlySpan<uint> pixels, int stride, ResampleWeights weights, Span<uint> narrowed)
    {
        int width = weights.Count;
        int rows = narrowed.Length / width / AcrossRows * AcrossRows;
        for (int y = 0; y < rows; y += AcrossRows)
        {
            ref uint row = ref Unsafe.Add(ref MemoryMarshal.GetReference(pixels), (nint)y * stride);
            ref uint to = ref Unsafe.Add(ref MemoryMarshal.GetReference(narrowed), (nint)y * width);
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<int> factors = weights.Of(x, out int start);
                Vector128<uint> four = Weigh4(ref Unsafe.Add(ref row, start), stride, factors);
                Unsafe.Add(ref to, x) = four[0];
                Unsafe.Add(ref to, width + x) = four[1];
                Unsafe.Add(ref to, (2 * width) + x) = four[2];
                Unsafe.Add(ref to, (3 * width) + x) = four[3];
            }
        }

        return rows;
    }

    /// <summary>Eight pixels at a time, the last of them again where the width is no multiple.</summary>
    internal static void DownVector(ReadOnlySpan<uint> rows, int width, ReadOnlySpan<int> weights, Span<byte> rgb)
    {
        ref uint from = ref MemoryMarshal.GetReference(rows);
        ref byte to = ref MemoryMarshal.GetReference(rgb);
        for (int x = 0; x < width; x += DownPixels)
        {
            int at = Math.Min(x, width - DownPixels);
            Weigh8(ref Unsafe.Add(ref from, at), width, weights, ref Unsafe.Add(ref to, 3 * at));
        }
    }

    /// <summary>The weighted sums of pixels side by side in four rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Weigh4(ref uint pixel, int stride, ReadOnlySpan<int> weights)
    {
        ref uint second = ref Unsafe.Add(ref pixel, stride);
        ref uint third = ref Unsafe.Add(ref second, stride);
        ref uint fourth = ref Unsafe.Add(ref third, stride);
        Vector256<int> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int t = 0;
        for (; t + 1 < weights.Length; t += 2)
        {
            Vector256<int> weight = Vector256.Create(Vector128.Create(weights[t]), Vector128.Create(weights[t + 1]));
            sum0 += TwoAt(ref Unsafe.Add(ref pixel, t)) * weight;
            sum1 += TwoAt(ref Unsafe.Add(ref second, t)) * weight;
            sum2 += TwoAt(ref Unsafe.Add(ref third, t)) * weight;
            sum3 += TwoAt(ref Unsafe.Add(ref fourth, t)) * weight;
        }

        Vector128<int> half = Vector128.Create(ResampleWeights.One / 2);
        Vector128<int> last = Vector128.Create(t < weights.Length ? weights[t] : 0);
        int at = Math.Min(t, weights.Length - 1);
        return Pack(
            Both(sum0) + half + (OneAt(ref Unsafe.Add(ref pixel, at)) * last),
            Both(sum1) + half + (OneAt(ref Unsafe.Add(ref second, at)) * last),
            Both(sum2) + half + (OneAt(ref Unsafe.Add(ref third, at)) * last),
            Both(sum3) + half + (OneAt(ref Unsafe.Add(ref fourth, at)) * last));
    }

    /// <summary>The weighted sums of eight times so many pixels one below the other, without alpha.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Weigh8(ref uint pixel, int width, ReadOnlySpan<int> weights, ref byte rgb)
    {
        Vector256<int> sum0 = Vector256.Create(ResampleWeights.One / 2);
        Vector256<int> sum1 = sum0, sum2 = sum0, sum3 = sum0;
        foreach (int factor in weights)
        {
            Vector256<int> weight = Vector256.Create(factor);
            sum0 += TwoAt(ref pixel) * weight;
            sum1 += TwoAt(ref Unsafe.Add(ref pixel, 2)) * weight;
            sum2 += TwoAt(ref Unsafe.Add(ref pixel, 4)) * weight;
            sum3 += TwoAt(ref Unsafe.Add(ref pixel, 6)) * weight;
            pixel = ref Unsafe.Add(ref pixel, width);
        }

        Vector128<uint> low = Pack(sum0.GetLower(), sum0.GetUpper(), sum1.GetLower(), sum1.GetUpper());
        Vector128<uint> high = Pack(sum2.GetLower(), sum2.GetUpper(), sum3.GetLower(), sum3.GetUpper());
        Vector128<byte> beginning = Ssse3.Shuffle(low.AsByte(), WithoutAlpha);
        Vector128<byte> end = Ssse3.Shuffle(high.AsByte(), WithoutAlpha);

        // 12 bytes and 12 bytes: the first of the end into the zeros of the beginning, the others after it.
        (beginning | Sse2.ShiftLeftLogical128BitLane(end, 12)).StoreUnsafe(ref rgb);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref rgb, 16), Sse2.ShiftRightLogical128BitLane(end, 4).AsUInt64().ToScalar());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> TwoAt(ref uint pixel) => Avx2.ConvertToVector256Int32(
        Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(ref Unsafe.As<uint, byte>(ref pixel))).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> OneAt(ref uint pixel) =>
        Sse41.ConvertToVector128Int32(Vector128.CreateScalar(pixel).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Both(Vector256<int> sum) => sum.GetLower() + sum.GetUpper();

    /// <summary>Four pixels of sums; what is beyond 0..255 is cut off by the packing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Pack(Vector128<int> a, Vector128<int> b, Vector128<int> c, Vector128<int> d) => Sse2.PackUnsignedSaturate(
        Sse2.PackSignedSaturate(a >> ResampleWeights.Bits, b >> ResampleWeights.Bits),
        Sse2.PackSignedSaturate(c >> ResampleWeights.Bits, d >> ResampleWeights.Bits)).AsUInt32();
}
