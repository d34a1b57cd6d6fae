using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// A canonical, length-limited prefix code (RFC 1951 §3.2.2) over an alphabet of fixed size:
/// <see cref="HuffmanLengths"/> says how long each codeword is, and the lengths alone say what the codewords are.
/// </summary>
/// <param name="alphabet">How many symbols there are, two or more.</param>
/// <param name="limit">The longest codeword there may be, 15 bits or fewer.</param>
internal sealed class HuffmanCode(int alphabet, int limit)
{
    /// <summary>
    /// A codeword is packed as its bits, reversed for the writer, above this many bits for its length. A processor that shifts
    /// looks at no more bits of the distance: it may be a packed codeword, or a sum of some.
    /// </summary>
    public const int LengthBits = 8;

    /// <summary>Takes the length out of a packed codeword.</summary>
    public const uint LengthMask = (1 << LengthBits) - 1;

    private const int LengthCount = DeflateAlphabet.LongestCode + 1;

    private readonly HuffmanLengths _builder = new(alphabet, limit);
    private readonly byte[] _lengths = new byte[alphabet];
    private readonly uint[] _codewords = new uint[(alphabet + 3) & ~3]; // whole vectors

    /// <summary>The length of each symbol's codeword; 0 for one that does not occur.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>Each symbol's codeword, packed: see <see cref="LengthBits"/>.</summary>
    public ReadOnlySpan<uint> Codewords => _codewords.AsSpan(0, _lengths.Length);

    /// <summary>The length of the longest codeword.</summary>
    public int Longest { get; private set; }

    /// <summary>How many bits the symbols take that this code was built for.</summary>
    public int Bits { get; private set; }

    /// <summary>The bits of a packed codeword, as they are sent.</summary>
    public static uint BitsOf(uint codeword) => codeword >> LengthBits;

    /// <summary>How many bits a packed codeword has.</summary>
    public static int LengthOf(uint codeword) => (int)(codeword & LengthMask);

    /// <summary>The code whose lengths are given, such as the fixed one of RFC 1951 §3.2.6.</summary>
    public static HuffmanCode FromLengths(ReadOnlySpan<byte> lengths)
    {
        HuffmanCode code = new(lengths.Length, DeflateAlphabet.LongestCode);
        lengths.CopyTo(code._lengths);
        int[] counts = new int[LengthCount];
        int[] lowCounts = new int[LengthCount];
        for (int symbol = 0; symbol < lengths.Length; symbol++)
        {
            counts[lengths[symbol]]++;
            lowCounts[lengths[symbol]] += symbol < code._builder.Half ? 1 : 0;
        }

        code.AssignCodewords(counts, lowCounts);
        return code;
    }

    /// <summary>Makes this the code for symbols that occur this often.</summary>
    public void Build(ReadOnlySpan<int> frequencies)
    {
        Span<int> counts = stackalloc int[LengthCount];
        Span<int> lowCounts = stackalloc int[LengthCount];
        counts.Clear();
        lowCounts.Clear();
        Bits = _builder.Compute(frequencies, _lengths, counts, lowCounts);
        AssignCodewords(counts, lowCounts);
    }

    /// <summary>
    /// Numbers the codewords as RFC 1951 §3.2.2 does: by length, then by symbol. The two halves of the alphabet are numbered by
    /// turns, as neighbours are often of one length and would wait for each other's number.
    /// </summary>
    private void AssignCodewords(ReadOnlySpan<int> counts, ReadOnlySpan<int> lowCounts)
    {
        // A number is the codeword from the highest of sixteen bits down; those of length 0 go up above them.
        Span<int> nextLow = stackalloc int[LengthCount];
        Span<int> nextHigh = stackalloc int[LengthCount];
        nextLow[0] = nextHigh[0] = 0;
        Longest = counts.LastIndexOfAnyExcept(0);
        int next = 0;
        for (int length = 1; length < LengthCount; length++)
        {
            nextLow[length] = next;
            nextHigh[length] = next + (lowCounts[length] * Step(length));
            next += counts[length] * Step(length);
        }

        ReadOnlySpan<byte> low = Lengths[.._builder.Half];
        ReadOnlySpan<byte> high = Lengths[_builder.Half..];
        Span<uint> lowWords = _codewords.AsSpan(0, low.Length);
        Span<uint> highWords = _codewords.AsSpan(low.Length, high.Length);
        for (int i = 0; i < low.Length; i++)
        {
            lowWords[i] = Take(nextLow, low[i]);
            highWords[i] = Take(nextHigh, high[i]);
        }

        if (high.Length > low.Length)
        {
            highWords[^1] = Take(nextHigh, high[^1]);
        }

        ReverseBits();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Take(Span<int> next, int length)
    {
        int number = next[length];
        next[length] = number + Step(length);
        return ((uint)(ushort)number << LengthBits) | (uint)length;
    }

    private static int Step(int length) => 0x10000 >> length;

    /// <summary>Codewords are sent from their highest bit down, unlike everything else (RFC 1951 §3.1.1).</summary>
    private void ReverseBits()
    {
        foreach (ref Vector128<uint> words in MemoryMarshal.Cast<uint, Vector128<uint>>(_codewords.AsSpan()))
        {
            Vector128<uint> bits = words >> LengthBits;
            bits = ((bits & Vector128.Create(0x5555u)) << 1) | ((bits >> 1) & Vector128.Create(0x5555u));
            bits = ((bits & Vector128.Create(0x3333u)) << 2) | ((bits >> 2) & Vector128.Create(0x3333u));
            bits = ((bits & Vector128.Create(0x0F0Fu)) << 4) | ((bits >> 4) & Vector128.Create(0x0F0Fu));
            bits = ((bits & Vector128.Create(0x00FFu)) << 8) | (bits >> 8);
            words = (bits << LengthBits) | (words & Vector128.Create(LengthMask));
        }
    }
}
