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
    /// A codeword is packed as its bits, reversed for the writer, above this many bits for its length.
    /// </summary>
    public const int LengthBits = 4;

    /// <summary>Takes the length out of a packed codeword.</summary>
    public const uint LengthMask = (1 << LengthBits) - 1;

    private readonly HuffmanLengths _builder = new(alphabet, limit);
    private readonly byte[] _lengths = new byte[alphabet];
    private readonly uint[] _codewords = new uint[alphabet];

    /// <summary>The length of each symbol's codeword; 0 for one that does not occur.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>Each symbol's codeword, packed: see <see cref="LengthBits"/>.</summary>
    public ReadOnlySpan<uint> Codewords => _codewords;

    /// <summary>The bits of a packed codeword, as they are sent.</summary>
    public static uint BitsOf(uint codeword) => codeword >> LengthBits;

    /// <summary>How many bits a packed codeword has.</summary>
    public static int LengthOf(uint codeword) => (int)(codeword & LengthMask);

    /// <summary>The code whose lengths are given, such as the fixed one of RFC 1951 §3.2.6.</summary>
    public static HuffmanCode FromLengths(ReadOnlySpan<byte> lengths)
    {
        HuffmanCode code = new(lengths.Length, DeflateAlphabet.LongestCode);
        lengths.CopyTo(code._lengths);
        code.AssignCodewords();
        return code;
    }

    /// <summary>Makes this the code for symbols that occur this often.</summary>
    public void Build(ReadOnlySpan<int> frequencies)
    {
        _builder.Compute(frequencies, _lengths);
        AssignCodewords();
    }

    /// <summary>Numbers the codewords as RFC 1951 §3.2.2 does: by length, then by symbol.</summary>
    private void AssignCodewords()
    {
        Span<int> next = stackalloc int[DeflateAlphabet.LongestCode + 2];
        next.Clear();
        foreach (byte length in _lengths)
        {
            next[length + 1]++;
        }

        next[1] = 0;
        for (int length = 1; length <= DeflateAlphabet.LongestCode; length++)
        {
            next[length + 1] = (next[length] + next[length + 1]) << 1;
        }

        for (int symbol = 0; symbol < _lengths.Length; symbol++)
        {
            int length = _lengths[symbol];
            _codewords[symbol] = length == 0 ? 0 : (Reverse((uint)next[length]++, length) << LengthBits) | (uint)length;
        }
    }

    /// <summary>Codewords are sent from their highest bit down, unlike everything else (RFC 1951 §3.1.1).</summary>
    private static uint Reverse(uint code, int length)
    {
        code = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
        code = ((code & 0x3333) << 2) | ((code >> 2) & 0x3333);
        code = ((code & 0x0F0F) << 4) | ((code >> 4) & 0x0F0F);
        code = ((code & 0x00FF) << 8) | (code >> 8);
        return code >> (16 - length);
    }
}
