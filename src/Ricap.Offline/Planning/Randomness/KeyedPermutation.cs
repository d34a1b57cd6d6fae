using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Ricap.Planning.Randomness;

/// <summary>
/// A bijection on 0..N−1 picked by a key, computed one element at a time: no array of N, so any place of an epoch of
/// any size is reached in constant time.
/// <code>
///   element, w = bits of N−1        left  (w+1)/2 bits | right  w/2 bits
///   even rounds   left  ^= f(right, key[r])      a Feistel network: each round undoes itself, so the
///   odd rounds    right ^= f(left,  key[r])      whole is a bijection on 0..2^w−1
///   result ≥ N    walk on: apply it again until the result is below N
/// </code>
/// </summary>
/// <remarks>
/// Cycle walking (Black and Rogaway, CT-RSA 2002) keeps it a bijection on N; 2^w &lt; 2N, so fewer than two steps are
/// expected. Why 24 rounds: a Feistel network of narrow halves mixes slowly. A χ² over all n! permutations of n = 5 and 6
/// rejects 12 rounds even with ideal round functions, and no longer sees anything at 24; it is part of the tests.
/// </remarks>
internal readonly partial struct KeyedPermutation
{
    private const int Rounds = 24;

    private readonly RoundKeys _keys;
    private readonly uint _count;
    private readonly int _rightBits;
    private readonly uint _leftMask;
    private readonly uint _rightMask;

    /// <summary>The permutation of <paramref name="count"/> elements at an address.</summary>
    /// <param name="draws">The epoch's draws.</param>
    /// <param name="lane">What the permutation is for.</param>
    /// <param name="index">The batch it is about, or 0.</param>
    /// <param name="patch">The patch it is for, or 0.</param>
    /// <param name="count">How many elements, at least 1.</param>
    public KeyedPermutation(in Draws draws, DrawLane lane, int index, int patch, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        int bits = 32 - BitOperations.LeadingZeroCount((uint)(count - 1));
        _count = (uint)count;
        _rightBits = bits / 2;
        _rightMask = (1u << _rightBits) - 1;
        _leftMask = (1u << (bits - _rightBits)) - 1;

        for (int block = 0; block < Rounds / 4; block++)
        {
            PhiloxBlock words = draws.Block(lane, index, (patch * (Rounds / 4)) + block);
            _keys[4 * block] = words.W0;
            _keys[(4 * block) + 1] = words.W1;
            _keys[(4 * block) + 2] = words.W2;
            _keys[(4 * block) + 3] = words.W3;
        }
    }

    /// <summary>Where an element of 0..N−1 goes.</summary>
    public int this[int element]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)element, _count);
            uint value = (uint)element;
            do
            {
                value = Once(value);
            }
            while (value >= _count);
            return (int)value;
        }
    }

    /// <summary>Where the elements from <paramref name="first"/> on go; as many as there are places to fill.</summary>
    public void Fill(int first, Span<int> places)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)first + places.Length, _count, nameof(first));
        if (Vector128.IsHardwareAccelerated)
        {
            FillVector(first, places);
        }
        else
        {
            FillScalar(first, places);
        }
    }

    /// <summary>The oracle: one element after another.</summary>
    internal void FillScalar(int first, Span<int> places)
    {
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = this[first + i];
        }
    }

    private uint Once(uint value)
    {
        uint left = value >> _rightBits;
        uint right = value & _rightMask;
        for (int round = 0; round < Rounds; round += 2)
        {
            left ^= Mix(right, _keys[round]) & _leftMask;
            right ^= Mix(left, _keys[round + 1]) & _rightMask;
        }

        return (left << _rightBits) | right;
    }

    /// <summary>An integer hash of full avalanche: C. Wellons' "lowbias32", found by search (nullprogram.com, 2018).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint half, uint key)
    {
        uint x = (half * 0x9E3779B9) + key;
        x = (x ^ (x >> 16)) * 0x7FEB352D;
        x = (x ^ (x >> 15)) * 0x846CA68B;
        return x ^ (x >> 16);
    }

    [InlineArray(Rounds)]
    private struct RoundKeys
    {
        private uint _first;
    }
}
