namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>Some literal bytes, and then a repeat; the last sequence of a block has none.</summary>
internal readonly record struct Sequence(int Literals, Match Match);

/// <summary>Splits an input into blocks of literals and repeats, the same ones on every machine.</summary>
internal interface IBlockParser
{
    /// <summary>
    /// Literals and repeats in a block. Shorter ones spend more on code tables than they gain by better codes; longer
    /// ones mix parts of an image that have little in common.
    /// </summary>
    const int SymbolsPerBlock = 16384;

    /// <summary>The last block, in order; good until the next <see cref="ParseBlock"/>.</summary>
    ReadOnlySpan<Sequence> Sequences { get; }

    /// <summary>Gets ready for an input of <paramref name="length"/> bytes.</summary>
    void Begin(int length);

    /// <summary>Parses the block that starts at <paramref name="start"/>; returns where it ends.</summary>
    int ParseBlock(ReadOnlySpan<byte> input, int start);
}
