using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ricap.ImageFiles.Png;

internal sealed partial class RowFilters
{
    /// <summary>What <see cref="FilterVector"/> does, thirty-two bytes at a time, as far as such vectors are full; sets the sums.</summary>
    /// <returns>How many bytes of the row are done.</returns>
    private static int FilterWide(ref byte row, ref byte above, int rowBytes, ref byte target, int length, Span<long> sums)
    {
        int whole = rowBytes & -Vector256<byte>.Count;
        Vector256<long> sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default;
        for (int i = 0; i < whole; i += Vector256<byte>.Count)
        {
            Vector256<byte> x = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, i));
            Vector256<byte> a = Vector256.LoadUnsafe(ref Unsafe.Add(ref row, i - PixelBytes));
            Vector256<byte> b = Vector256.LoadUnsafe(ref Unsafe.Add(ref above, i));
            Vector256<byte> c = Vector256.LoadUnsafe(ref Unsafe.Add(ref above, i - PixelBytes));
            ref byte here = ref Unsafe.Add(ref target, i);

            sum0 += Store(x, ref here);
            sum1 += Store(x - a, ref Unsafe.Add(ref here, length));
            sum2 += Store(x - b, ref Unsafe.Add(ref here, 2 * length));
            sum3 += Store(x - Average(a, b), ref Unsafe.Add(ref here, 3 * length));
            sum4 += Store(x - Paeth(a, b, c), ref Unsafe.Add(ref here, 4 * length));
        }

        sums[0] = Vector256.Sum(sum0);
        sums[1] = Vector256.Sum(sum1);
        sums[2] = Vector256.Sum(sum2);
        sums[3] = Vector256.Sum(sum3);
        sums[4] = Vector256.Sum(sum4);
        return whole;
    }

    /// <summary>Stores a difference and gives its absolute values, taken as signed bytes (128 is its own), summed by eights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Store(Vector256<byte> difference, ref byte target)
    {
        difference.StoreUnsafe(ref target);
        return Avx2.SumAbsoluteDifferences(Avx2.Abs(difference.AsSByte()), default).AsInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Average(Vector256<byte> a, Vector256<byte> b) => (a & b) + ((a ^ b) >> 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Paeth(Vector256<byte> a, Vector256<byte> b, Vector256<byte> c)
    {
        Vector256<byte> fromA = Vector256.Max(b, c) - Vector256.Min(b, c);
        Vector256<byte> fromB = Vector256.Max(a, c) - Vector256.Min(a, c);
        Vector256<byte> oneSign = ~(AtLeast(a, c) ^ AtLeast(b, c));
        Vector256<byte> fromC = (Vector256.Max(fromA, fromB) - Vector256.Min(fromA, fromB)) | oneSign;

        Vector256<byte> takeA = AtLeast(Vector256.Min(fromB, fromC), fromA);
        Vector256<byte> takeB = AtLeast(fromC, fromB);
        return Vector256.ConditionalSelect(takeA, a, Vector256.ConditionalSelect(takeB, b, c));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> AtLeast(Vector256<byte> left, Vector256<byte> right) =>
        Vector256.Equals(Vector256.Max(left, right), left);
}
