using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ricap.Planning.Randomness;

internal readonly partial struct Draws
{
    // A pair is one word, its first number in the lower half. The words of a block never leave their vectors, whose lanes are
    // of 64 bits:
    //
    //     counters   | index, part 0 | part 1 | part 2 | part 3 |     and the next index in another vector
    //     maxima     | x  y          | x  y   | x  y   | x  y   |     of 16 bits each, as they lie in memory
    private const int PairParts = 4;

    /// <summary>
    /// Uniform integers as <see cref="UniformPair(DrawLane, int, int, int, int)"/> draws them, of successive indices and four
    /// parts of each.
    /// </summary>
    /// <param name="lane">The decision they are for.</param>
    /// <param name="first">The first index.</param>
    /// <param name="pairs">The greatest first number (lower 16 bits) and second one (upper 16 bits) of [index, part]; takes the numbers, as they lie.</param>
    public void UniformPairs(DrawLane lane, int first, Span<uint> pairs)
    {
        int done = 0;
        if (Avx2.IsSupported)
        {
            done = UniformPairsAvx2(lane, first, pairs);
        }

        UniformPairsScalar(lane, first + (done / PairParts), pairs[done..]);
    }

    /// <summary>The oracle: one pair after another.</summary>
    internal void UniformPairsScalar(DrawLane lane, int first, Span<uint> pairs)
    {
        for (int i = 0; i < pairs.Length; i++)
        {
            (int x, int y) = UniformPair(lane, first + (i / PairParts), i % PairParts, (int)(pairs[i] & 0xffff), (int)(pairs[i] >> 16));
            pairs[i] = (uint)x | ((uint)y << 16);
        }
    }

    /// <summary>Two indices at once; gives how many pairs that were.</summary>
    private int UniformPairsAvx2(DrawLane lane, int first, Span<uint> pairs)
    {
        Vector256<uint> lanes = (Vector256.Create(0UL, 1, 2, 3) << 8).AsUInt32() | Vector256.Create((ulong)lane).AsUInt32();
        int at = 0;
        for (; at <= pairs.Length - (2 * PairParts); at += 2 * PairParts)
        {
            uint index = (uint)(first + (at / PairParts));
            (Vector256<uint> a, Vector256<uint> e) = (lanes, lanes);
            (Vector256<uint> b, Vector256<uint> f) = (Vector256.Create(index), Vector256.Create(index + 1));
            (Vector256<uint> c, Vector256<uint> g) = (Vector256.Create(_epoch), Vector256.Create(_epoch));
            (Vector256<uint> d, Vector256<uint> h) = (Vector256<uint>.Zero, Vector256<uint>.Zero);
            Philox.AllRounds(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h, _key0, _key1);

            ref uint place = ref pairs[at];
            Vector256<ulong> doubt = Vector256<ulong>.Zero;
            Vector128<uint> these = Pairs(a, b, c, d, Vector128.LoadUnsafe(ref place), ref doubt);
            Vector128<uint> those = Pairs(e, f, g, h, Vector128.LoadUnsafe(ref place, PairParts), ref doubt);
            if (doubt != Vector256<ulong>.Zero)
            {
                UniformPairsScalar(lane, (int)index, pairs.Slice(at, 2 * PairParts)); // one time in 2^28
                continue;
            }

            these.StoreUnsafe(ref place);
            those.StoreUnsafe(ref place, PairParts);
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Pairs(
        Vector256<uint> w0, Vector256<uint> w1, Vector256<uint> w2, Vector256<uint> w3, Vector128<uint> maxima, ref Vector256<ulong> doubt)
    {
        Vector256<ulong> wide = Avx2.ConvertToVector256Int64(maxima).AsUInt64();
        Vector256<ulong> one = Vector256.Create(1UL);
        Vector256<ulong> x = Uniform(w0, w1, (wide & Vector256.Create(0xffffUL)) + one, ref doubt);
        Vector256<ulong> y = Uniform(w2, w3, (wide >>> 16) + one, ref doubt);
        return Vector256.Shuffle((x | (y << 16)).AsUInt32(), Vector256.Create(0u, 2, 4, 6, 0, 0, 0, 0)).GetLower();
    }

    /// <summary>
    /// As <see cref="TryUniform"/>: the high word of bits × count. Its low word has to be compared with the count only where that
    /// word's upper half is 0: then there is a doubt, which is all ones.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<ulong> Uniform(Vector256<uint> low, Vector256<uint> high, Vector256<ulong> count, ref Vector256<ulong> doubt)
    {
        Vector256<ulong> sum = Avx2.Multiply(high, count.AsUInt32()) + (Avx2.Multiply(low, count.AsUInt32()) >>> 32);
        doubt |= Vector256.Equals(sum & Vector256.Create((ulong)uint.MaxValue), Vector256<ulong>.Zero);
        return sum >>> 32;
    }
}
