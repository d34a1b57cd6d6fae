using static Ricap.ImageFiles.Png.Deflate.DeflateAlphabet;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>Writes one parsed block in whichever of the three forms is shortest (RFC 1951 §3.2.3).</summary>
/// <remarks>
/// <code>
///   stored    last 1 │ 00 │ to the next byte │ LEN 16 │ ~LEN 16 │ bytes
///   fixed     last 1 │ 01 │ symbols │ end of block
///   dynamic   last 1 │ 10 │ code lengths (<see cref="DeflateHeader"/>) │ symbols │ end of block
/// </code>
/// The lengths of all three are known to the bit before one is written. Of equal ones a stored block wins, being the
/// fastest to read, then a fixed one.
/// </remarks>
internal sealed class DeflateBlock
{
    private const int TypeBits = 3;
    private const uint Stored = 0b000;
    private const uint Fixed = 0b010;
    private const uint Dynamic = 0b100;
    private const int LongestStored = 65535;

    private static readonly HuffmanCode FixedLiterals = HuffmanCode.FromLengths(FixedLiteralLengths());
    private static readonly HuffmanCode FixedDistances = HuffmanCode.FromLengths(FixedDistanceLengths());

    private readonly int[] _literalCounts = new int[LiteralLengthSymbols];
    private readonly int[] _otherCounts = new int[Literals];
    private readonly int[] _distanceCounts = new int[DistanceSymbols];
    private readonly HuffmanCode _literals = new(LiteralLengthSymbols, LongestCode);
    private readonly HuffmanCode _distances = new(DistanceSymbols, LongestCode);
    private readonly DeflateHeader _header = new();

