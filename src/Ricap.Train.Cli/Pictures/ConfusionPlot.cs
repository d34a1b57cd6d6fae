using System.Globalization;
using Ricap.Train.Cli.Progress;
using Ricap.Train.Evaluating;
using ScottPlot;
using ScottPlot.Colormaps;
using ScottPlot.TickGenerators;

namespace Ricap.Train.Cli.Pictures;

/// <summary>Draws a confusion matrix, with numbers in its cells where there is room for them.</summary>
internal static class ConfusionPlot
{
    private const int MaxNumbered = 20;
    private const int MaxNamed = 120;
    private const int LongestName = 22;

    private static readonly double[] Marks = [0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1];

    /// <summary>The picture.</summary>
    public static byte[] Draw(ConfusionMatrix confusion, IReadOnlyList<string> classes)
    {
        int n = confusion.Classes;
        int cell = n <= 6 ? 372 / n : n <= 12 ? 62 : n <= MaxNumbered ? 46 : n <= MaxNamed ? 15 : Math.Max(2, 1800 / n);
        float font = n <= MaxNumbered ? 13 : 10.5f;
        double right = Enumerable.Range(0, n).Sum(c => (double)confusion[c, c]);
        string top1 = confusion.Total == 0 ? "no samples" : $"{EpochText.Percent(right / confusion.Total)} of {EpochText.Count(confusion.Total)} right";
        Plot plot = PlotStyle.Begin($"Confusion: {top1}", "taken for", "is");

        // Where most is right, mistakes of a few percent are what there is to see: colour goes by the root of the share.
        double[,] shades = new double[n, n];
        for (int truth = 0; truth < n; truth++)
        {
            long own = confusion.OfClass(truth);
            for (int predicted = 0; predicted < n; predicted++)
            {
                shades[truth, predicted] = own == 0 ? double.NaN : Math.Sqrt((double)confusion[truth, predicted] / own);
            }
        }

        var map = plot.Add.Heatmap(shades);
        map.Colormap = new CustomInterpolated([Colors.White, Color.FromHex("#9ECAE1"), Color.FromHex("#3182BD"), Color.FromHex("#08306B")]);
        map.ManualRange = new ScottPlot.Range(0, 1);
        map.NaNCellColor = Color.FromHex("#E0E0E0");
        var bar = plot.Add.ColorBar(map);
        bar.Axis.TickGenerator = new NumericManual([.. Marks.Select(Math.Sqrt)], [.. Marks.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m * 100:0} %"))]);
        bar.Axis.TickLabelStyle.FontName = PlotFont.Name;
        bar.Axis.TickLabelStyle.FontSize = 12;
        bar.LabelStyle.FontName = PlotFont.Name;
        bar.LabelStyle.FontSize = 14;
        bar.Label = "share of the class's images";
        if (n <= MaxNumbered)
        {
            Number(plot, confusion, shades);
        }

        int step = n <= MaxNamed ? 1 : (n + 59) / 60;
        int[] named = [.. Enumerable.Range(0, n).Where(c => c % step == 0)];
        double[] places = [.. named.Select(c => (double)c)];
        plot.Axes.Bottom.TickGenerator = new NumericManual(places, [.. named.Select(c => Short(classes[c]))]);
        plot.Axes.Left.TickGenerator = new NumericManual([.. places.Select(p => n - 1 - p)], [.. named.Select(c => Short(classes[c]))]);
        foreach (IAxis axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.TickLabelStyle.FontSize = font;
            axis.MajorTickStyle.Length = 3;
        }

        plot.Axes.Bottom.TickLabelStyle.Rotation = -90;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleRight;
        plot.HideGrid();
        plot.Axes.SetLimits(-0.5, n - 0.5, -0.5, n - 0.5);

        // Room for names: measured in characters, which is near enough for a margin.
        int longest = classes.Max(c => Short(c).Length);
        float names = (longest * font * 0.57f) + 12;
        int side = Math.Min(cell * n, 4000);
        plot.Axes.Bottom.MinimumSize = names + 34;
        plot.Axes.Left.MinimumSize = names + 34;
        plot.Layout.Fixed(new PixelPadding(names + 34, 110, names + 34, 44));
        return Plots.Png(plot, (int)(side + names + 144), (int)(side + names + 78));
    }

    private static void Number(Plot plot, ConfusionMatrix confusion, double[,] shades)
    {
        int n = confusion.Classes;
        for (int truth = 0; truth < n; truth++)
        {
            for (int predicted = 0; predicted < n; predicted++)
            {
                if (confusion[truth, predicted] > 0)
                {
                    var text = plot.Add.Text(confusion[truth, predicted].ToString(CultureInfo.InvariantCulture), predicted, n - 1 - truth);
                    text.LabelFontName = PlotFont.Name;
                    text.LabelFontSize = n <= 12 ? 14 : 11;
                    text.LabelAlignment = Alignment.MiddleCenter;
                    text.LabelFontColor = shades[truth, predicted] > 0.55 ? Colors.White : Color.FromHex("#202020");
                }
            }
        }
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "…";
}
