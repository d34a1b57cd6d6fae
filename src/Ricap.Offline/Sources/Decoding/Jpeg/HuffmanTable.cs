namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>Codes of a JPEG scan, by the bits that begin with one.</summary>
internal sealed class HuffmanTable
{
    /// <summary>What <see cref="Find"/> gives for bits that begin with no code.</summary>
    public const int None = 0;

    /// <summary>The step that ends a block: more than any run can add up to.</summary>
    public const int BlockEnd = 128;

    public const int LongestCode = 16;

    /// <summary>Longer codes are rare, and found one length after the other.</summary>
    private const int ShortBits = 9;

    private readonly int[] _byPrefix = new int[1 << ShortBits];
    private readonly byte[] _symbols;
    private readonly int[] _endCode = new int[LongestCode + 1];
    private readonly int[] _offset = new int[LongestCode + 1];

    private HuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>The table as a file defines it; null where its codes are too many for their lengths.</summary>
    /// <param name="counts">How many codes there are of 1 to 16 bits.</param>
    /// <param name="symbols">What they stand for, shortest first.</param>
    public static HuffmanTable? Create(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var table = new HuffmanTable(symbols.ToArray());
        int code = 0;
        int index = 0;
        for (int length = 1; length <= LongestCode; length++, code <<= 1)
        {
            table._offset[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, index++)
            {
                if (code >= 1 << length)
                {
                    return null;
                }

                if (length <= ShortBits)
                {
                    int free = ShortBits - length;
                    table._byPrefix.AsSpan(code << free, 1 << free).Fill(Entry(symbols[index], length));
                }
            }

            table._endCode[length] = code;
        }

        return table;
    }

    /// <summary>The code that <paramref name="bits"/> begin with, packed; <see cref="None"/> where there is none.</summary>
    public int Find(ulong bits)
    {
        int entry = _byPrefix[(int)(bits >> (64 - ShortBits))];
        return entry != None ? entry : FindLong(bits);
    }

    /// <summary>Bits of the code and of the number that follows it.</summary>
    public static int TotalBits(int entry) => entry & 0xFF;

    /// <summary>By how many coefficients a code moves on in a block of a sequential scan.</summary>
    public static int Step(int entry) => (entry >> 8) & 0xFF;

    public static int Symbol(int entry) => (entry >> 16) & 0xFF;

    /// <summary>Bits of the code alone.</summary>
    public static int CodeBits(int entry) => entry >> 24;

    private static int Entry(byte symbol, int length)
    {
        (int run, int size) = (symbol >> 4, symbol & 15);
        int step = size == 0 && run < 15 ? BlockEnd : run + 1;
        return (length << 24) | (symbol << 16) | (step << 8) | (length + size);
    }

    private int FindLong(ulong bits)
    {
        for (int length = ShortBits + 1; length <= LongestCode; length++)
        {
            int code = (int)(bits >> (64 - length));
            if (code < _endCode[length])
            {
                return Entry(_symbols[code + _offset[length]], length);
            }
        }

        return None;
    }
}
