using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ricap.Planning.Randomness;

/// <summary>
/// Random numbers by address: the same (seed, epoch, lane, part, index) is the same number, whoever asks, in whatever
/// order.
/// <code>
///   key      | seed bits 0-31                      | seed bits 32-63 |
///   counter  | lane 0-7 | part 8-15 | retry 16-31  | index           | epoch | 0 |
/// </code>
/// </summary>
internal readonly partial struct Draws(ulong seed, int epoch)
{
    private readonly uint _key0 = (uint)seed;
    private readonly uint _key1 = (uint)(seed >> 32);
    private readonly uint _epoch = (uint)epoch;

    /// <summary>128 random bits at an address.</summary>
    /// <param name="lane">The decision they are for.</param>
    /// <param name="index">The batch, sample or source it is about.</param>
    /// <param name="part">Which of the lane's blocks, e.g. the patch.</param>
    /// <param name="retry">How often the draw was rejected before.</param>
    public PhiloxBlock Block(DrawLane lane, int index, int part = 0, int retry = 0) =>
        Philox.Block((uint)lane | ((uint)part << 8) | ((uint)retry << 16), (uint)index, _epoch, 0, _key0, _key1);

    /// <summary>The blocks of part 0 at successive indices.</summary>
    /// <param name="lane">The decision they are for.</param>
    /// <param name="first">The first index.</param>
    /// <param name="blocks">Takes them.</param>
    public void Blocks(DrawLane lane, int first, Span<PhiloxBlock> blocks)
    {
        Counters lanes = default;
        ((Span<uint>)lanes).Fill((uint)lane);
        Counters indices = default;
        for (int i = 0; i < Philox.Lanes; i++)
        {
            indices[i] = (uint)(first + i);
        }

        int at = 0;
        for (; at <= blocks.Length - Philox.Lanes; at += Philox.Lanes)
        {
            Philox.Blocks(lanes, indices, _epoch, _key0, _key1, blocks[at..]);
            for (int i = 0; i < Philox.Lanes; i++)
            {
                indices[i] += Philox.Lanes;
            }
        }

        for (; at < blocks.Length; at++)
        {
            blocks[at] = Block(lane, first + at);
        }
    }

    /// <summary>The blocks of part 0 at each of the indices.</summary>
    public void Blocks(DrawLane lane, ReadOnlySpan<int> indices, Span<PhiloxBlock> blocks)
    {
        Counters lanes = default;
        ((Span<uint>)lanes).Fill((uint)lane);
        int i = 0;
        for (; i <= indices.Length - Philox.Lanes; i += Philox.Lanes)
        {
            Philox.Blocks(lanes, MemoryMarshal.Cast<int, uint>(indices[i..]), _epoch, _key0, _key1, blocks[i..]);
        }

        for (; i < indices.Length; i++)
        {
            blocks[i] = Block(lane, indices[i]);
        }
    }

    /// <summary>
    /// Two independent uniform integers, the first in 0..<paramref name="maxX"/> and the second in
    /// 0..<paramref name="maxY"/>, both ends included, without bias.
    /// </summary>
    public (int X, int Y) UniformPair(DrawLane lane, int index, int part, int maxX, int maxY) =>
        UniformPair(Block(lane, index, part), lane, index, part, maxX, maxY);

    /// <summary>The same, from the block at that address.</summary>
    public (int X, int Y) UniformPair(in PhiloxBlock block, DrawLane lane, int index, int part, int maxX, int maxY)
    {
        if (!TryUniform(block.Low, maxX, out int x))
        {
            x = Again(lane, index, part, maxX, high: false);
        }

        if (!TryUniform(block.High, maxY, out int y))
        {
            y = Again(lane, index, part, maxY, high: true);
        }

        return (x, y);
    }

    /// <summary>
    /// Lemire's multiply-shift (ACM TOMACS 29(1), 2019): the high word of bits × count is the number, and the few bits
    /// whose low word falls under 2^64 mod count are rejected, so every number keeps exactly floor(2^64 / count) of them.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryUniform(ulong bits, int max, out int value)
    {
        // A count has 32 bits, so that the high word is that of two products, which stay in registers as BigMul's do not.
        ulong count = (uint)max + 1;
        ulong low = bits * count;
        value = (int)((((bits >> 32) * count) + (((uint)bits * count) >> 32)) >> 32);
        return low >= count || low >= (0 - count) % count;
    }

    private int Again(DrawLane lane, int index, int part, int max, bool high)
    {
        // A rejection has a chance below 2^-32, so a second one will not be seen in the life of the universe.
        for (int retry = 1; ; retry++)
        {
            PhiloxBlock block = Block(lane, index, part, retry);
            if (TryUniform(high ? block.High : block.Low, max, out int value))
            {
                return value;
            }
        }
    }

    /// <summary>A word of as many counters as are taken at once.</summary>
    [InlineArray(Philox.Lanes)]
    private struct Counters
    {
        private uint _first;
    }
}
