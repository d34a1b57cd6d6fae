namespace Ricap.Reporting;

/// <summary>Chooses some out of many by place alone: whoever looks at one data set sees the same.</summary>
internal static class EvenChoice
{
    /// <summary>At most <paramref name="count"/> of 0..<paramref name="total"/> − 1, evenly spaced from the first on.</summary>
    public static int[] Of(int total, int count)
    {
        int chosen = Math.Min(total, count);
        return [.. Enumerable.Range(0, chosen).Select(i => (int)((long)i * total / chosen))];
    }
}
