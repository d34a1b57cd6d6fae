using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Planning.Randomness;

internal readonly partial struct KeyedPermutation
{
    private const int Lanes = 16; // two vectors, so that one multiplies while the other waits
    private const int Chunk = 128;

    /// <summary>
    /// Elements in lanes: all take a step, then those that came out at or above N are moved together and take another,
    /// so that a lane that is done does not wait for its neighbours.
    /// </summary>
    internal void FillVector(int first, Span<int> places)
    {
        Span<uint> values = stackalloc uint[Chunk];
        Span<int> owners = stackalloc int[Chunk];
        for (int start = 0; start < places.Length; start += Chunk)
        {
            Span<int> chunk = places.Slice(start, Math.Min(Chunk, places.Length - start));
            for (int i = 0; i < chunk.Length; i++)
            {
                values[i] = (uint)(first + start + i);
                owners[i] = i;
            }

            for (int open = chunk.Length; open > 0;)
            {
                // Lanes past the open ones hold what was left there; nobody looks at what becomes of it.
                Step(values[..Math.Min(Chunk, (open + Lanes - 1) / Lanes * Lanes)]);
                int left = 0;
                for (int i = 0; i < open; i++)
                {
                    // Without a branch, which would be guessed wrong every third time.
                    (uint value, int owner) = (values[i], owners[i]);
                    chunk[owner] = (int)value;
                    (values[left], owners[left]) = (value, owner);
                    left += (int)((_count - 1UL - value) >> 63);
                }

                open = left;
            }
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
            Vector256<uint> b = Vector256.LoadUnsafe(ref value, i + (Lanes / 2));
            (Vector256<uint> leftA, Vector256<uint> leftB) = (a >>> _rightBits, b >>> _rightBits);
            (Vector256<uint> rightA, Vector256<uint> rightB) = (a & rightMask, b & rightMask);
            for (int round = 0; round < Rounds; round += 2)
            {
                var key = Vector256.Create(_keys[round]);
                leftA ^= Mix(rightA, key) & leftMask;
                leftB ^= Mix(rightB, key) & leftMask;
                key = Vector256.Create(_keys[round + 1]);
                rightA ^= Mix(leftA, key) & rightMask;
                rightB ^= Mix(leftB, key) & rightMask;
            }

            ((leftA << _rightBits) | rightA).StoreUnsafe(ref value, i);
            ((leftB << _rightBits) | rightB).StoreUnsafe(ref value, i + (Lanes / 2));
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
}
