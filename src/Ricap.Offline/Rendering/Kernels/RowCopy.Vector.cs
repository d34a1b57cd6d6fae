using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

internal static partial class RowCopy
{
    // Every width has the same form: whole vectors from the front, then one vector that ends where the run ends and so
    // writes a few bytes a second time, with the same values. No run long enough for one vector meets a scalar loop.

    /// <summary>Copies by 32-byte vectors; a run shorter than one goes to <see cref="Copy128"/>.</summary>
    internal static void Copy256(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.Length < Vector256<byte>.Count)
        {
            Copy128(source, destination);
            return;
        }

        Debug.Assert(destination.Length >= source.Length);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        nuint last = (nuint)(source.Length - Vector256<byte>.Count);

        for (nuint i = 0; i < last; i += (nuint)Vector256<byte>.Count)
        {
            Vector256.LoadUnsafe(ref from, i).StoreUnsafe(ref to, i);
        }

        Vector256.LoadUnsafe(ref from, last).StoreUnsafe(ref to, last);
    }

    /// <summary>Copies by 16-byte vectors; a run shorter than one by two overlapping words.</summary>
    internal static void Copy128(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Debug.Assert(destination.Length >= source.Length);
        ref byte from = ref MemoryMarshal.GetReference(source);
        ref byte to = ref MemoryMarshal.GetReference(destination);
        if (source.Length < Vector128<byte>.Count)
        {
            CopyWords(ref from, ref to, source.Length);
            return;
        }

        nuint last = (nuint)(source.Length - Vector128<byte>.Count);

        for (nuint i = 0; i < last; i += (nuint)Vector128<byte>.Count)
        {
            Vector128.LoadUnsafe(ref from, i).StoreUnsafe(ref to, i);
        }

        Vector128.LoadUnsafe(ref from, last).StoreUnsafe(ref to, last);
    }

    /// <summary>Copies 0 to 15 bytes: two words that overlap, of the widest kind that fits.</summary>
    private static void CopyWords(ref byte from, ref byte to, int length)
    {
        if (length >= sizeof(ulong))
        {
            CopyBothEnds<ulong>(ref from, ref to, length - sizeof(ulong));
        }
        else if (length >= sizeof(uint))
        {
            CopyBothEnds<uint>(ref from, ref to, length - sizeof(uint));
        }
        else if (length >= sizeof(ushort))
        {
            CopyBothEnds<ushort>(ref from, ref to, length - sizeof(ushort));
        }
        else if (length == 1)
        {
            to = from;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyBothEnds<TWord>(ref byte from, ref byte to, int last)
        where TWord : unmanaged
    {
        TWord head = Unsafe.ReadUnaligned<TWord>(ref from);
        TWord tail = Unsafe.ReadUnaligned<TWord>(ref Unsafe.Add(ref from, last));
        Unsafe.WriteUnaligned(ref to, head);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref to, last), tail);
    }
}
