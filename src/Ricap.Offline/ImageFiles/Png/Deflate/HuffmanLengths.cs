using static Ricap.ImageFiles.Png.Deflate.DeflateAlphabet;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// Finds how long the codewords of a code should be. Equal frequencies give equal lengths everywhere: symbols are
/// ordered by frequency and then by their own number, and only integers are used.
/// </summary>
internal sealed class HuffmanLengths(int alphabet, int limit)
{
    private const int RadixBits = 8;
    private const int Radix = 1 << RadixBits;

    // Scratch: the symbols that occur, frequency above symbol, and the tree that is built over them in place.
    private readonly ulong[] _sorted = new ulong[alphabet];
    private readonly ulong[] _spare = new ulong[alphabet];
    private readonly int[] _tree = new int[alphabet];

    /// <summary>
    /// Gives each symbol that occurs a length, and the others 0. The code is always complete, with two codewords or
    /// more: the RFC allows fewer for distances, but not every reader of it does.
    /// </summary>
    public void Compute(ReadOnlySpan<int> frequencies, Span<byte> lengths)
    {
        lengths.Clear();
        int used = SortByFrequency(frequencies);
        if (used < 2)
        {
            int only = used == 0 ? 0 : (int)(uint)_sorted[0];
            lengths[only] = 1;
            lengths[only == 0 ? 1 : 0] = 1;
            return;
        }

        Span<int> lengthCounts = stackalloc int[LongestCode + 1];
        lengthCounts.Clear();
        CountLengths(used, lengthCounts);
        ShortenToLimit(lengthCounts);
        AssignLengths(lengthCounts, lengths);
    }

    /// <summary>Puts the symbols that occur into <see cref="_sorted"/>, frequency above symbol, rarest first.</summary>
    private int SortByFrequency(ReadOnlySpan<int> frequencies)
    {
        int used = 0;
        int all = 0;
        ulong[] sorted = _sorted;
        for (int symbol = 0; symbol < frequencies.Length; symbol++)
        {
            if (frequencies[symbol] > 0)
            {
                sorted[used++] = ((ulong)(uint)frequencies[symbol] << 32) | (uint)symbol;
                all |= frequencies[symbol];
            }
        }

        // Least significant digit first, each pass stable, so symbols of one frequency stay in their own order.
        Span<int> starts = stackalloc int[Radix];
        Span<ulong> from = _sorted.AsSpan(0, used);
        Span<ulong> to = _spare.AsSpan(0, used);
        bool swapped = false;
        for (int shift = 32; all != 0; shift += RadixBits, all >>= RadixBits)
        {
            starts.Clear();
            foreach (ulong entry in from)
            {
                starts[(byte)(entry >> shift)]++;
            }

            int start = 0;
            foreach (ref int slot in starts)
            {
                (slot, start) = (start, start + slot);
            }

            foreach (ulong entry in from)
            {
                to[starts[(byte)(entry >> shift)]++] = entry;
            }

            Span<ulong> swap = from;
            from = to;
            to = swap;
            swapped = !swapped;
        }

        if (swapped)
        {
            from.CopyTo(_sorted);
        }

        return used;
    }

    /// <summary>
    /// Counts how many codewords of each length Huffman's tree has, after Moffat and Katajainen, "In-place calculation
    /// of minimum-redundancy codes" (1995): leaves come sorted, so inner nodes are born sorted too, and one array
    /// serves both. An inner node's cell holds its weight until it gets a parent, then the parent's index, and at last
    /// its depth.
    /// </summary>
    private void CountLengths(int used, Span<int> lengthCounts)
    {
        Span<int> tree = _tree.AsSpan(0, used);
        for (int i = 0; i < tree.Length; i++)
        {
            tree[i] = (int)(_sorted[i] >> 32);
        }

        int leaf = 0;
        int node = 0;
        for (int next = 0; next < used - 1; next++)
        {
            int weight = 0;
            for (int child = 0; child < 2; child++)
            {
                if (leaf < used && (node == next || tree[leaf] <= tree[node]))
                {
                    weight += tree[leaf++];
                }
                else
                {
                    weight += tree[node];
                    tree[node++] = next;
                }
            }

            tree[next] = weight;
        }

        // From the root down: each level has twice as many places as the level above has inner nodes.
        tree[used - 2] = 0;
        for (int inner = used - 3; inner >= 0; inner--)
        {
            tree[inner] = tree[tree[inner]] + 1;
        }

        int places = 1;
        int below = used - 2;
        for (int depth = 0; places > 0; depth++)
        {
            int inners = 0;
            while (below >= 0 && tree[below] == depth)
            {
                inners++;
                below--;
            }

            lengthCounts[Math.Min(depth, limit)] += places - inners;
            places = 2 * inners;
        }
    }

    /// <summary>
    /// Codewords cut to the limit overfill the code space. Each step gives one of them half of the place of the longest
    /// codeword that is shorter than the limit, which frees one unit; it ends with the space exactly full.
    /// </summary>
    private void ShortenToLimit(Span<int> lengthCounts)
    {
        int excess = -(1 << limit);
        for (int length = 1; length <= limit; length++)
        {
            excess += lengthCounts[length] << (limit - length);
        }

        for (; excess > 0; excess--)
        {
            int length = limit - 1;
            while (lengthCounts[length] == 0)
            {
                length--;
            }

            lengthCounts[length]--;
            lengthCounts[length + 1] += 2;
            lengthCounts[limit]--;
        }
    }

    /// <summary>The rarest symbols get the longest codewords.</summary>
    private void AssignLengths(ReadOnlySpan<int> lengthCounts, Span<byte> lengths)
    {
        int next = 0;
        for (int length = limit; length > 0; length--)
        {
            for (int count = lengthCounts[length]; count > 0; count--)
            {
                lengths[(int)(uint)_sorted[next++]] = (byte)length;
            }
        }
    }
}
