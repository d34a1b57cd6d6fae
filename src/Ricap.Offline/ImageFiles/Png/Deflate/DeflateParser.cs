namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// Splits an input into blocks of literals and repeats. A repeat gives way to a longer one that starts a byte later
/// (lazy evaluation, RFC 1951 §4).
/// </summary>
internal sealed class DeflateParser(MatchFinder finder) : BlockParser
{
    // From here on the hope for a longer repeat a byte later is not worth a search.
    private const int LongEnough = 16;

    /// <summary>A parser with a finder of its own.</summary>
    public DeflateParser()
        : this(new MatchFinder())
    {
    }

    /// <inheritdoc/>
    public override void Begin(int length) => finder.Begin(length);

    /// <inheritdoc/>
    protected override int Parse(ReadOnlySpan<byte> input, int start)
    {
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

            Add(position - literalStart, match);
            position += match.Length;
            finder.Insert(input, inserted, position);
            literalStart = position;
        }

        if (position > lastSearched)
        {
            position = input.Length;
        }

        Add(position - literalStart, default);
        return position;
    }
}
