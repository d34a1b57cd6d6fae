using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ricap.Planning.Randomness;

internal static partial class Philox
{
    /// <summary>How many counters <see cref="Blocks"/> takes at once: two vectors, so that one multiplies while the other waits.</summary>
    public const int Lanes = 8;

    private const int VectorLanes = Lanes / 2;

    /// <summary>The blocks at <see cref="Lanes"/> counters whose third word they share and whose fourth is 0.</summary>
    public static void Blocks(
        ReadOnlySpan<uint> c0, ReadOnlySpan<uint> c1, uint c2, uint k0, uint k1, Span<PhiloxBlock> blocks)
    {
        Debug.Assert(c0.Length >= Lanes && c1.Length >= Lanes && blocks.Length >= Lanes);
        if (Avx2.IsSupported)
        {
            BlocksAvx2(c0, c1, c2, k0, k1, blocks);
        }
        else
        {
            BlocksScalar(c0, c1, c2, k0, k1, blocks);
        }
    }

    /// <summary>The oracle: one block after another.</summary>
    internal static void BlocksScalar(
        ReadOnlySpan<uint> c0, ReadOnlySpan<uint> c1, uint c2, uint k0, uint k1, Span<PhiloxBlock> blocks)
    {
        for (int i = 0; i < Lanes; i++)
        {
            blocks[i] = Block(c0[i], c1[i], c2, 0, k0, k1);
        }
    }

    /// <summary>A counter a lane of 64 bits, as the multiplication wants them; the upper halves are never looked at.</summary>
    internal static void BlocksAvx2(
        ReadOnlySpan<uint> c0, ReadOnlySpan<uint> c1, uint c2, uint k0, uint k1, Span<PhiloxBlock> blocks)
    {
        (Vector256<uint> a, Vector256<uint> e) = (Widen(c0, 0), Widen(c0, VectorLanes));
        (Vector256<uint> b, Vector256<uint> f) = (Widen(c1, 0), Widen(c1, VectorLanes));
        (Vector256<uint> c, Vector256<uint> g) = (Vector256.Create(c2), Vector256.Create(c2));
        (Vector256<uint> d, Vector256<uint> h) = (Vector256<uint>.Zero, Vector256<uint>.Zero);
        AllRounds(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, k0, k1);
        ref ulong to = ref Unsafe.As<PhiloxBlock, ulong>(ref MemoryMarshal.GetReference(blocks));
        Store(a, b, c, d, ref to);
        Store(e, f, g, h, ref Unsafe.Add(ref to, 2 * VectorLanes));
    }

    /// <summary>Two vectors of counters, a word of them in each, to the same words of their blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void AllRounds(
        ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d,
        ref Vector256<uint> e, ref Vector256<uint> f, ref Vector256<uint> g, ref Vector256<uint> h, uint k0, uint k1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            Round(ref a, ref b, ref c, ref d, k0, k1);
            Round(ref e, ref f, ref g, ref h, k0, k1);
            k0 += Weyl0;
            k1 += Weyl1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d, uint k0, uint k1)
    {
        Vector256<ulong> product0 = Avx2.Multiply(a, Vector256.Create(Multiplier0));
        Vector256<ulong> product1 = Avx2.Multiply(c, Vector256.Create(Multiplier1));
        a = (product1 >>> 32).AsUInt32() ^ b ^ Vector256.Create(k0);
        b = product1.AsUInt32();
        c = (product0 >>> 32).AsUInt32() ^ d ^ Vector256.Create(k1);
        d = product0.AsUInt32();
    }

    /// <summary>Lanes of 64 bits, a word in the lower half of each, to blocks of four words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<uint> a, Vector256<uint> b, Vector256<uint> c, Vector256<uint> d, ref ulong to)
    {
        Vector256<ulong> low = (a.AsUInt64() & Vector256.Create((ulong)uint.MaxValue)) | (b.AsUInt64() << 32);
        Vector256<ulong> high = (c.AsUInt64() & Vector256.Create((ulong)uint.MaxValue)) | (d.AsUInt64() << 32);
        Vector256<ulong> even = Avx2.UnpackLow(low, high);
        Vector256<ulong> odd = Avx2.UnpackHigh(low, high);
        even.GetLower().StoreUnsafe(ref to, 0);
        odd.GetLower().StoreUnsafe(ref to, 2);
        even.GetUpper().StoreUnsafe(ref to, 4);
        odd.GetUpper().StoreUnsafe(ref to, 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Widen(ReadOnlySpan<uint> words, nuint first) =>
        Avx2.ConvertToVector256Int64(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(words), first)).AsUInt32();
}
