using Ricap.Rendering;
using Ricap.Shards;

namespace Ricap.Train.Data;

/// <summary>The images of a data set that take part, as if they were all there are: plans count them from 0.</summary>
internal sealed class RowSubset
{
    private readonly int[]? _rows;

    private RowSubset(RicapDataset dataset, int[]? rows)
    {
        (Dataset, _rows) = (dataset, rows);
        Pixels = rows is null ? dataset.Rows : new Selected(dataset.Rows, rows);
        Sources = rows is null ? dataset.Planned.Sources : Of(dataset.Planned.Sources, rows);
    }

    /// <summary>The data set; it must outlive this.</summary>
    public RicapDataset Dataset { get; }

    /// <summary>Whether all images take part, so that shards of the data set are shards of this.</summary>
    public bool IsWhole => _rows is null;

    /// <summary>How many images take part.</summary>
    public int Count => Sources.Count;

    /// <summary>Their pixels.</summary>
    public IBaseRows Pixels { get; }

    /// <summary>Where they come from, and their labels.</summary>
    public RecordSources Sources { get; }

    /// <summary>How many of each class there are, in the order of the classes' numbers.</summary>
    public IReadOnlyList<int> OfEachClass
    {
        get
        {
            int[] counts = new int[Dataset.Manifest.Classes.Count];
            for (int i = 0; i < Sources.Count; i++)
            {
                counts[Sources.ClassOf(i)]++;
            }

            return counts;
        }
    }

    /// <summary>All images of a data set.</summary>
    public static RowSubset All(RicapDataset dataset) => new(dataset, null);

    /// <summary>Some of these.</summary>
    /// <param name="places">Which, as this counts them.</param>
    public RowSubset At(IEnumerable<int> places) => new(Dataset, [.. _rows is null ? places : places.Select(place => _rows[place])]);

    /// <summary>The rows of the base that take part, where each place finds its own.</summary>
    internal IEnumerable<int> BaseRows => _rows ?? Enumerable.Range(0, Count);

    private static RecordSources Of(RecordSources all, int[] rows)
    {
        var some = new RecordSources();
        foreach (int row in rows)
        {
            some.Add(all, row);
        }

        return some;
    }

    private sealed class Selected(IBaseRows all, int[] rows) : IBaseRows
    {
        public void Read(int source, int top, Span<byte> destination) => all.Read(rows[source], top, destination);

        public bool TryFind(int source, out ReadOnlySpan<byte> held, out int at) => all.TryFind(rows[source], out held, out at);

        public void Keep(long budget, int threads = 0) => all.Keep(budget, threads);

        public void RequireUnchanged() => all.RequireUnchanged();

        public void Dispose()
        {
            // The pixels are the data set's.
        }
    }
}
