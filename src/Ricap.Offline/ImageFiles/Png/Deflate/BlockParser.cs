namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>Some literal bytes, and then a repeat; the last sequence of a block has none.</summary>
internal readonly record struct Sequence(int Literals, Match Match);

/// <summary>Splits an input into blocks of literals and repeats, the same ones on every machine.</summary>
internal abstract class BlockParser
{
    /// <summary>
    /// Literals and repeats in a block. Shorter ones spend more on code tables than they gain by better codes; longer
    /// ones mix parts of an image that have little in common.
    /// </summary>
    public const int SymbolsPerBlock = 16384;

    private readonly Sequence[] _sequences = new Sequence[SymbolsPerBlock + 1];
    private int _count;

    /// <summary>The last block, in order; good until the next <see cref="ParseBlock"/>.</summary>
    public ReadOnlySpan<Sequence> Sequences => _sequences.AsSpan(0, _count);

    /// <summary>Gets ready for an input of <paramref name="length"/> bytes.</summary>
    public virtual void Begin(int length)
    {
    }

    /// <summary>Parses the block that starts at <paramref name="start"/>; returns where it ends.</summary>
    public int ParseBlock(ReadOnlySpan<byte> input, int start)
    {
        _count = 0;
        return Parse(input, start);
    }

    /// <summary>Adds the sequences of the block that starts at <paramref name="start"/>; returns where it ends.</summary>
    protected abstract int Parse(ReadOnlySpan<byte> input, int start);

    /// <summary>Adds a sequence to the block.</summary>
    protected void Add(int literals, Match match) => _sequences[_count++] = new Sequence(literals, match);
}
