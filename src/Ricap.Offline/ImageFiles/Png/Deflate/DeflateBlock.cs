using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    private readonly SymbolCounts _counts = new();
    private readonly HuffmanCode _literals = new(LiteralLengthSymbols, LongestCode);
    private readonly HuffmanCode _distances = new(DistanceSymbols, LongestCode);
    private readonly DeflateHeader _header = new();

    /// <summary>Writes <paramref name="bytes"/>, which <paramref name="sequences"/> describe.</summary>
    public void Write(ReadOnlySpan<byte> bytes, ReadOnlySpan<Sequence> sequences, bool last, ref BitWriter writer)
    {
        _counts.Count(bytes, sequences);
        _literals.Build(_counts.Literals);
        _distances.Build(_counts.Distances);
        _header.Build(_literals.Lengths, _distances.Lengths);

        long dynamicBits = TypeBits + _header.Bits + _literals.Bits + _distances.Bits + _counts.ExtraBits;
        long fixedBits = TypeBits + _counts.BitsUnder(FixedLiterals, FixedDistances) + _counts.ExtraBits;
        if (StoredBits(bytes.Length, writer.BitsInLastByte) <= Math.Min(dynamicBits, fixedBits))
        {
            WriteStored(bytes, last, ref writer);
        }
        else if (fixedBits <= dynamicBits)
        {
            WriteType(Fixed, last, ref writer);
            WriteSymbols(bytes, sequences, FixedLiterals, FixedDistances.Codewords, ref writer);
        }
        else
        {
            WriteType(Dynamic, last, ref writer);
            _header.Write(ref writer);
            WriteSymbols(bytes, sequences, _literals, _distances.Codewords, ref writer);
        }
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
        HuffmanCode code,
        ReadOnlySpan<uint> distances,
        ref BitWriter output)
    {
        ReadOnlySpan<uint> literals = code.Codewords;

        // Copies, here and below, so that its fields live in registers.
        BitWriter writer = output;
        writer.Flush();
        foreach ((int literalRun, Match match) in sequences)
        {
            if (literalRun > 0)
            {
                WriteLiterals(bytes[..literalRun], code, ref writer);
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

    private static void WriteLiterals(ReadOnlySpan<byte> run, HuffmanCode code, ref BitWriter output)
    {
        BitWriter writer = output;
        ref byte literals = ref MemoryMarshal.GetReference(run);
        ref uint codewords = ref MemoryMarshal.GetReference(code.Codewords[..Literals]);
        int i = 0;

        // As many of the longest as fit between two flushes. They are put together first: only one step in so many waits for the
        // bits before it. What is above the length in a sum of codewords, no shift looks at.
        if (4 * code.Longest <= BitWriter.MostBits)
        {
            for (; i <= run.Length - 4; i += 4)
            {
                ref byte four = ref Unsafe.Add(ref literals, i);
                (ulong bits, uint lengths) = Three(ref four, ref codewords);
                uint fourth = Codeword(ref Unsafe.Add(ref four, 3), ref codewords);
                writer.Add(bits | ((ulong)HuffmanCode.BitsOf(fourth) << (int)lengths), HuffmanCode.LengthOf(lengths + fourth));
                writer.Flush();
            }
        }

        for (; i <= run.Length - 3; i += 3)
        {
            (ulong bits, uint lengths) = Three(ref Unsafe.Add(ref literals, i), ref codewords);
            writer.Add(bits, HuffmanCode.LengthOf(lengths));
            writer.Flush();
        }

        for (; i < run.Length; i++)
        {
            writer.Add(Codeword(ref Unsafe.Add(ref literals, i), ref codewords));
            writer.Flush();
        }

        output = writer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (ulong Bits, uint Lengths) Three(ref byte literals, ref uint codewords)
    {
        uint first = Codeword(ref literals, ref codewords);
        uint second = Codeword(ref Unsafe.Add(ref literals, 1), ref codewords);
        uint third = Codeword(ref Unsafe.Add(ref literals, 2), ref codewords);
        uint two = first + second;
        ulong bits = HuffmanCode.BitsOf(first)
            | ((ulong)HuffmanCode.BitsOf(second) << (int)first) | ((ulong)HuffmanCode.BitsOf(third) << (int)two);
        return (bits, two + third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Codeword(ref byte literal, ref uint codewords) => Unsafe.Add(ref codewords, (nuint)literal);

    private static void WriteMatch(
        Match match, ReadOnlySpan<uint> literals, ReadOnlySpan<uint> distances, ref BitWriter writer)
    {
        int symbol = LengthSymbol(match.Length);
        int extraBits = LengthExtraBits[symbol - FirstLength];
        writer.Add(literals[symbol]);
        writer.Add(LengthExtra(match.Length, extraBits), extraBits);

        symbol = DistanceSymbol(match.Distance);
        extraBits = DistanceExtraBits[symbol];
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
