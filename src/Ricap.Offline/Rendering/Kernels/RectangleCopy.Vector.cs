using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

internal static partial class RectangleCopy
{
    // A row is whole vectors from its front and one that ends where the row ends, and so writes a few bytes twice, with
    // the same values. Up to three vectors are loops of their own, without an inner one: all rows of 32 pixels and less.

    /// <summary>Copies by 32-byte vectors; rows shorter than one go to <see cref="Copy128"/>.</summary>
    internal static void Copy256(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint length, int rows)
    {
        switch (length)
        {
            case < 32:
                Copy128(ref from, fromStride, ref to, toStride, length, rows);
                break;
            case <= 64:
                CopyTwo(ref from, fromStride, ref to, toStride, length - 32, rows);
                break;
            case <= 96:
                CopyThree(ref from, fromStride, ref to, toStride, length - 32, rows);
                break;
            default:
                CopyMany(ref from, fromStride, ref to, toStride, length - 32, rows);
                break;
        }
    }

    private static void CopyTwo(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint last, int rows)
    {
        for (; rows > 0; rows--)
        {
            Vector256<byte> head = Vector256.LoadUnsafe(ref from);
            Vector256<byte> tail = Vector256.LoadUnsafe(ref from, last);
            head.StoreUnsafe(ref to);
            tail.StoreUnsafe(ref to, last);
            from = ref Unsafe.Add(ref from, fromStride);
            to = ref Unsafe.Add(ref to, toStride);
        }
    }

    private static void CopyThree(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint last, int rows)
    {
        for (; rows > 0; rows--)
        {
            Vector256<byte> head = Vector256.LoadUnsafe(ref from);
            Vector256<byte> middle = Vector256.LoadUnsafe(ref from, 32);
            Vector256<byte> tail = Vector256.LoadUnsafe(ref from, last);
            head.StoreUnsafe(ref to);
            middle.StoreUnsafe(ref to, 32);
            tail.StoreUnsafe(ref to, last);
            from = ref Unsafe.Add(ref from, fromStride);
            to = ref Unsafe.Add(ref to, toStride);
        }
    }

    private static void CopyMany(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint last, int rows)
    {
        for (; rows > 0; rows--)
        {
            for (nuint i = 0; i < last; i += 32)
            {
                Vector256.LoadUnsafe(ref from, i).StoreUnsafe(ref to, i);
            }

            Vector256.LoadUnsafe(ref from, last).StoreUnsafe(ref to, last);
            from = ref Unsafe.Add(ref from, fromStride);
            to = ref Unsafe.Add(ref to, toStride);
        }
    }

    /// <summary>Copies by 16-byte vectors; rows shorter than one by two overlapping words.</summary>
    internal static void Copy128(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint length, int rows)
    {
        if (length < 16)
        {
            CopyWords(ref from, fromStride, ref to, toStride, length, rows);
            return;
        }

        nuint last = length - 16;
        for (; rows > 0; rows--)
        {
            for (nuint i = 0; i < last; i += 16)
            {
                Vector128.LoadUnsafe(ref from, i).StoreUnsafe(ref to, i);
            }

            Vector128.LoadUnsafe(ref from, last).StoreUnsafe(ref to, last);
            from = ref Unsafe.Add(ref from, fromStride);
            to = ref Unsafe.Add(ref to, toStride);
        }
    }

    /// <summary>Copies rows of 1 to 15 bytes: two words that overlap, of the widest kind that fits.</summary>
    private static void CopyWords(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint length, int rows)
    {
        switch (length)
        {
            case >= sizeof(ulong):
                CopyBothEnds<ulong>(ref from, fromStride, ref to, toStride, length - sizeof(ulong), rows);
                break;
            case >= sizeof(uint):
                CopyBothEnds<uint>(ref from, fromStride, ref to, toStride, length - sizeof(uint), rows);
                break;
            case >= sizeof(ushort):
                CopyBothEnds<ushort>(ref from, fromStride, ref to, toStride, length - sizeof(ushort), rows);
                break;
            default:
                CopyBothEnds<byte>(ref from, fromStride, ref to, toStride, 0, rows);
                break;
        }
    }

    private static void CopyBothEnds<TWord>(
        ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint last, int rows)
        where TWord : unmanaged
    {
        for (; rows > 0; rows--)
        {
            TWord head = Unsafe.ReadUnaligned<TWord>(ref from);
            TWord tail = Unsafe.ReadUnaligned<TWord>(ref Unsafe.Add(ref from, last));
            Unsafe.WriteUnaligned(ref to, head);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), tail);
            from = ref Unsafe.Add(ref from, fromStride);
            to = ref Unsafe.Add(ref to, toStride);
        }
    }
}
