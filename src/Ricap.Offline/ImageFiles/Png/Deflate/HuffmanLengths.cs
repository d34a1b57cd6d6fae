namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// Finds how long the codewords of a code should be. Equal frequencies give equal lengths everywhere: symbols are
/// ordered by frequency and then by their own number, and only integers are used.
/// </summary>
internal sealed class HuffmanLengths(int alphabet, int limit)
{
    // Frequencies from here on, which few symbols have, are sorted by comparing.
    private const int Frequent = 64;

    // Alphabets up to here have fewer symbols than counting has places.
    private const int Small = 32;

    // Heavier than all symbols together; twice of it is an Int32 still.
    private const int None = int.MaxValue / 2;

    // Scratch: the symbols, frequency above symbol, and the tree over those that occur.
    private readonly ulong[] _sorted = new ulong[alphabet];
    private readonly int[] _counts = new int[2 * (Frequent + 1)];
    private readonly int[] _leaves = new int[alphabet + 2];
    private readonly int[] _inners = new int[alphabet + 2];
    private readonly int[] _children = new int[alphabet];

    /// <summary>The first symbol of the upper half of the alphabet, which is as long as the lower half or by one longer.</summary>
    public int Half { get; } = alphabet / 2;

    /// <summary>
    /// Gives each symbol that occurs a length, and the others 0. The code is always complete, with two codewords or
    /// more: the RFC allows fewer for distances, but not every reader of it does.
    /// </summary>
    /// <param name="frequencies">How often each symbol occurs.</param>
    /// <param name="lengths">Receives the length of each symbol's codeword.</param>
    /// <param name="counts">Zeros; receives how many codewords of each length there are.</param>
    /// <param name="lowCounts">Zeros; receives how many of them belong to symbols in the lower half of the alphabet.</param>
    /// <returns>How many bits the symbols take together.</returns>
    public int Compute(ReadOnlySpan<int> frequencies, Span<byte> lengths, Span<int> counts, Span<int> lowCounts)
    {
        lengths.Clear();
        int used = alphabet <= Small ? SortSmall(frequencies) : SortByFrequency(frequencies);
        if (used >= 2)
        {
            CountLengths(used, counts);
            ShortenToLimit(counts);
        }
        else
        {
            // Another goes before the one there is, or two that do not occur make up the code.
            uint only = used == 0 ? 0 : (uint)_sorted[0];
            _sorted[1] = Entry(frequencies[(int)only], (int)only);
            _sorted[0] = only == 0 ? 1u : 0u;
            counts[1] = 2;
        }

        return AssignLengths(counts, lengths, lowCounts);
    }

    /// <summary>
    /// Sorts the symbols into <see cref="_sorted"/>, frequency above symbol, rarest first and those that do not occur at the end;
    /// returns how many do.
    /// </summary>
    /// <remarks>
    /// By counting, and the two halves of the alphabet apart, a symbol of each in turn: neighbours are often as rare as each
    /// other, and a count that has just been stored takes its time to come back.
    /// <code>
    ///   1, low half │ 1, high half │ 2, low half │ 2, high half │ … │ frequent │ 0
    /// </code>
    /// </remarks>
    private int SortByFrequency(ReadOnlySpan<int> frequencies)
    {
        Span<int> counts = _counts;
        counts.Clear();
        ReadOnlySpan<int> low = frequencies[..Half];
        ReadOnlySpan<int> high = frequencies[Half..];
        for (int i = 0; i < low.Length; i++)
        {
            counts[Slot(low[i])]++;
            counts[Slot(high[i]) + 1]++;
        }

        if (high.Length > low.Length)
        {
            counts[Slot(high[^1]) + 1]++;
        }

        int used = frequencies.Length - counts[0] - counts[1];
        int frequent = used - counts[2 * Frequent] - counts[(2 * Frequent) + 1];
        Span<int> places = counts; // in place
        (places[0], places[1]) = (used, used + counts[0]);
        int place = 0;
        for (int i = 2; i < counts.Length; i++)
        {
            (places[i], place) = (place, place + counts[i]);
        }

        ulong[] sorted = _sorted;
        for (int i = 0; i < low.Length; i++)
        {
            sorted[places[Slot(low[i])]++] = Entry(low[i], i);
            sorted[places[Slot(high[i]) + 1]++] = Entry(high[i], low.Length + i);
        }

        if (high.Length > low.Length)
        {
            sorted[places[Slot(high[^1]) + 1]++] = Entry(high[^1], frequencies.Length - 1);
        }

        sorted.AsSpan(frequent..used).Sort();
        return used;
    }

