using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// A repeat: the next <paramref name="Length"/> bytes equal those <paramref name="Distance"/> bytes back; length 0 is
/// none.
/// </summary>
internal readonly record struct Match(int Length, int Distance);

/// <summary>
/// Finds repeats of four bytes and more through chains of earlier positions that have the same hash.
/// </summary>
/// <remarks>
/// <code>
///   _newest[hash of 4 bytes] ──► stamp ──► _older[stamp mod 32768] ──► stamp ──► … ──► a stamp out of the window
/// </code>
/// Positions are kept as stamps that go on growing from one input to the next. Whatever an earlier input left in the
/// tables is thus older than this input's first stamp, which is where every chain ends: no table is cleared between
/// images, and no image can see another.
/// </remarks>
internal sealed class MatchFinder
{
    /// <summary>The shortest repeat that is found; three bytes rarely cost more than a repeat of three.</summary>
    public const int ShortestFound = 4;

    // How many earlier positions a search tries. Photographs with flat backgrounds shrink by another 2 % from 8 to 32,
    // beyond that hardly; small images never have so many.
    private const int LongestChain = 32;

    // The table is several times as long as the input: chains then hold few strangers, each a mispredicted branch.
    private const int SpareTableBits = 3;
    private const int SmallestTableBits = 10;
    private const int LargestTableBits = 15;
    private const int WindowMask = DeflateAlphabet.WindowSize - 1;

    private readonly int[] _newest = new int[1 << LargestTableBits];
    private readonly int[] _older = new int[DeflateAlphabet.WindowSize];
    private int _hashShift;
    private int _firstStamp;
    private int _nextStamp;

    /// <summary>
    /// A finder whose stamps start at <paramref name="firstStamp"/>, above 0, which marks a slot never used.
    /// </summary>
    public MatchFinder(int firstStamp = 1) => _nextStamp = firstStamp;

    /// <summary>Forgets the last input and gets ready for one of <paramref name="length"/> bytes.</summary>
    public void Begin(int length)
    {
        if (_nextStamp > int.MaxValue - length)
        {
            Array.Clear(_newest);
            _nextStamp = 1;
        }

        _firstStamp = _nextStamp;
        _nextStamp += length;

        // Small inputs stay in a corner of the table, and so in the nearest caches.
        int bits = BitOperations.Log2((uint)length | 1) + SpareTableBits;
        _hashShift = 32 - Math.Clamp(bits, SmallestTableBits, LargestTableBits);
    }

    /// <summary>
    /// The longest repeat at <paramref name="position"/> that is longer than <paramref name="floor"/> (3 or more), the
    /// nearest of equal ones; the position joins the chains. Four bytes must be left there; positions come in order.
    /// </summary>
    public Match FindAndInsert(ReadOnlySpan<byte> input, int position, int floor)
    {
        ref byte origin = ref MemoryMarshal.GetReference(input);
        int stamp = _firstStamp + position;
        int longest = Math.Min(DeflateAlphabet.LongestMatch, input.Length - position);
        int oldest = Math.Max(_firstStamp, stamp - DeflateAlphabet.WindowSize);
        ref int newest = ref NewestLike(Load32(ref origin, position));

        int length = floor;
        int distance = 0;
        int candidate = newest;
        for (int steps = LongestChain; candidate >= oldest && steps > 0 && length < longest; steps--)
        {
            int earlier = candidate - _firstStamp;

            // Only a repeat of these four bytes, the first byte beyond the best so far among them, can be longer.
            if (Load32(ref origin, earlier + length - 3) == Load32(ref origin, position + length - 3))
            {
                int common = CommonLength(ref origin, earlier, position, longest);
                if (common > length)
                {
                    length = common;
                    distance = position - earlier;
                }
            }

            candidate = _older[candidate & WindowMask];
        }

        // Only now: the slot may be that of the oldest candidate, a whole window back.
        _older[stamp & WindowMask] = newest;
        newest = stamp;
        return distance == 0 ? default : new Match(length, distance);
    }

    /// <summary>
    /// Adds positions from <paramref name="position"/> to before <paramref name="end"/> to the chains, unsearched.
    /// </summary>
    public void Insert(ReadOnlySpan<byte> input, int position, int end)
    {
        ref byte origin = ref MemoryMarshal.GetReference(input);
        end = Math.Min(end, input.Length - ShortestFound + 1);
        for (; position < end; position++)
        {
            ref int newest = ref NewestLike(Load32(ref origin, position));
            int stamp = _firstStamp + position;
            _older[stamp & WindowMask] = newest;
            newest = stamp;
        }
    }

    // Fibonacci hashing: the high bits of a product with 2^32 over the golden ratio, the same on every machine.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref int NewestLike(uint fourBytes) => ref _newest[(fourBytes * 0x9E37_79B1u) >> _hashShift];

    private static int CommonLength(ref byte origin, int earlier, int position, int longest)
    {
        int length = 0;
        for (; length <= longest - 8; length += 8)
        {
            ulong differing = Load64(ref origin, earlier + length) ^ Load64(ref origin, position + length);
            if (differing != 0)
            {
                return length + (BitOperations.TrailingZeroCount(differing) >> 3);
            }
        }

        while (length < longest
            && Unsafe.Add(ref origin, earlier + length) == Unsafe.Add(ref origin, position + length))
        {
            length++;
        }

        return length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Load32(ref byte origin, int offset)
    {
        uint value = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref origin, offset));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load64(ref byte origin, int offset)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, offset));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }
}
