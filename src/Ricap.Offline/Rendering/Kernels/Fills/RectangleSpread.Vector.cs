using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static Ricap.Rendering.Kernels.Fills.RowFill;

namespace Ricap.Rendering.Kernels.Fills;

internal static partial class RectangleSpread
{
    // 48 bytes are 16 pixels, so three vectors are all that is ever stored: one that begins with red, one with green, one
    // with blue. The last vector ends with a whole pixel where the run ends; stores that overlap agree.

    /// <summary>Fills by 16-byte vectors; runs shorter than one by two overlapping words.</summary>
    internal static void Fill128(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint length, int rows)
    {
        switch (length)
        {
            case 3:
                FillBothEnds<ushort>(ref from, fromStride, ref to, toStride, length - sizeof(ushort), rows);
                break;
            case 6:
                FillBothEnds<uint>(ref from, fromStride, ref to, toStride, length - sizeof(uint), rows);
                break;
            case < 16:
                FillBothEnds<ulong>(ref from, fromStride, ref to, toStride, length - sizeof(ulong), rows);
                break;
            case <= 48:
                FillThree(ref from, fromStride, ref to, toStride, length, rows);
                break;
            default:
                FillMany(ref from, fromStride, ref to, toStride, length - 48, rows);
                break;
        }
    }

    /// <summary>Runs of 16 to 48 bytes; in one of up to 32 the second vector is stored where the third will be.</summary>
    private static void FillThree(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint length, int rows)
    {
        nuint last = length - 16;
        nuint middle = Math.Min(16, last);
        for (; rows > 0; rows--)
        {
            Vector128<byte> pixel = Pixel(ref from);
            Red(pixel).StoreUnsafe(ref to);
            Green(pixel).StoreUnsafe(ref to, middle);
            Blue(pixel).StoreUnsafe(ref to, last);
            from = ref Unsafe.Add(ref from, fromStride);
            to = ref Unsafe.Add(ref to, toStride);
        }
    }

    private static void FillMany(ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint last, int rows)
    {
        for (; rows > 0; rows--)
        {
            Vector128<byte> pixel = Pixel(ref from);
            Vector128<byte> red = Red(pixel);
            Vector128<byte> green = Green(pixel);
            Vector128<byte> blue = Blue(pixel);
            for (nuint i = 0; i < last; i += 48)
            {
                Store(red, green, blue, ref Unsafe.Add(ref to, i));
            }

            Store(red, green, blue, ref Unsafe.Add(ref to, last));
            from = ref Unsafe.Add(ref from, fromStride);
            to = ref Unsafe.Add(ref to, toStride);
        }
    }

    /// <summary>Runs of whole pixels of at most two words: one that begins with red, and one that ends with blue.</summary>
    private static void FillBothEnds<TWord>(
        ref byte from, nuint fromStride, ref byte to, nuint toStride, nuint last, int rows)
        where TWord : unmanaged
    {
        for (; rows > 0; rows--)
        {
            Vector128<byte> pixel = Pixel(ref from);
            TWord head = Red(pixel).As<byte, TWord>().ToScalar();
            TWord tail = Tail<TWord>(pixel);
            Unsafe.WriteUnaligned(ref to, head);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), tail);
            from = ref Unsafe.Add(ref from, fromStride);
            to = ref Unsafe.Add(ref to, toStride);
        }
    }

    private static void Store(Vector128<byte> red, Vector128<byte> green, Vector128<byte> blue, ref byte to)
    {
        red.StoreUnsafe(ref to);
        green.StoreUnsafe(ref to, 16);
        blue.StoreUnsafe(ref to, 32);
    }

    /// <summary>Red, green and blue; not a byte past them is read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pixel(ref byte from) =>
        Vector128.CreateScalar(Unsafe.ReadUnaligned<ushort>(ref from) | ((uint)Unsafe.Add(ref from, 2) << 16)).AsByte();

    /// <summary>The word whose last byte is blue: of 2 and 8 bytes it begins with green, of 4 with blue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TWord Tail<TWord>(Vector128<byte> pixel)
        where TWord : unmanaged =>
        (Unsafe.SizeOf<TWord>() == sizeof(uint) ? Blue(pixel) : Green(pixel)).As<byte, TWord>().ToScalar();
}
