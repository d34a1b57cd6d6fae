using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ricap.Planning.Randomness;

internal static partial class Philox
{
    /// <summary>How many counters <see cref="Blocks"/> takes at once.</summary>
    public const int Lanes = 4;

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
        Vector256<uint> a = Widen(c0);
        Vector256<uint> b = Widen(c1);
        var c = Vector256.Create(c2);
        Vector256<uint> d = Vector256<uint>.Zero;
        for (int round = 0; round < Rounds; round++)
        {
            Vector256<ulong> product0 = Avx2.Multiply(a, Vector256.Create(Multiplier0));
            Vector256<ulong> product1 = Avx2.Multiply(c, Vector256.Create(Multiplier1));
            a = (product1 >>> 32).AsUInt32() ^ b ^ Vector256.Create(k0);
            b = product1.AsUInt32();
            c = (product0 >>> 32).AsUInt32() ^ d ^ Vector256.Create(k1);
            d = product0.AsUInt32();
            k0 += Weyl0;
            k1 += Weyl1;
        }

        // Lanes of 64 bits, a word in the lower half of each, to blocks of four words.
        Vector256<ulong> low = (a.AsUInt64() & Vector256.Create((ulong)uint.MaxValue)) | (b.AsUInt64() << 32);
        Vector256<ulong> high = (c.AsUInt64() & Vector256.Create((ulong)uint.MaxValue)) | (d.AsUInt64() << 32);
        Vector256<ulong> even = Avx2.UnpackLow(low, high);
        Vector256<ulong> odd = Avx2.UnpackHigh(low, high);
        ref ulong to = ref Unsafe.As<PhiloxBlock, ulong>(ref MemoryMarshal.GetReference(blocks));
        even.GetLower().StoreUnsafe(ref to, 0);
        odd.GetLower().StoreUnsafe(ref to, 2);
        even.GetUpper().StoreUnsafe(ref to, 4);
        odd.GetUpper().StoreUnsafe(ref to, 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Widen(ReadOnlySpan<uint> words) =>
        Avx2.ConvertToVector256Int64(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(words))).AsUInt32();
}
