using System.Globalization;
using ScottPlot;
using ScottPlot.Plottables;

namespace Ricap.Train.Cli.Pictures;

/// <summary>A condition of an experiment: its mean over runs, epoch by epoch.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Points">Epoch, mean and half the width of its interval (null if nothing is known of it), in percent.</param>
internal sealed record GridCurve(string Name, IReadOnlyList<(int Epoch, double Mean, double? HalfWidth)> Points);

/// <summary>
/// Conditions of an experiment by epoch, a line for each, and beside the lines' ends their intervals. Bands along the lines would
/// be more to see than to know: nine of them lie on top of each other.
/// </summary>
internal static class GridPlot
{
    private const int Width = 1200;
    private const int Height = 640;

    // The numbers of colours (black apart) and of patterns have no common factor: 30 pairs come before any comes again.
    private static readonly LinePattern[] Patterns =
        [LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed, new([12, 4, 2, 4], 0, "dash dot"), LinePattern.Solid];

    /// <summary>The plot as a PNG file.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="axis">What the means are of.</param>
    /// <param name="conditions">In the order of their table; the first, the baseline, is black.</param>
    public static byte[] Png(string title, string axis, IReadOnlyList<GridCurve> conditions)
    {
        Plot plot = PlotStyle.Begin(title, "epoch", axis);
        var curves = conditions.Select((curve, i) => (curve.Name, curve.Points, Place: i)).Where(c => c.Points.Count > 0)
            .OrderByDescending(c => c.Points[^1].Mean).ToArray();
        foreach (var curve in curves) // best first, so that the legend has the order of the lines' ends
        {
            double[] epochs = [.. curve.Points.Select(p => (double)p.Epoch)];
            double[] means = [.. curve.Points.Select(p => p.Mean)];
            Scatter line = plot.Add.Scatter(epochs, means, ColourOf(curve.Place));
            line.LegendText = $"{curve.Name}  {curve.Points[^1].Mean.ToString("0.00", CultureInfo.InvariantCulture)}";
            line.LineWidth = curve.Place == 0 ? 3 : 2;
            line.LinePattern = curve.Place == 0 ? LinePattern.Solid : Patterns[(curve.Place - 1) % Patterns.Length];
            line.MarkerShape = PlotStyle.MarkerOf(curve.Place);
            line.MarkerSize = curve.Points.Count <= 40 ? 6 : 0;
        }

        PlotStyle.End(plot, curves.SelectMany(c => c.Points).Select(p => p.Epoch), curves.Length > 0 ? Edge.Right : null);
        Intervals(plot, [.. curves.Select(c => (c.Points[^1], ColourOf(c.Place)))]);
        return Plots.Png(plot, Width, Height);
    }

    /// <summary>Side by side, to the right of the last epoch; as wide apart as that they can be told from each other.</summary>
    private static void Intervals(Plot plot, IReadOnlyList<((int Epoch, double Mean, double? HalfWidth) End, Color Colour)> ends)
    {
        AxisLimits limits = plot.Axes.GetLimits();
        double step = 0.012 * (limits.Right - limits.Left);
        double x = limits.Right;
        foreach (((int _, double mean, double? halfWidth), Color colour) in ends)
        {
            if (halfWidth is { } half)
            {
                x += step;
                ErrorBar bar = plot.Add.ErrorBar([x], [mean], [half]);
                bar.Color = colour;
                bar.LineWidth = 2;
                bar.CapSize = 5;
            }
        }

        plot.Axes.SetLimitsX(limits.Left, x + step);

        // Not by the bars alone: the interval of two seeds can be wider than all there is to see.
        (double low, double high) = (limits.Bottom, limits.Top);
        double room = (high - low) / 2;
        foreach (((int _, double mean, double? halfWidth), Color _) in ends)
        {
            low = Math.Min(low, Math.Max(mean - (1.05 * halfWidth ?? 0), limits.Bottom - room));
            high = Math.Max(high, Math.Min(mean + (1.05 * halfWidth ?? 0), limits.Top + room));
        }

        plot.Axes.SetLimitsY(Math.Max(0, low), high);
    }

    /// <summary>Black for the first, which is the baseline where there is one.</summary>
    private static Color ColourOf(int place) => place == 0 ? Colors.Black : PlotStyle.ColorOf((place - 1) % (PlotStyle.Colours - 1));
}
