using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ricap.ImageFiles.Png;

internal sealed partial class RowFilters
{
    // A 16-bit lane takes two bytes of at most 128 a vector: 255 vectors fill it to 65280.
    private const int VectorsPerSum = 255;

    // Sliding a window over these gives the mask of the last vector's bytes that belong to the row.
    private static ReadOnlySpan<byte> TailMasks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>
    /// All five filters at once, sixteen bytes at a time, and twice as many where they are there and the processor takes them. A
    /// filter that is being encoded looks only at bytes that are known, so unlike decoding it has no order to keep.
    /// </summary>
    internal static void FilterVector(
        ReadOnlySpan<byte> current, ReadOnlySpan<byte> prior, int rowBytes, Span<byte> candidates, Span<long> sums)
    {
        int length = CandidateLength(rowBytes);
        if (current.Length < Margin + length || prior.Length < Margin + length || candidates.Length < Types * length)
        {
            throw new ArgumentException("A row buffer is too short.");
        }

        ref byte row = ref Unsafe.Add(ref MemoryMarshal.GetReference(current), Margin);
        ref byte above = ref Unsafe.Add(ref MemoryMarshal.GetReference(prior), Margin);
        ref byte target = ref MemoryMarshal.GetReference(candidates);
        Vector128<byte> all = Vector128<byte>.AllBitsSet;
        Vector128<byte> tail = Vector128.Create(TailMasks.Slice(length - rowBytes, 16));

        sums.Clear();
        int start = Avx2.IsSupported ? FilterWide(ref row, ref above, rowBytes, ref target, length, sums) : 0;
        for (; start < length; start += VectorsPerSum * 16)
        {
            int end = Math.Min(length, start + (VectorsPerSum * 16));
            Vector128<ushort> sum0 = default, sum1 = default, sum2 = default, sum3 = default, sum4 = default;
            for (int i = start; i < end; i += 16)
            {
                Vector128<byte> x = Vector128.LoadUnsafe(ref Unsafe.Add(ref row, i));
                Vector128<byte> a = Vector128.LoadUnsafe(ref Unsafe.Add(ref row, i - PixelBytes));
                Vector128<byte> b = Vector128.LoadUnsafe(ref Unsafe.Add(ref above, i));
                Vector128<byte> c = Vector128.LoadUnsafe(ref Unsafe.Add(ref above, i - PixelBytes));
                Vector128<byte> mask = i + 16 < length ? all : tail;
                ref byte here = ref Unsafe.Add(ref target, i);

                sum0 += Store(x, mask, ref here);
                sum1 += Store(x - a, mask, ref Unsafe.Add(ref here, length));
                sum2 += Store(x - b, mask, ref Unsafe.Add(ref here, 2 * length));
                sum3 += Store(x - Average(a, b), mask, ref Unsafe.Add(ref here, 3 * length));
                sum4 += Store(x - Paeth(a, b, c), mask, ref Unsafe.Add(ref here, 4 * length));
            }

            sums[0] += Total(sum0);
            sums[1] += Total(sum1);
            sums[2] += Total(sum2);
            sums[3] += Total(sum3);
            sums[4] += Total(sum4);
        }
    }

    /// <summary>Stores a difference and gives its absolute values, taken as signed bytes, summed in pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Store(Vector128<byte> difference, Vector128<byte> mask, ref byte target)
    {
        difference.StoreUnsafe(ref target);
        Vector128<ushort> pairs = (Vector128.Min(difference, -difference) & mask).AsUInt16();
        return (pairs & Vector128.Create((ushort)0x00FF)) + (pairs >> 8);
    }

    /// <summary>The mean rounded down, without a ninth bit: what both share, and half of where they differ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Average(Vector128<byte> a, Vector128<byte> b) => (a & b) + ((a ^ b) >> 1);

    /// <summary>
    /// Paeth in bytes. Where a - c and b - c have one sign, a + b - c is farther from c than from both others, and 255
    /// serves for that distance; where they have not, it is the difference of the other two, which fits a byte.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Paeth(Vector128<byte> a, Vector128<byte> b, Vector128<byte> c)
    {
        Vector128<byte> fromA = Vector128.Max(b, c) - Vector128.Min(b, c);
        Vector128<byte> fromB = Vector128.Max(a, c) - Vector128.Min(a, c);
        Vector128<byte> oneSign = ~(AtLeast(a, c) ^ AtLeast(b, c));
        Vector128<byte> fromC = (Vector128.Max(fromA, fromB) - Vector128.Min(fromA, fromB)) | oneSign;

        Vector128<byte> takeA = AtLeast(Vector128.Min(fromB, fromC), fromA);
        Vector128<byte> takeB = AtLeast(fromC, fromB);
        return Vector128.ConditionalSelect(takeA, a, Vector128.ConditionalSelect(takeB, b, c));
    }

    // Through Max, as SSE compares signed bytes only.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> AtLeast(Vector128<byte> left, Vector128<byte> right) =>
        Vector128.Equals(Vector128.Max(left, right), left);

    private static long Total(Vector128<ushort> sum) =>
        Vector128.Sum(Vector128.WidenLower(sum) + Vector128.WidenUpper(sum));
}
