namespace Ricap.Train.Data.Reading;

/// <summary>
/// Which rows of each batch one of several processes takes. A batch of n is cut into <paramref name="World"/> runs whose
/// lengths differ by one at most, so neither its samples nor its size depend on how many there are.
/// <code>
///   rank r takes rows ⌊n·r / world⌋ … ⌊n·(r + 1) / world⌋ − 1
/// </code>
/// </summary>
/// <param name="Rank">The process, 0..World − 1.</param>
/// <param name="World">How many there are, from 1.</param>
internal readonly record struct BatchSlice(int Rank, int World)
{
    /// <summary>All rows.</summary>
    public static BatchSlice Whole => new(0, 1);

    /// <summary>The first of its rows in a batch of so many samples, and how many it takes: none where there are fewer than processes.</summary>
    public (int First, int Count) Of(int samples)
    {
        int first = Bound(samples, Rank);
        return (first, Bound(samples, Rank + 1) - first);
    }

    /// <summary>The most rows that any process takes of a batch.</summary>
    public int Most(int samples) => (int)(((long)samples + World - 1) / World);

    private int Bound(int samples, int rank) => (int)((long)samples * rank / World);
}
