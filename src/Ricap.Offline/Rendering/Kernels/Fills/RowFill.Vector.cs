using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels.Fills;

internal static partial class RowFill
{
    // Every width has the same form: one vector that begins with a whole pixel, stored at steps of whole pixels, and at
    // the end one vector that ends with a whole pixel. Stores overlap by a byte or two and agree where they do.

    /// <summary>Fills 21 pixels at a time; a run shorter than 64 bytes goes to <see cref="Fill256"/>.</summary>
    internal static void Fill512(Span<byte> destination, byte red, byte green, byte blue)
    {
        const int Width = 64;
        const int Whole = 63;
        if (destination.Length < Width)
        {
            Fill256(destination, red, green, blue);
            return;
        }

        Debug.Assert(destination.Length % 3 == 0);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(destination.Length - Width);

        // 48 bytes are whole pixels, so the fourth quarter begins as the first does.
        (Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) = Pattern(red, green, blue);
        Vector512<byte> leading = Vector512.Create(Vector256.Create(first, second), Vector256.Create(third, first));
        Vector512<byte> trailing = Vector512.Create(Vector256.Create(third, first), Vector256.Create(second, third));

        for (nuint i = 0; i < last; i += Whole)
        {
            leading.StoreUnsafe(ref to, i);
        }

        trailing.StoreUnsafe(ref to, last);
    }

    /// <summary>Fills 10 pixels at a time; a run shorter than 32 bytes goes to <see cref="Fill128"/>.</summary>
    internal static void Fill256(Span<byte> destination, byte red, byte green, byte blue)
    {
        const int Width = 32;
        const int Whole = 30;
        if (destination.Length < Width)
        {
            Fill128(destination, red, green, blue);
            return;
        }

        Debug.Assert(destination.Length % 3 == 0);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(destination.Length - Width);

        (Vector128<byte> first, Vector128<byte> second, Vector128<byte> third) = Pattern(red, green, blue);
        Vector256<byte> leading = Vector256.Create(first, second);
        Vector256<byte> trailing = Vector256.Create(second, third);

        for (nuint i = 0; i < last; i += Whole)
        {
            leading.StoreUnsafe(ref to, i);
        }

        trailing.StoreUnsafe(ref to, last);
    }

    /// <summary>Fills 5 pixels at a time; a run of 5 pixels or fewer goes to <see cref="FillScalar"/>.</summary>
    internal static void Fill128(Span<byte> destination, byte red, byte green, byte blue)
    {
        const int Width = 16;
        const int Whole = 15;
        if (destination.Length < Width)
        {
            FillScalar(destination, red, green, blue);
            return;
        }

        Debug.Assert(destination.Length % 3 == 0);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(destination.Length - Width);

        (Vector128<byte> leading, _, Vector128<byte> trailing) = Pattern(red, green, blue);

        for (nuint i = 0; i < last; i += Whole)
        {
            leading.StoreUnsafe(ref to, i);
        }

        trailing.StoreUnsafe(ref to, last);
    }

    /// <summary>The thirds of 16 pixels of one colour: they begin with its red, green and blue, and end so.</summary>
    private static (Vector128<byte> First, Vector128<byte> Second, Vector128<byte> Third) Pattern(
        byte red, byte green, byte blue)
    {
        Vector128<byte> pixel = Vector128.CreateScalar(red).WithElement(1, green).WithElement(2, blue);
        return (Red(pixel), Green(pixel), Blue(pixel));
    }

    // Sixteen bytes of a pixel over and over, from its red, green or blue on: of 48 bytes, which are whole pixels, the first third, the second
    // and the last. Inlined by order: a shuffle by a constant is one instruction, and by a value that the compiler does not know several.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Red(Vector128<byte> pixel) =>
        Vector128.Shuffle(pixel, Vector128.Create((byte)0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Green(Vector128<byte> pixel) =>
        Vector128.Shuffle(pixel, Vector128.Create((byte)1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Blue(Vector128<byte> pixel) =>
        Vector128.Shuffle(pixel, Vector128.Create((byte)2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2));
}
