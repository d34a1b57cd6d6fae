using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Ricap.ImageFiles.Png.Deflate.DeflateAlphabet;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// The head of a dynamic block: the two codes' lengths, run-length coded under a third code (RFC 1951 §3.2.7).
/// </summary>
/// <remarks>
/// <code>
///   HLIT 5 │ HDIST 5 │ HCLEN 4 │ 3 bits for each code length code length │ runs of literal, then of distance lengths
/// </code>
/// </remarks>
internal sealed class DeflateHeader
{
    private const int CopyPrevious = 16;
    private const int ZerosShort = 17;
    private const int ZerosLong = 18;

    // No run of lengths of up to so many is shorter than as itself.
    private const int Short = 3;

    // As many lengths as are stored at once.
    private const int Surplus = sizeof(ulong) / sizeof(ushort);

    private readonly byte[] _lengths = new byte[LiteralLengthSymbols + DistanceSymbols + Vector128<byte>.Count + 1];
    private readonly ushort[] _runs = new ushort[LiteralLengthSymbols + DistanceSymbols + Surplus];
    private readonly int[] _counts = new int[CodeLengthSymbols];
    private readonly HuffmanCode _code = new(CodeLengthSymbols, LongestCodeLengthCode);
    private int _literalLengths;
    private int _distanceLengths;
    private int _codeLengths;
    private int _runCount;

    /// <summary>How many bits <see cref="Write"/> will add.</summary>
    public int Bits { get; private set; }

    /// <summary>Prepares the head for a block with these codes.</summary>
    public void Build(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        _literalLengths = Math.Max(FirstLength, literals.LastIndexOfAnyExcept((byte)0) + 1);
        _distanceLengths = Math.Max(1, distances.LastIndexOfAnyExcept((byte)0) + 1);
        literals[.._literalLengths].CopyTo(_lengths);
        distances[.._distanceLengths].CopyTo(_lengths.AsSpan(_literalLengths));

        FindRuns(_literalLengths + _distanceLengths);
        _code.Build(_counts);
        ReadOnlySpan<byte> codeLengths = _code.Lengths;
        _codeLengths = CodeLengthSymbols;
        while (_codeLengths > 4 && codeLengths[CodeLengthOrder[_codeLengths - 1]] == 0)
        {
            _codeLengths--;
        }

        Bits = 5 + 5 + 4 + (3 * _codeLengths) + _code.Bits;
        for (int symbol = CopyPrevious; symbol < CodeLengthSymbols; symbol++)
        {
            Bits += _counts[symbol] * RunExtraBits(symbol);
        }
    }

    /// <summary>Writes the head, all that comes between the block's type and its first symbol.</summary>
    public void Write(ref BitWriter writer)
    {
        writer.Add((uint)(_literalLengths - FirstLength), 5);
        writer.Add((uint)(_distanceLengths - 1), 5);
        writer.Add((uint)(_codeLengths - 4), 4);
        writer.Flush();
        foreach (byte symbol in CodeLengthOrder[.._codeLengths])
        {
            writer.Add(_code.Lengths[symbol], 3);
            writer.Flush();
        }

        ReadOnlySpan<uint> codewords = _code.Codewords;
        Span<int> widths = stackalloc int[32];
        for (int symbol = 0; symbol < codewords.Length; symbol++)
        {
            widths[symbol] = HuffmanCode.LengthOf(codewords[symbol]) + RunExtraBits(symbol);
        }

        // One of them takes 14 bits at most, so four fit between two flushes.
        int unstored = 0;
        BitWriter runs = writer; // a copy, so that its fields live in registers
        foreach (ushort run in _runs.AsSpan(0, _runCount))
        {
            int symbol = run & 31;
            uint codeword = codewords[symbol];
            runs.Add(HuffmanCode.BitsOf(codeword) | ((uint)(run >> 5) << (int)codeword), widths[symbol]);
            if ((++unstored & 3) == 0)
            {
                runs.Flush();
            }
        }

        runs.Flush();
        writer = runs;
    }

    private static int RunExtraBits(int symbol) => symbol switch
    {
        CopyPrevious => 2,
        ZerosShort => 3,
        ZerosLong => 7,
        _ => 0,
    };

    private void FindRuns(int count)
    {
        Array.Clear(_counts);
        _runCount = 0;
        _lengths[count] = byte.MaxValue; // ends the last run, being no length
        int start = 0;
        for (int at = 0; start < count; at += Vector128<byte>.Count)
        {
            // A bit for each length that the next one differs from: a loop along each run would end where nobody foretells.
            ReadOnlySpan<byte> these = _lengths.AsSpan(at);
            uint ends = Vector128.ExtractMostSignificantBits(~Vector128.Equals(Vector128.Create(these), Vector128.Create(these[1..])));
            for (; ends != 0 && start < count; ends &= ends - 1)
            {
                int end = at + BitOperations.TrailingZeroCount(ends) + 1;
                AddRun(_lengths[start], end - start);
                start = end;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddRun(byte length, int run)
    {
        if (run <= (length == 0 ? Short - 1 : Short))
        {
            // Most are: without a branch on which of the three it is, the surplus is written over.
            _counts[length] += run;
            MemoryMarshal.Write(MemoryMarshal.AsBytes(_runs.AsSpan(_runCount)), length * 0x0001_0001_0001_0001UL);
            _runCount += run;
        }
        else if (length == 0)
        {
            AddZeros(run);
        }
        else
        {
            Add(length, 0);
            AddRepeats(length, run - 1);
        }
    }

    private void AddZeros(int run)
    {
        for (; run >= 11; run -= Math.Min(run, 138))
        {
            Add(ZerosLong, Math.Min(run, 138) - 11);
        }

        if (run >= 3)
        {
            Add(ZerosShort, run - 3);
            return;
        }

        for (; run > 0; run--)
        {
            Add(0, 0);
        }
    }

    private void AddRepeats(byte length, int run)
    {
        for (; run >= 3; run -= Math.Min(run, 6))
        {
            Add(CopyPrevious, Math.Min(run, 6) - 3);
        }

        for (; run > 0; run--)
        {
            Add(length, 0);
        }
    }

    private void Add(int symbol, int extra)
    {
        _counts[symbol]++;
        _runs[_runCount++] = (ushort)(symbol | (extra << 5));
    }
}
