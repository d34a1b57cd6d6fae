namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>Some literal bytes, and then a repeat; the last sequence of a block has none.</summary>
internal readonly record struct Sequence(int Literals, Match Match);

/// <summary>
/// Splits an input into blocks of literals and repeats. A repeat gives way to a longer one that starts a byte later
/// (lazy evaluation, RFC 1951 §4).
/// </summary>
internal sealed class DeflateParser(MatchFinder finder)
{
    /// <summary>
    /// Literals and repeats in a block. Shorter ones spend more on code tables than they gain by better codes; longer
    /// ones mix parts of an image that have little in common.
    /// </summary>
    public const int SymbolsPerBlock = 16384;

    // From here on the hope for a longer repeat a byte later is not worth a search.
    private const int LongEnough = 16;

    private readonly Sequence[] _sequences = new Sequence[SymbolsPerBlock + 1];
    private int _count;

    /// <summary>The last block, in order; good until the next <see cref="ParseBlock"/>.</summary>
    public ReadOnlySpan<Sequence> Sequences => _sequences.AsSpan(0, _count);

    /// <summary>Gets ready for an input of <paramref name="length"/> bytes.</summary>
    public void Begin(int length) => finder.Begin(length);

    /// <summary>Parses the block that starts at <paramref name="start"/>; returns where it ends.</summary>
    public int ParseBlock(ReadOnlySpan<byte> input, int start)
    {
        _count = 0;
        int lastSearched = input.Length - MatchFinder.ShortestFound;
        int position = start;
        int literalStart = start;
        int symbols = 0;
        for (; position <= lastSearched && symbols < SymbolsPerBlock; symbols++)
        {
            Match match = finder.FindAndInsert(input, position, MatchFinder.ShortestFound - 1);
            if (match.Length == 0)
            {
                position++;
                continue;
            }

            int inserted = position + 1;
            while (match.Length < LongEnough && inserted <= lastSearched)
            {
                Match later = finder.FindAndInsert(input, inserted++, match.Length);
                if (later.Length == 0)
                {
                    break;
                }

                match = later;
                position++;
                symbols++;
            }

            _sequences[_count++] = new Sequence(position - literalStart, match);
            position += match.Length;
            finder.Insert(input, inserted, position);
            literalStart = position;
        }

        if (position > lastSearched)
        {
            position = input.Length;
        }

        _sequences[_count++] = new Sequence(position - literalStart, default);
        return position;
    }
}
