using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.ImageFiles.Png.Deflate;

internal static partial class RunSearch
{
    // Of the lanes of a vector, those that know of all bytes of a shortest run.
    private const int Lanes = 16;
    private const int Starts = Lanes - Shortest + 1;
    private const int WideLanes = 64;
    private const int WideStarts = WideLanes - Shortest + 1;

    /// <summary>
    /// Compares sixty-four bytes with those before them, or sixteen. A bit that stays set when the mask is and-ed with itself, shifted by 1 and
    /// then by 2 and by 4, has five set ones behind it:
    /// <code>
    ///   0011111110110000   equal to the byte before, the first byte on the left
    ///   0011000000000000   … with the five behind it
    /// </code>
    /// </summary>
    internal static int FindVector(ReadOnlySpan<byte> input, int from, int end)
    {
        ref byte origin = ref MemoryMarshal.GetReference(input);
        int at = from;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; at < end && at <= input.Length - WideLanes; at += WideStarts)
            {
                ulong mask = Equal(ref origin, at) | ((ulong)Equal(ref origin, at + Vector256<byte>.Count) << Vector256<byte>.Count);
                mask &= mask >> 1;
                mask &= (mask >> 2) & (mask >> 4);
                if (mask != 0)
                {
                    return Math.Min(end, at + BitOperations.TrailingZeroCount(mask));
                }
            }
        }

        for (; at < end && at <= input.Length - Lanes; at += Starts)
        {
            Vector128<byte> equal = Vector128.Equals(Vector128.LoadUnsafe(ref origin, (nuint)at), Vector128.LoadUnsafe(ref origin, (nuint)at - 1));
            uint mask = equal.ExtractMostSignificantBits();
            mask &= mask >> 1;
            mask &= (mask >> 2) & (mask >> 4);
            if (mask != 0)
            {
                return Math.Min(end, at + BitOperations.TrailingZeroCount(mask));
            }
        }

        return at < end ? FindScalar(input, at, end) : end;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Equal(ref byte origin, int at) => Vector256.Equals(
        Vector256.LoadUnsafe(ref origin, (nuint)at), Vector256.LoadUnsafe(ref origin, (nuint)at - 1)).ExtractMostSignificantBits();
}
