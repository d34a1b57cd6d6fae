namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// Splits an input into blocks of literals and runs: repeats of the byte before. After filtering, that is what flat areas are,
/// and photographs have little else that repeats.
/// </summary>
internal sealed class RunParser : IBlockParser
{
    private readonly Sequence[] _sequences = new Sequence[IBlockParser.SymbolsPerBlock + 1];
    private int _count;

    /// <inheritdoc/>
    public ReadOnlySpan<Sequence> Sequences => _sequences.AsSpan(0, _count);

    /// <inheritdoc/>
    public void Begin(int length)
    {
    }

    /// <inheritdoc/>
    public int ParseBlock(ReadOnlySpan<byte> input, int start)
    {
        _count = 0;
        int position = start;
        int literals = 0;
        for (int symbols = 0; position < input.Length && symbols < IBlockParser.SymbolsPerBlock;)
        {
            int end = (int)Math.Min(input.Length, (long)position + IBlockParser.SymbolsPerBlock - symbols);
            int run = RunSearch.Find(input, position, end);
            literals += run - position;
            symbols += run - position;
            position = run;
            if (run == end)
            {
                continue; // the block is full, or the input is at its end
            }

            // At least the shortest; what is left of a run after its last whole repeat may be too short to be one.
            int length = RunSearch.Length(input, run, DeflateAlphabet.LongestMatch);
            _sequences[_count++] = new Sequence(literals, new Match(length, 1));
            position += length;
            literals = 0;
            symbols++;
        }

        _sequences[_count++] = new Sequence(literals, default);
        return position;
    }
}
