using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Planning.Randomness;

internal readonly partial struct KeyedPermutation
{
    private const int Lanes = 32; // four vectors, so that some multiply while others wait

    /// <summary>
    /// Elements in lanes: all take a step, then those that came out at or above N are moved together and take another,
    /// so that a lane that is done does not wait for its neighbours.
    /// </summary>
    internal void FillVector(int first, Span<int> places)
    {
        Chunk chunk = default; // on the stack, but no stackalloc: that would keep the method from being tiered up
        Chunk others = default;
        Span<uint> values = chunk;
        Span<uint> owners = others;
        bool isClosed = (_count & (_count - 1)) == 0; // nothing comes out above N
        for (int start = 0; start < places.Length; start += Chunk.Count)
        {
            Span<int> part = places.Slice(start, Math.Min(Chunk.Count, places.Length - start));
            Count(values, (uint)(first + start));
            if (isClosed)
            {
                Step(values[..RoundedUp(part.Length)]);
                MemoryMarshal.Cast<uint, int>(values[..part.Length]).CopyTo(part);
                continue;
            }

            Count(owners, 0);
            for (int open = part.Length; open > 0;)
            {
                // Lanes past the open ones hold what was left there; nobody looks at what becomes of it.
                Step(values[..RoundedUp(open)]);
                int left = 0;
                for (int i = 0; i < open; i++)
                {
                    // Without a branch, which would be guessed wrong every third time.
                    (uint value, uint owner) = (values[i], owners[i]);
                    part[(int)owner] = (int)value;
                    (values[left], owners[left]) = (value, owner);
                    left += (int)((_count - 1UL - value) >> 63);
                }

                open = left;
            }
        }
    }

    private static int RoundedUp(int count) => (count + Lanes - 1) / Lanes * Lanes;

    private static void Count(Span<uint> numbers, uint first)
    {
        Vector256<uint> next = Vector256.Create(first) + Vector256.Create(0u, 1, 2, 3, 4, 5, 6, 7);
        ref uint to = ref MemoryMarshal.GetReference(numbers);
        for (nuint i = 0; i < Chunk.Count; i += 8)
        {
            next.StoreUnsafe(ref to, i);
            next += Vector256.Create(8u);
        }
    }

    private void Step(Span<uint> values)
    {
        ref uint value = ref MemoryMarshal.GetReference(values);
        var leftMask = Vector256.Create(_leftMask);
        var rightMask = Vector256.Create(_rightMask);
        for (nuint i = 0; i < (nuint)values.Length; i += Lanes)
        {
            Vector256<uint> a = Vector256.LoadUnsafe(ref value, i);
            Vector256<uint> b = Vector256.LoadUnsafe(ref value, i + 8);
            Vector256<uint> c = Vector256.LoadUnsafe(ref value, i + 16);
            Vector256<uint> d = Vector256.LoadUnsafe(ref value, i + 24);
            (Vector256<uint> leftA, Vector256<uint> leftB) = (a >>> _rightBits, b >>> _rightBits);
            (Vector256<uint> leftC, Vector256<uint> leftD) = (c >>> _rightBits, d >>> _rightBits);
            (Vector256<uint> rightA, Vector256<uint> rightB) = (a & rightMask, b & rightMask);
            (Vector256<uint> rightC, Vector256<uint> rightD) = (c & rightMask, d & rightMask);
            for (int round = 0; round < Rounds; round += 2)
            {
                var key = Vector256.Create(_keys[round]);
                leftA ^= Mix(rightA, key) & leftMask;
                leftB ^= Mix(rightB, key) & leftMask;
                leftC ^= Mix(rightC, key) & leftMask;
                leftD ^= Mix(rightD, key) & leftMask;
                key = Vector256.Create(_keys[round + 1]);
                rightA ^= Mix(leftA, key) & rightMask;
                rightB ^= Mix(leftB, key) & rightMask;
                rightC ^= Mix(leftC, key) & rightMask;
                rightD ^= Mix(leftD, key) & rightMask;
            }

            ((leftA << _rightBits) | rightA).StoreUnsafe(ref value, i);
            ((leftB << _rightBits) | rightB).StoreUnsafe(ref value, i + 8);
            ((leftC << _rightBits) | rightC).StoreUnsafe(ref value, i + 16);
            ((leftD << _rightBits) | rightD).StoreUnsafe(ref value, i + 24);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> Mix(Vector256<uint> half, Vector256<uint> key)
    {
        Vector256<uint> x = (half * Vector256.Create(0x9E3779B9u)) + key;
        x = (x ^ (x >>> 16)) * Vector256.Create(0x7FEB352Du);
        x = (x ^ (x >>> 15)) * Vector256.Create(0x846CA68Bu);
        return x ^ (x >>> 16);
    }

    [InlineArray(Count)]
    private struct Chunk
    {
        public const int Count = 128;

        private uint _first;
    }
}