    /// <summary>Writes <paramref name="bytes"/>, which <paramref name="sequences"/> describe.</summary>
    public void Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<Sequence> sequences, bool last, ref BitWriter writer)
    {
        CountSymbols(bytes, sequences);
        _literals.Build(_literalCounts);
        _distances.Build(_distanceCounts);
        _header.Build(_literals.Lengths, _distances.Lengths);

        long extraBits = ExtraBits();
        long dynamicBits = TypeBits + _header.Bits + SymbolBits(_literals, _distances) + extraBits;
        long fixedBits = TypeBits + SymbolBits(FixedLiterals, FixedDistances) + extraBits;
        if (StoredBits(bytes.Length, writer.BitsInLastByte) <= Math.Min(dynamicBits, fixedBits))
        {
            WriteStored(bytes, last, ref writer);
        }
        else if (fixedBits <= dynamicBits)
        {
            WriteType(Fixed, last, ref writer);
            WriteSymbols(bytes, sequences, FixedLiterals.Codewords, FixedDistances.Codewords, ref writer);
        }
        else
        {
            WriteType(Dynamic, last, ref writer);
            _header.Write(ref writer);
            WriteSymbols(bytes, sequences, _literals.Codewords, _distances.Codewords, ref writer);
        }
    }

    private void CountSymbols(ReadOnlySpan<byte> bytes, ReadOnlySpan<Sequence> sequences)
    {
        int[] literals = _literalCounts;
        Array.Clear(literals);
        Array.Clear(_otherCounts);
        Array.Clear(_distanceCounts);
        foreach ((int literalRun, Match match) in sequences)
        {
            CountLiterals(bytes[..literalRun]);
            if (match.Length > 0)
            {
                literals[LengthSymbol(match.Length)]++;
                _distanceCounts[DistanceSymbol(match.Distance)]++;
            }

            bytes = bytes[(literalRun + match.Length)..];
        }

        literals[EndOfBlock]++;
        for (int literal = 0; literal < Literals; literal++)
        {
            literals[literal] += _otherCounts[literal];
        }
    }

    /// <summary>In two tables by turns: a literal is often that before it, and its count then still on the way to memory.</summary>
    private void CountLiterals(ReadOnlySpan<byte> run)
    {
        int[] even = _literalCounts;
        int[] odd = _otherCounts;
        int i = 0;
        for (; i < run.Length - 1; i += 2)
        {
            even[run[i]]++;
            odd[run[i + 1]]++;
        }

        if (i < run.Length)
        {
            even[run[i]]++;
        }
    }

    /// <summary>What the extra bits of lengths and distances take, the same under any code.</summary>
    private long ExtraBits()
    {
        long bits = 0;
        for (int symbol = FirstLength; symbol < LiteralLengthSymbols; symbol++)
        {
            bits += (long)_literalCounts[symbol] * LengthExtraBits(symbol);
        }

        for (int symbol = 0; symbol < DistanceSymbols; symbol++)
        {
            bits += (long)_distanceCounts[symbol] * DistanceExtraBits(symbol);
        }

        return bits;
    }

    private long SymbolBits(HuffmanCode literals, HuffmanCode distances) =>
        Product(_literalCounts, literals.Lengths) + Product(_distanceCounts, distances.Lengths);

    private static long Product(ReadOnlySpan<int> counts, ReadOnlySpan<byte> lengths)
    {
        long bits = 0;
        for (int symbol = 0; symbol < counts.Length; symbol++)
        {
            bits += (long)counts[symbol] * lengths[symbol];
        }

        return bits;
    }

    private static long StoredBits(int length, int bitsInLastByte)
    {
        int chunks = Math.Max(1, (length + LongestStored - 1) / LongestStored);
        int padding = -(bitsInLastByte + TypeBits) & 7;
        const int Lengths = 32;
        return TypeBits + padding + Lengths + ((chunks - 1) * (8L + Lengths)) + (8L * length);
    }

    private static void WriteType(uint type, bool last, ref BitWriter writer) =>
        writer.Add(type | (last ? 1u : 0u), TypeBits);

    private static void WriteStored(ReadOnlySpan<byte> bytes, bool last, ref BitWriter writer)
    {
        do
        {
            ReadOnlySpan<byte> chunk = bytes[..Math.Min(bytes.Length, LongestStored)];
            bytes = bytes[chunk.Length..];
            WriteType(Stored, last && bytes.IsEmpty, ref writer);
            writer.AlignToByte();
            writer.Add((uint)chunk.Length | (~(uint)chunk.Length << 16), 32);
            writer.Flush();
            writer.AddBytes(chunk);
        }
        while (!bytes.IsEmpty);
    }

    private static void WriteSymbols(
        ReadOnlySpan<byte> bytes,
        ReadOnlySpan<Sequence> sequences,
        ReadOnlySpan<uint> literals,
        ReadOnlySpan<uint> distances,
        ref BitWriter output)
    {
        // Copies, here and below, so that its fields live in registers.
        BitWriter writer = output;
        writer.Flush();
        foreach ((int literalRun, Match match) in sequences)
        {
            if (literalRun > 0)
            {
                WriteLiterals(bytes[..literalRun], literals, ref writer);
            }

            if (match.Length > 0)
            {
                WriteMatch(match, literals, distances, ref writer);
            }

            bytes = bytes[(literalRun + match.Length)..];
        }

        writer.Add(literals[EndOfBlock]);
        writer.Flush();
        output = writer;
    }

    private static void WriteLiterals(ReadOnlySpan<byte> run, ReadOnlySpan<uint> codewords, ref BitWriter output)
    {
        BitWriter writer = output;

        // Three of the longest, 45 bits, fit between two flushes. They are put together first: only one step in three waits
        // for the bits before it.
        while (run.Length >= 3)
        {
            (uint first, uint second, uint third) = (codewords[run[0]], codewords[run[1]], codewords[run[2]]);
            int firstLength = HuffmanCode.LengthOf(first);
            int twoLength = firstLength + HuffmanCode.LengthOf(second);
            writer.Add(
                HuffmanCode.BitsOf(first) | ((ulong)HuffmanCode.BitsOf(second) << firstLength) | ((ulong)HuffmanCode.BitsOf(third) << twoLength),
                twoLength + HuffmanCode.LengthOf(third));
            writer.Flush();
            run = run[3..];
        }

        foreach (byte literal in run)
        {
            writer.Add(codewords[literal]);
        }

        writer.Flush();
        output = writer;
    }

    private static void WriteMatch(
        Match match, ReadOnlySpan<uint> literals, ReadOnlySpan<uint> distances, ref BitWriter writer)
    {
        int symbol = LengthSymbol(match.Length);
        int extraBits = LengthExtraBits(symbol);
        writer.Add(literals[symbol]);
        writer.Add(LengthExtra(match.Length, extraBits), extraBits);

        symbol = DistanceSymbol(match.Distance);
        extraBits = DistanceExtraBits(symbol);
        writer.Add(distances[symbol]);
        writer.Add(DistanceExtra(match.Distance, extraBits), extraBits);
        writer.Flush();
    }

    /// <summary>RFC 1951 §3.2.6; the last two symbols never occur but take part in the numbering.</summary>
    private static byte[] FixedLiteralLengths()
    {
        byte[] lengths = new byte[LiteralLengthSymbols + 2];
        lengths.AsSpan(..144).Fill(8);
        lengths.AsSpan(144..256).Fill(9);
        lengths.AsSpan(256..280).Fill(7);
        lengths.AsSpan(280..).Fill(8);
        return lengths;
    }

    private static byte[] FixedDistanceLengths()
    {
        byte[] lengths = new byte[DistanceSymbols];
        lengths.AsSpan().Fill(5);
        return lengths;
    }
}
