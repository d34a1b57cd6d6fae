using Ricap.Building.Output;

namespace Ricap.Building.Base;

/// <summary>Some of the base shards in a row, and the sources in them. Where none is left out, their places are known beforehand.</summary>
/// <param name="FirstShard">The first shard.</param>
/// <param name="FirstSource">The first source.</param>
/// <param name="EndSource">The source after the last.</param>
internal sealed record BaseRange(int FirstShard, int FirstSource, int EndSource)
{
    /// <summary>How many sources.</summary>
    public int Sources => EndSource - FirstSource;

    private bool IsWhole { get; init; }

    private HashSet<string> Paths { get; init; } = [];

    /// <summary>All shards.</summary>
    public static BaseRange Whole(int sources) => new(0, 0, sources) { IsWhole = true };

    /// <summary>Those of a part.</summary>
    /// <param name="part">Which part.</param>
    /// <param name="sources">How many sources there are.</param>
    /// <param name="rowsPerShard">Sources a shard.</param>
    public static BaseRange Of(PartNumber part, int sources, int rowsPerShard)
    {
        (long first, long end) = part.Slice(Shards(sources, rowsPerShard));
        return new((int)first, Source(first), Source(end))
        {
            IsWhole = part.Count == 1,
            Paths = [.. Enumerable.Range((int)first, (int)(end - first)).Select(DatasetLayout.BaseShard)],
        };

        int Source(long shard) => (int)Math.Min(shard * rowsPerShard, sources);
    }

    /// <summary>How many base shards so many sources make.</summary>
    public static int Shards(int sources, int rowsPerShard) => (int)(((long)sources + rowsPerShard - 1) / rowsPerShard);

    /// <summary>Whether a shard of this path is one of them.</summary>
    public bool Has(string path) => IsWhole || Paths.Contains(path);
}
