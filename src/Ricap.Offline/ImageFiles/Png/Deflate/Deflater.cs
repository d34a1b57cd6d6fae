namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// Compresses bytes into a deflate stream (RFC 1951) that depends on them alone: neither on the machine, nor on what
/// was compressed before. Not safe for use by several threads; reuse it, its tables are 200 KB and more.
/// </summary>
/// <remarks>
/// <code>
///   bytes ──► DeflateParser ──► sequences ──► DeflateBlock ──► HuffmanCode, DeflateHeader ──► BitWriter
///             or RunParser                    once for each block of 16384 symbols
/// </code>
/// </remarks>
/// <param name="parser">What looks for repeats.</param>
internal sealed class Deflater(BlockParser parser)
{
    // No block is longer than if it were stored: its bytes, 42 bits, and 40 more for each 65535 bytes after the first.
    private const int BlockOverhead = 8;

    private readonly DeflateBlock _block = new();

    /// <summary>How long a buffer must be to hold whatever <see cref="Compress"/> makes of so many bytes.</summary>
    public static int Bound(int length) =>
        checked(length + (BlockOverhead * ((length / BlockParser.SymbolsPerBlock) + 1)) + BitWriter.Slack);

    /// <summary>
    /// Compresses <paramref name="input"/> into <paramref name="output"/>, which must be of <see cref="Bound"/> bytes;
    /// returns how many of them it fills.
    /// </summary>
    public int Compress(ReadOnlySpan<byte> input, Span<byte> output)
    {
        BitWriter writer = new(output);
        parser.Begin(input.Length);
        int start = 0;
        do
        {
            int end = parser.ParseBlock(input, start);
            _block.Write(input[start..end], parser.Sequences, last: end == input.Length, ref writer);
            start = end;
        }
        while (start < input.Length);

        writer.AlignToByte();
        return writer.BytesWritten;
    }
}
