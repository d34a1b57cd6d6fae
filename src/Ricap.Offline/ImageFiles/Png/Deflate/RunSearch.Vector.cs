using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.ImageFiles.Png.Deflate;

internal static partial class RunSearch
{
    // Of the lanes of a vector, those that know of all bytes of a shortest run.
    private const int Lanes = 16;
    private const int Starts = Lanes - Shortest + 1;

    /// <summary>
    /// Compares sixteen bytes with those before them. A bit that stays set when the mask is and-ed with itself, shifted by 1 and
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
}
