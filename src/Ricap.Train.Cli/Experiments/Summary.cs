namespace Ricap.Train.Cli.Experiments;

/// <summary>The mean of some values and its 95 % interval by Student's t.</summary>
/// <param name="Count">How many values, from 1.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="HalfWidth">The interval is mean ± this; null for one value, which says nothing of its spread.</param>
internal sealed record Summary(int Count, double Mean, double? HalfWidth)
{
    /// <summary>The interval's confidence.</summary>
    public const double Confidence = 0.95;

    /// <summary>Sums up values; null if there are none.</summary>
    public static Summary? Of(IReadOnlyCollection<double> values)
    {
        int n = values.Count;
        if (n == 0)
        {
            return null;
        }

        double mean = values.Sum() / n;
        if (n == 1)
        {
            return new Summary(n, mean, null);
        }

        // Twice through: the differences from the mean are small, their squares lose nothing.
        double variance = values.Sum(v => (v - mean) * (v - mean)) / (n - 1);
        return new Summary(n, mean, StudentT.Quantile(Confidence, n - 1) * Math.Sqrt(variance / n));
    }

    /// <summary>The standard error of a share that was counted on some images: √(p(1−p)/n).</summary>
    public static double CountingError(double share, long images) => Math.Sqrt(share * (1 - share) / images);
}
