using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels.Flips;

internal static partial class RowFlip
{
    // A vector of 16 or 32 bytes holds 5 or 10 whole pixels and one or two bytes more. Both widths have the same form:
    // a window walks the source from its end, one shuffle reverses the window's last whole pixels, and the store is of
    // a full vector whose one or two spare bytes the next store writes over. The first whole pixels of the source come
    // last; no store follows to mend spare bytes, so they go out as two half vectors that overlap and end exactly where
    // the run ends. Their shuffle is the same one moved to the window's front; its spare indices wrap, and yield 0.

    /// <summary>Reverses 10 pixels at a time; a run shorter than 32 bytes goes to <see cref="Copy128"/>.</summary>
    internal static void Copy256(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        const int Window = 32;
        const int Whole = 30;
        if (source.Length < Window)
        {
            Copy128(source, destination);
            return;
        }

        Debug.Assert(destination.Length >= source.Length && source.Length % 3 == 0);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint end = (nuint)source.Length;

        nuint left = end;
        do
        {
            Vector256<byte> window = Vector256.LoadUnsafe(ref from, left - Window);
            Vector256.Shuffle(window, Reversed256).StoreUnsafe(ref to, end - left);
            left -= Whole;
        }
        while (left >= Window);

        Vector256<byte> final = Vector256.Shuffle(
            Vector256.LoadUnsafe(ref from), Reversed256 - Vector256.Create((byte)(Window - Whole)));
        final.GetLower().StoreUnsafe(ref to, end - Whole);
        Vector256.Shuffle(final, Vector256<byte>.Indices + Vector256.Create((byte)(Whole - (Window / 2))))
            .GetLower().StoreUnsafe(ref to, end - (Window / 2));
    }

    /// <summary>Reverses 5 pixels at a time; a run of 5 pixels or fewer goes to <see cref="CopyScalar"/>.</summary>
    internal static void Copy128(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        const int Window = 16;
        const int Whole = 15;
        if (source.Length < Window)
        {
            CopyScalar(source, destination);
            return;
        }

        Debug.Assert(destination.Length >= source.Length && source.Length % 3 == 0);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint end = (nuint)source.Length;

        nuint left = end;
        do
        {
            Vector128<byte> window = Vector128.LoadUnsafe(ref from, left - Window);
            Vector128.Shuffle(window, Reversed128).StoreUnsafe(ref to, end - left);
            left -= Whole;
        }
        while (left >= Window);

        Vector128<byte> final = Vector128.Shuffle(
            Vector128.LoadUnsafe(ref from), Reversed128 - Vector128.Create((byte)(Window - Whole)));
        final.GetLower().StoreUnsafe(ref to, end - Whole);
        Vector128.Shuffle(final, Vector128<byte>.Indices + Vector128.Create((byte)(Whole - (Window / 2))))
            .GetLower().StoreUnsafe(ref to, end - (Window / 2));
    }

    // Where each byte of the reversed pixels stands in the window; the window's spare first bytes close each list.
    // Inlined by order, for the compiler thinks them long: a shuffle by a constant is one instruction, and by a value
    // that it does not know several (1344 bytes took 91 ns and not 20).

    private static Vector256<byte> Reversed256
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(
            (byte)29, 30, 31, 26, 27, 28, 23, 24, 25, 20, 21, 22, 17, 18, 19,
            14, 15, 16, 11, 12, 13, 8, 9, 10, 5, 6, 7, 2, 3, 4,
            0, 1);
    }

    private static Vector128<byte> Reversed128
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128.Create(
            (byte)13, 14, 15, 10, 11, 12, 7, 8, 9, 4, 5, 6, 1, 2, 3,
            0);
    }
}
