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

    private readonly byte[] _lengths = new byte[LiteralLengthSymbols + DistanceSymbols];
    private readonly ushort[] _runs = new ushort[LiteralLengthSymbols + DistanceSymbols];
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

        FindRuns(_lengths.AsSpan(0, _literalLengths + _distanceLengths));
        _code.Build(_counts);
        ReadOnlySpan<byte> codeLengths = _code.Lengths;
        _codeLengths = CodeLengthSymbols;
        while (_codeLengths > 4 && codeLengths[CodeLengthOrder[_codeLengths - 1]] == 0)
        {
            _codeLengths--;
        }

        Bits = 5 + 5 + 4 + (3 * _codeLengths);
        for (int symbol = 0; symbol < CodeLengthSymbols; symbol++)
        {
            Bits += _counts[symbol] * (codeLengths[symbol] + RunExtraBits(symbol));
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

        foreach (ushort run in _runs.AsSpan(0, _runCount))
        {
            int symbol = run & 31;
            writer.Add(_code.Codewords[symbol]);
            writer.Add((uint)run >> 5, RunExtraBits(symbol));
            writer.Flush();
        }
    }

    private static int RunExtraBits(int symbol) => symbol switch
    {
        CopyPrevious => 2,
        ZerosShort => 3,
        ZerosLong => 7,
        _ => 0,
    };

    private void FindRuns(ReadOnlySpan<byte> lengths)
    {
        Array.Clear(_counts);
        _runCount = 0;
        while (!lengths.IsEmpty)
        {
            byte length = lengths[0];
            int run = lengths.IndexOfAnyExcept(length);
            run = run < 0 ? lengths.Length : run;
            lengths = lengths[run..];
            if (length == 0)
            {
                AddZeros(run);
            }
            else
            {
                AddRun(length, 0);
                AddRepeats(length, run - 1);
            }
        }
    }

    private void AddZeros(int run)
    {
        for (; run >= 11; run -= Math.Min(run, 138))
        {
            AddRun(ZerosLong, Math.Min(run, 138) - 11);
        }

        if (run >= 3)
        {
            AddRun(ZerosShort, run - 3);
            return;
        }

        for (; run > 0; run--)
        {
            AddRun(0, 0);
        }
    }

    private void AddRepeats(byte length, int run)
    {
        for (; run >= 3; run -= Math.Min(run, 6))
        {
            AddRun(CopyPrevious, Math.Min(run, 6) - 3);
        }

        for (; run > 0; run--)
        {
            AddRun(length, 0);
        }
    }

    private void AddRun(int symbol, int extra)
    {
        _counts[symbol]++;
        _runs[_runCount++] = (ushort)(symbol | (extra << 5));
    }
}
