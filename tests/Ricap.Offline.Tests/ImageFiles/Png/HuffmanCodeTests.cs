using CsCheck;
using Ricap.ImageFiles.Png.Deflate;

namespace Ricap.Tests.ImageFiles.Png;

public sealed class HuffmanCodeTests
{
    // Small counts give many ties; from 64 on, counts are sorted in another way.
    private static readonly Gen<int[]> Counts =
        Gen.OneOf(Gen.Const(0), Gen.Int[1, 4], Gen.Int[60, 68], Gen.Int[1, 1000], Gen.Int[1, 1 << 20]).Array[2, 286]
            .Where(counts => counts.Count(c => c > 0) >= 2);

    [Fact]
    public void Codes_are_complete_and_as_short_as_Huffmans()
    {
        Counts.Sample(
            counts =>
            {
                HuffmanCode code = new(counts.Length, 15);
                code.Build(counts);

                AssertComplete(code, 15);
                Assert.All(counts.Zip(code.Lengths.ToArray()), pair => Assert.Equal(pair.First > 0, pair.Second > 0));
                (long bits, int depth) = HuffmanByQueue(counts);
                long own = counts.Zip(code.Lengths.ToArray(), (c, length) => (long)c * length).Sum();
                Assert.Equal(own, code.Bits);
                Assert.True(depth > 15 ? own <= bits * 102 / 100 : own == bits, $"{own} bits, Huffman's {bits}");
            },
            iter: 1000);
    }

    [Fact]
    public void Symbols_that_are_rarer_or_as_rare_and_come_first_have_no_shorter_codewords() => Counts.Sample(
        counts =>
        {
            HuffmanCode code = new(counts.Length, 15);
            code.Build(counts);

            byte[] lengths = code.Lengths.ToArray();
            byte[] rarestFirst = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0).OrderBy(i => counts[i]).Select(i => lengths[i])];
            Assert.Equal(rarestFirst.OrderDescending(), rarestFirst);
            Assert.Equal(lengths.Max(), code.Longest);
        },
        iter: 1000);

    [Theory]
    [InlineData(new[] { 1, 1, 2, 2 }, new byte[] { 2, 2, 2, 2 })]
    [InlineData(new[] { 1, 1, 2, 2, 4 }, new byte[] { 3, 3, 2, 2, 2 })]
    [InlineData(new[] { 1, 1, 1 }, new byte[] { 2, 2, 1 })]
    public void Of_equal_weights_leaves_go_before_inner_nodes(int[] counts, byte[] lengths)
    {
        HuffmanCode code = new(counts.Length, 15);
        code.Build(counts);

        Assert.Equal(lengths, code.Lengths.ToArray());
    }

    [Fact]
    public void Codewords_go_by_length_and_then_by_symbol() => Counts.Sample(
        counts =>
        {
            HuffmanCode code = new(counts.Length, 15);
            code.Build(counts);

            // One more than the one before, with zeros behind where that is shorter (RFC 1951 §3.2.2).
            byte[] lengths = code.Lengths.ToArray();
            uint[] expected = new uint[counts.Length];
            (uint next, int before) = (0, 0);
            foreach (int symbol in Enumerable.Range(0, counts.Length).Where(i => lengths[i] > 0).OrderBy(i => lengths[i]))
            {
                next <<= lengths[symbol] - before;
                before = lengths[symbol];
                expected[symbol] = next++;
            }

            uint[] words = code.Codewords.ToArray();
            Assert.Equal(lengths, words.Select(word => (byte)HuffmanCode.LengthOf(word)));
            Assert.Equal(expected, words.Select(word => Reverse(HuffmanCode.BitsOf(word), HuffmanCode.LengthOf(word))));
        },
        iter: 1000);

    [Theory]
    [InlineData(15)]
    [InlineData(7)]
    public void Lengths_keep_to_the_limit(int limit)
    {
        // Fibonacci numbers make the deepest of all trees: one level for each symbol.
        int[] counts = new int[19];
        (counts[0], counts[1]) = (1, 1);
        for (int i = 2; i < counts.Length; i++)
        {
            counts[i] = counts[i - 1] + counts[i - 2];
        }

        HuffmanCode code = new(counts.Length, limit);
        code.Build(counts);

        AssertComplete(code, limit);
        Assert.Equal(limit, code.Lengths.ToArray().Max());
    }

    [Theory]
    [InlineData(-1, new byte[] { 1, 1, 0, 0 })]
    [InlineData(0, new byte[] { 1, 1, 0, 0 })]
    [InlineData(2, new byte[] { 1, 0, 1, 0 })]
    public void A_code_of_none_or_one_gets_a_second_codeword(int only, byte[] lengths)
    {
        int[] counts = new int[4];
        if (only >= 0)
        {
            counts[only] = 5;
        }

        HuffmanCode code = new(4, 15);
        code.Build(counts);

        Assert.Equal(lengths, code.Lengths.ToArray());
    }

    [Fact]
    public void Codewords_are_those_of_the_example_in_the_RFC()
    {
        // RFC 1951 §3.2.2: lengths (3, 3, 3, 3, 3, 2, 4, 4) give 010 011 100 101 110 00 1110 1111.
        HuffmanCode code = HuffmanCode.FromLengths([3, 3, 3, 3, 3, 2, 4, 4]);

        string[] words = [.. code.Codewords.ToArray().Select(word =>
        {
            int length = (int)(word & HuffmanCode.LengthMask);
            string bits = Convert.ToString(word >> HuffmanCode.LengthBits, 2).PadLeft(length, '0');
            return string.Concat(bits.Reverse());
        })];
        Assert.Equal(["010", "011", "100", "101", "110", "00", "1110", "1111"], words);
    }

    private static uint Reverse(uint bits, int length)
    {
        uint reversed = 0;
        for (int i = 0; i < length; i++)
        {
            reversed |= ((bits >> i) & 1) << (length - 1 - i);
        }

        return reversed;
    }

    private static void AssertComplete(HuffmanCode code, int limit)
    {
        byte[] lengths = code.Lengths.ToArray();
        Assert.All(lengths, length => Assert.InRange(length, 0, limit));
        Assert.Equal(1 << limit, lengths.Where(length => length > 0).Sum(length => 1 << (limit - length)));
    }

    private static (long Bits, int Depth) HuffmanByQueue(int[] counts)
    {
        PriorityQueue<(long Count, int Depth), (long, int)> queue = new();
        foreach (int count in counts.Where(count => count > 0))
        {
            queue.Enqueue((count, 0), (count, 0));
        }

        long bits = 0;
        while (queue.Count > 1)
        {
            (long count, int depth) = queue.Dequeue();
            (long other, int otherDepth) = queue.Dequeue();
            (long, int) parent = (count + other, Math.Max(depth, otherDepth) + 1);
            bits += count + other;
            queue.Enqueue(parent, parent);
        }

        return (bits, queue.Dequeue().Depth);
    }
}
