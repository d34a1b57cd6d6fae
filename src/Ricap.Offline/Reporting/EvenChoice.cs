namespace Ricap.Reporting;

/// <summary>Chooses some out of many by place alone, so that everyone who looks at one data set sees the same.</summary>
internal static class EvenChoice
{
    /// <summary>At most <paramref name="count"/> of 0..<paramref name="total"/> − 1, as evenly spaced as whole numbers are, the first included.</summary>
    public static int[] Of(int total, int count)
    {
        int chosen = Math.Min(total, count);
        return [.. Enumerable.Range(0, chosen).Select(i => (int)((long)i * total / chosen))];
    }
}