    /// <summary>The same by comparing, without those that do not occur.</summary>
    private int SortSmall(ReadOnlySpan<int> frequencies)
    {
        int used = 0;
        for (int symbol = 0; symbol < frequencies.Length; symbol++)
        {
            _sorted[used] = Entry(frequencies[symbol], symbol);
            used += frequencies[symbol] > 0 ? 1 : 0;
        }

        _sorted.AsSpan(0, used).Sort();
        return used;
    }

    private static int Slot(int frequency) => 2 * (int)Math.Min((uint)frequency, Frequent);

    private static ulong Entry(int frequency, int symbol) => ((ulong)(uint)frequency << 32) | (uint)symbol;

    /// <summary>
    /// Counts how many codewords of each length Huffman's tree has. Leaves come sorted, so inner nodes are born sorted too: the
    /// two lightest of all that have no parent are two leaves, two inner nodes, or one of each. Of equal weights leaves go first.
    /// </summary>
    /// <remarks>
    /// The inner nodes of a level are neighbours, and so are their inner children; where a node's begin is all that is kept.
    /// <code>
    ///   inner nodes   0 1 2 3 4 5 6 7 8       8 is the root, 6 and 7 are its children
    ///   depth         └3┘ └─ 2 ─┘ └1┘ 0
    /// </code>
    /// </remarks>
    private void CountLengths(int used, Span<int> lengthCounts)
    {
        Span<int> leaves = _leaves.AsSpan(0, used + 2);
        Span<int> inners = _inners.AsSpan(0, used + 2);
        Span<int> children = _children.AsSpan(0, used - 1);
        for (int i = 0; i < used; i++)
        {
            leaves[i] = (int)(_sorted[i] >> 32);
        }

        leaves[used..].Fill(None);
        inners.Fill(None);
        int leaf = 0;
        int inner = 0;
        for (int next = 0; next < children.Length; next++)
        {
            // In arithmetic, as nobody could foretell which of the three it is: a mask is -1 where there are two of a kind.
            int byLeaf = leaves[leaf + 1] - inners[inner];
            int byInner = inners[inner + 1] - leaves[leaf];
            int twoLeaves = (byLeaf - 1) >> 31;
            int twoInners = byInner >> 31;
            children[next] = inner;
            inners[next] = leaves[leaf] + inners[inner] + (byLeaf & twoLeaves) + (byInner & twoInners);
            leaf += 1 - twoLeaves + twoInners;
            inner += 1 + twoLeaves - twoInners;
        }

        // From the root down: each level has twice as many places as the level above has inner nodes.
        int places = 1;
        (int first, int end) = (used - 2, used - 1);
        for (int depth = 0; places > 0; depth++)
        {
            lengthCounts[Math.Min(depth, limit)] += places - (end - first);
            places = 2 * (end - first);
            (first, end) = (children[first], first);
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
    private int AssignLengths(ReadOnlySpan<int> counts, Span<byte> lengths, Span<int> lowCounts)
    {
        ReadOnlySpan<ulong> sorted = _sorted;
        int bits = 0;
        for (int length = limit; length > 0; length--)
        {
            int low = 0;
            ulong occurrences = 0;
            foreach (ulong entry in sorted[..counts[length]])
            {
                int symbol = (int)(uint)entry;
                lengths[symbol] = (byte)length;
                low += symbol < Half ? 1 : 0;
                occurrences += entry >> 32;
            }

            lowCounts[length] = low;
            bits += length * (int)occurrences;
            sorted = sorted[counts[length]..];
        }

        return bits;
    }
}
