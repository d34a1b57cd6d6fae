namespace Ricap.Train.Experiments;

/// <summary>The rectangle of a plot, and what its pixels mean.</summary>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">The column after the last.</param>
/// <param name="Bottom">The row after the last.</param>
/// <param name="XTicks">Epochs to mark.</param>
/// <param name="YTicks">Shares to mark.</param>
internal sealed record PlotFrame(
    int Left, int Top, int Right, int Bottom, IReadOnlyList<int> XTicks, IReadOnlyList<double> YTicks)
{
    private const int Ticks = 10;

    private static readonly double[] Steps = [1, 2, 5, 10];

    private double FirstEpoch { get; init; }

    private double LastEpoch { get; init; }

    private double Least { get; init; }

    private double Most { get; init; }

    /// <summary>
    /// A frame with room for the means and, as far as they go half the means' range beyond, their bands: with two seeds a band
    /// can be wider than all there is to see.
    /// </summary>
    public static PlotFrame Around(IReadOnlyList<(int Epoch, Summary Top1)> points, int left, int top, int right, int bottom)
    {
        (double low, double high) = points.Count == 0 ? (0, 1) : (points.Min(p => p.Top1.Mean), points.Max(p => p.Top1.Mean));
        double spare = Math.Max((high - low) / 2, 0.005);
        double least = points.Count == 0 ? 0 : Math.Clamp(points.Min(p => p.Top1.Mean - (p.Top1.HalfWidth ?? 0)), low - spare, low);
        double most = points.Count == 0 ? 1 : Math.Clamp(points.Max(p => p.Top1.Mean + (p.Top1.HalfWidth ?? 0)), high, high + spare);
        double margin = Math.Max((most - least) * 0.03, 0.002);
        (least, most) = (Math.Max(least - margin, -0.005), Math.Min(most + margin, 1.005));
        int first = points.Count == 0 ? 0 : points.Min(p => p.Epoch);
        int last = points.Count == 0 ? 1 : points.Max(p => p.Epoch);
        double step = Math.Max(1, Nice((last - first) / (double)Ticks));
        int[] epochs = [.. Multiples(first, Math.Max(last, first), step).Select(v => (int)Math.Round(v))];
        return new PlotFrame(left, top, right, bottom, epochs, [.. Multiples(Math.Max(least, 0), Math.Min(most, 1), Nice((most - least) / Ticks))])
        {
            FirstEpoch = first,
            LastEpoch = Math.Max(last, first + 1),
            Least = least,
            Most = most,
        };
    }

    /// <summary>The column of an epoch, with a fraction.</summary>
    public double X(double epoch) => Left + 6 + ((epoch - FirstEpoch) / (LastEpoch - FirstEpoch) * (Right - Left - 12));

    /// <summary>The row of a share, with a fraction; may lie outside.</summary>
    public double Y(double share) => Bottom - ((share - Least) / (Most - Least) * (Bottom - Top));

    /// <summary>1, 2 or 5 times a power of ten, at least as much.</summary>
    private static double Nice(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(step, 1e-9))));
        return Steps.Select(f => f * power).First(v => v >= step * 0.999999);
    }

    private static IEnumerable<double> Multiples(double low, double high, double step)
    {
        for (double k = Math.Ceiling((low / step) - 1e-9); k * step <= high + (step * 1e-9); k++)
        {
            yield return k * step;
        }
    }
}
