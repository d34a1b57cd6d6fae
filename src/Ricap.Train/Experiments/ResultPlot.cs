using Ricap.Train.Recording;
using ScottPlot;
using ScottPlot.Plottables;
using PlotStyle = Ricap.Train.Recording.PlotStyle;

namespace Ricap.Train.Experiments;

/// <summary>
/// The combined plot: mean test accuracy by epoch, a line for each condition, and beside the lines' ends their 95 % intervals. Bands
/// along the lines would be more to see than to know: nine of them lie on top of each other.
/// </summary>
internal static class ResultPlot
{
    private const int Width = 1200;
    private const int Height = 640;

    // The numbers of colours (baseline's black apart) and of patterns have no common factor: 30 pairs come before any comes again.
    private static readonly LinePattern[] Patterns =
        [LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed, new([12, 4, 2, 4], 0, "dash dot"), LinePattern.Solid];

    /// <summary>The plot as a PNG file.</summary>
    public static byte[] Png(ResultTable table)
    {
        Plot plot = PlotStyle.Begin(table.Experiment.Title, "epoch", Axis(table));
        var curves = table.Rows.Select((row, i) => (row.Name, Points: ResultTable.Curve(row), Place: i)).Where(c => c.Points.Count > 0)
            .OrderByDescending(c => c.Points[^1].Top1.Mean).ToArray();
        foreach (var curve in curves) // best first, so that the legend has the order of the lines' ends
        {
            double[] epochs = [.. curve.Points.Select(p => (double)p.Epoch)];
            double[] means = [.. curve.Points.Select(p => 100 * p.Top1.Mean)];
            Scatter line = plot.Add.Scatter(epochs, means, ColourOf(curve.Place));
            line.LegendText = $"{curve.Name}  {Spell.Percent(curve.Points[^1].Top1.Mean)}";
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
    private static void Intervals(Plot plot, IReadOnlyList<((int Epoch, Summary Top1) End, Color Colour)> ends)
    {
        AxisLimits limits = plot.Axes.GetLimits();
        double step = 0.012 * (limits.Right - limits.Left);
        double x = limits.Right;
        foreach (((int _, Summary top1), Color colour) in ends)
        {
            if (top1.HalfWidth is { } half)
            {
                x += step;
                ErrorBar bar = plot.Add.ErrorBar([x], [100 * top1.Mean], [100 * half]);
                bar.Color = colour;
                bar.LineWidth = 2;
                bar.CapSize = 5;
            }
        }

        plot.Axes.SetLimitsX(limits.Left, x + step);
    }

    /// <summary>Black for the first, which is the baseline where there is one.</summary>
    private static Color ColourOf(int place) => place == 0 ? Colors.Black : PlotStyle.ColorOf((place - 1) % (PlotStyle.Colours - 1));

    private static string Axis(ResultTable table)
    {
        int[] counts = [.. table.Rows.Select(r => r.Good.Count).Where(n => n > 0).Distinct().Order()];
        return "test top-1 in %" + counts switch
        {
            [] => "",
            [1] => ", one seed",
            [int n] => $", mean over {n} seeds; bars: 95 % interval",
            _ => $", mean over {counts[0]} to {counts[^1]} seeds; bars: 95 % interval",
        };
    }
}
