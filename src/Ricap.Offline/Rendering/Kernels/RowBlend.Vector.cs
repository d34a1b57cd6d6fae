using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Rendering.Kernels;

internal static partial class RowBlend
{
    // Every width has the same form: the vector that ends where the run ends is blended before any other is stored, since
    // it overlaps one of them and a byte must not be blended twice; then whole vectors from the front, then that one.
    // A sum needs 24 bits, so bytes are widened twice to lanes of 32.

    /// <summary>Blends by 64-byte vectors; a run shorter than one goes to <see cref="Over256"/>.</summary>
    internal static void Over512(ReadOnlySpan<byte> over, Span<byte> below, int weight)
    {
        if (over.Length < Vector512<byte>.Count)
        {
            Over256(over, below, weight);
            return;
        }

        Debug.Assert(below.Length >= over.Length);
        ref byte top = ref MemoryMarshal.GetReference(over);
        ref byte to = ref MemoryMarshal.GetReference(below);
        nuint last = (nuint)(over.Length - Vector512<byte>.Count);
        Vector512<byte> end = Blend(Vector512.LoadUnsafe(ref top, last), Vector512.LoadUnsafe(ref to, last), weight);
        for (nuint i = 0; i < last; i += (nuint)Vector512<byte>.Count)
        {
            Blend(Vector512.LoadUnsafe(ref top, i), Vector512.LoadUnsafe(ref to, i), weight).StoreUnsafe(ref to, i);
        }

        end.StoreUnsafe(ref to, last);
    }

    /// <summary>Blends by 32-byte vectors; a run shorter than one goes to <see cref="Over128"/>.</summary>
    internal static void Over256(ReadOnlySpan<byte> over, Span<byte> below, int weight)
    {
        if (over.Length < Vector256<byte>.Count)
        {
            Over128(over, below, weight);
            return;
        }

        Debug.Assert(below.Length >= over.Length);
        ref byte top = ref MemoryMarshal.GetReference(over);
        ref byte to = ref MemoryMarshal.GetReference(below);
        nuint last = (nuint)(over.Length - Vector256<byte>.Count);
        Vector256<byte> end = Blend(Vector256.LoadUnsafe(ref top, last), Vector256.LoadUnsafe(ref to, last), weight);
        for (nuint i = 0; i < last; i += (nuint)Vector256<byte>.Count)
        {
            Blend(Vector256.LoadUnsafe(ref top, i), Vector256.LoadUnsafe(ref to, i), weight).StoreUnsafe(ref to, i);
        }

        end.StoreUnsafe(ref to, last);
    }

    /// <summary>Blends by 16-byte vectors; a run shorter than one goes to <see cref="OverScalar"/>.</summary>
    internal static void Over128(ReadOnlySpan<byte> over, Span<byte> below, int weight)
    {
        if (over.Length < Vector128<byte>.Count)
        {
            OverScalar(over, below, weight);
            return;
        }

        Debug.Assert(below.Length >= over.Length);
        ref byte top = ref MemoryMarshal.GetReference(over);
        ref byte to = ref MemoryMarshal.GetReference(below);
        nuint last = (nuint)(over.Length - Vector128<byte>.Count);
        Vector128<byte> end = Blend(Vector128.LoadUnsafe(ref top, last), Vector128.LoadUnsafe(ref to, last), weight);
        for (nuint i = 0; i < last; i += (nuint)Vector128<byte>.Count)
        {
            Blend(Vector128.LoadUnsafe(ref top, i), Vector128.LoadUnsafe(ref to, i), weight).StoreUnsafe(ref to, i);
        }

        end.StoreUnsafe(ref to, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Blend(Vector512<byte> over, Vector512<byte> below, int weight)
    {
        var (overLow, overHigh) = Vector512.Widen(over);
        var (belowLow, belowHigh) = Vector512.Widen(below);
        return Vector512.Narrow(Words(overLow, belowLow, weight), Words(overHigh, belowHigh, weight));

        static Vector512<ushort> Words(Vector512<ushort> over, Vector512<ushort> below, int weight)
        {
            var (overLow, overHigh) = Vector512.Widen(over);
            var (belowLow, belowHigh) = Vector512.Widen(below);
            return Vector512.Narrow(Sum(overLow, belowLow, weight), Sum(overHigh, belowHigh, weight));
        }

        static Vector512<uint> Sum(Vector512<uint> over, Vector512<uint> below, int weight) =>
            ((below * (uint)(Whole - weight)) + (over * (uint)weight) + Vector512.Create((uint)Half)) >>> Shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Blend(Vector256<byte> over, Vector256<byte> below, int weight)
    {
        var (overLow, overHigh) = Vector256.Widen(over);
        var (belowLow, belowHigh) = Vector256.Widen(below);
        return Vector256.Narrow(Words(overLow, belowLow, weight), Words(overHigh, belowHigh, weight));

        static Vector256<ushort> Words(Vector256<ushort> over, Vector256<ushort> below, int weight)
        {
            var (overLow, overHigh) = Vector256.Widen(over);
            var (belowLow, belowHigh) = Vector256.Widen(below);
            return Vector256.Narrow(Sum(overLow, belowLow, weight), Sum(overHigh, belowHigh, weight));
        }

        static Vector256<uint> Sum(Vector256<uint> over, Vector256<uint> below, int weight) =>
            ((below * (uint)(Whole - weight)) + (over * (uint)weight) + Vector256.Create((uint)Half)) >>> Shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Blend(Vector128<byte> over, Vector128<byte> below, int weight)
    {
        var (overLow, overHigh) = Vector128.Widen(over);
        var (belowLow, belowHigh) = Vector128.Widen(below);
        return Vector128.Narrow(Words(overLow, belowLow, weight), Words(overHigh, belowHigh, weight));

        static Vector128<ushort> Words(Vector128<ushort> over, Vector128<ushort> below, int weight)
        {
            var (overLow, overHigh) = Vector128.Widen(over);
            var (belowLow, belowHigh) = Vector128.Widen(below);
            return Vector128.Narrow(Sum(overLow, belowLow, weight), Sum(overHigh, belowHigh, weight));
        }

        static Vector128<uint> Sum(Vector128<uint> over, Vector128<uint> below, int weight) =>
            ((below * (uint)(Whole - weight)) + (over * (uint)weight) + Vector128.Create((uint)Half)) >>> Shift;
    }
}
