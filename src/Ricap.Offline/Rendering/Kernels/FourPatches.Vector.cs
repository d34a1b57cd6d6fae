using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

internal static partial class FourPatches
{
    // A row is three vectors, of which the last ends where the row ends, and so may write bytes twice, with the same values.
    // Only the one in which x lies is read from both sides: a loop for each of the three there are.
    //
    //     0        32        64   stride
    //     |  left  | left|right |  right |        32 <= x < 64
    //                    x

    /// <summary>Copies rows of 64 to 96 bytes by 32-byte vectors; all that is read lies within the sources.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)] // so that its loops have the registers to themselves
    private static void Copy256(ref byte sources, in Origins origins, ref byte sample, nuint stride, int x, int y, int rows)
    {
        nuint down = (nuint)y * stride;
        CopyTwo(ref At(ref sources, origins[0], 0), ref At(ref sources, origins[1], 0), ref sample, stride, x, y);
        CopyTwo(ref At(ref sources, origins[2], down), ref At(ref sources, origins[3], down), ref Unsafe.Add(ref sample, down), stride, x, rows - y);
    }

    /// <summary>Two patches side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyTwo(ref byte left, ref byte right, ref byte sample, nuint stride, int x, int rows)
    {
        nuint last = stride - 32;
        if (x < 32)
        {
            Vector256<byte> mask = Before(x);
            for (; rows > 0; rows--)
            {
                Vector256<byte> first = Vector256.ConditionalSelect(mask, Vector256.LoadUnsafe(ref left), Vector256.LoadUnsafe(ref right));
                Vector256<byte> second = Vector256.LoadUnsafe(ref right, 32);
                Vector256<byte> third = Vector256.LoadUnsafe(ref right, last);
                first.StoreUnsafe(ref sample);
                second.StoreUnsafe(ref sample, 32);
                third.StoreUnsafe(ref sample, last);
                left = ref Unsafe.Add(ref left, stride);
                right = ref Unsafe.Add(ref right, stride);
                sample = ref Unsafe.Add(ref sample, stride);
            }
        }
        else if (x < 64)
        {
            Vector256<byte> mask = Before(x - 32);
            for (; rows > 0; rows--)
            {
                Vector256<byte> first = Vector256.LoadUnsafe(ref left);
                Vector256<byte> second = Vector256.ConditionalSelect(mask, Vector256.LoadUnsafe(ref left, 32), Vector256.LoadUnsafe(ref right, 32));
                Vector256<byte> third = Vector256.LoadUnsafe(ref right, last);
                first.StoreUnsafe(ref sample);
                third.StoreUnsafe(ref sample, last); // may begin before x, so the second comes after it
                second.StoreUnsafe(ref sample, 32);
                left = ref Unsafe.Add(ref left, stride);
                right = ref Unsafe.Add(ref right, stride);
                sample = ref Unsafe.Add(ref sample, stride);
            }
        }
        else
        {
            Vector256<byte> mask = Before(x - (int)last);
            for (; rows > 0; rows--)
            {
                Vector256<byte> first = Vector256.LoadUnsafe(ref left);
                Vector256<byte> second = Vector256.LoadUnsafe(ref left, 32);
                Vector256<byte> third = Vector256.ConditionalSelect(mask, Vector256.LoadUnsafe(ref left, last), Vector256.LoadUnsafe(ref right, last));
                first.StoreUnsafe(ref sample);
                second.StoreUnsafe(ref sample, 32);
                third.StoreUnsafe(ref sample, last);
                left = ref Unsafe.Add(ref left, stride);
                right = ref Unsafe.Add(ref right, stride);
                sample = ref Unsafe.Add(ref sample, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte At(ref byte sources, int origin, nuint down) => ref Unsafe.Add(ref sources, (nuint)origin + down);

    /// <summary>All bits of the first n bytes.</summary>
    private static Vector256<byte> Before(int n) => Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)n));
}
