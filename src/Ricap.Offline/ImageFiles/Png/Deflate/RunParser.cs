namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// Splits an input into blocks of literals and runs: repeats of the byte before. After filtering, that is what flat areas are,
/// and photographs have little else that repeats.
/// </summary>
internal sealed class RunParser : BlockParser
{
    /// <inheritdoc/>
    protected override int Parse(ReadOnlySpan<byte> input, int start)
    {
        int position = start;
        int literals = 0;
        for (int symbols = 0; position < input.Length && symbols < SymbolsPerBlock;)
        {
            int end = (int)Math.Min(input.Length, (long)position + SymbolsPerBlock - symbols);
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
            Add(literals, new Match(length, 1));
            position += length;
            literals = 0;
            symbols++;
        }

        Add(literals, default);
        return position;
    }
}
