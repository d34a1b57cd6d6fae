using Ricap.Train.Recording;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Ricap.Train.Cli.Pictures;

/// <summary>How our pictures look: light, with colours that colour-blind people tell apart (Okabe and Ito 2008) and, besides, line styles.</summary>
internal static class PlotStyle
{
    private static readonly Color[] Okabe =
    [
        Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7"),
        Color.FromHex("#E69F00"), Color.FromHex("#56B4E9"), Color.FromHex("#000000"),
    ];

    private static readonly MarkerShape[] Markers =
    [
        MarkerShape.FilledCircle, MarkerShape.FilledSquare, MarkerShape.FilledTriangleUp, MarkerShape.FilledDiamond,
        MarkerShape.FilledTriangleDown, MarkerShape.OpenCircle, MarkerShape.OpenSquare,
    ];

    /// <summary>How many colours there are; the last is black.</summary>
    public static int Colours => Okabe.Length;

    /// <summary>The colour of the i-th thing; after seven they come again.</summary>
    public static Color ColorOf(int i) => Okabe[i % Okabe.Length];

    /// <summary>The marker of the i-th thing; shifted when the colours come again.</summary>
    public static MarkerShape MarkerOf(int i) => Markers[(i + (i / Okabe.Length)) % Markers.Length];

    /// <summary>An empty picture.</summary>
    public static Plot Begin(string title, string x, string y)
    {
        PlotFont.Install();
        var plot = new Plot();
        plot.Legend.SetBestFontOnEachRender = false;
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Font.Set(PlotFont.Name);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Grid.MajorLineColor = Color.FromHex("#E6E6E6");
        plot.Axes.Color(Color.FromHex("#404040"));
        plot.Axes.Title.Label.FontSize = 17;
        plot.Axes.Title.Label.FontName = PlotFont.Name;
        foreach (IAxis axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.Label.FontName = PlotFont.Name;
            axis.Label.FontSize = 14;
            axis.TickLabelStyle.FontName = PlotFont.Name;
            axis.TickLabelStyle.FontSize = 12;
        }

        // At the width ScottPlot picks the axis label touches labels like 0.05; and so the pictures of a run line up.
        plot.Axes.Left.MinimumSize = 66;
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        return plot;
    }

    /// <summary>A line over epochs. What is not a number cannot be drawn: a gap is left, and the first is marked.</summary>
    public static void Line(
        Plot plot, string label, IReadOnlyList<EpochRow> rows, Func<EpochRow, double?> of, Color colour, LinePattern pattern, MarkerShape marker)
    {
        (double Epoch, double Value)[] known = [.. rows.Where(r => of(r) is not null).Select(r => ((double)r.Epoch, of(r)!.Value))];
        double[] xs = [.. known.Where(p => double.IsFinite(p.Value)).Select(p => p.Epoch)];
        double[] ys = [.. known.Where(p => double.IsFinite(p.Value)).Select(p => p.Value)];
        if (known.Length == 0)
        {
            return;
        }

        var line = plot.Add.Scatter(xs, ys, colour);
        line.LegendText = label;
        line.LinePattern = pattern;
        line.LineWidth = 2;
        line.MarkerShape = marker;

        // Markers tell lines apart too, and show an epoch that has no neighbours; many of them would hide the line.
        line.MarkerSize = xs.Length <= 40 ? 6 : 0;
        if (known.FirstOrDefault(p => !double.IsFinite(p.Value)) is { } wrong && known.Any(p => !double.IsFinite(p.Value)))
        {
            var mark = plot.Add.VerticalLine(wrong.Epoch, 1.5f, colour, LinePattern.Dotted);
            mark.LabelText = "NaN";
            mark.LabelFontName = PlotFont.Name;
            mark.LabelFontSize = 11;
            mark.LabelBackgroundColor = colour;
            mark.LabelOppositeAxis = true;
        }
    }

    /// <summary>Whole epochs below, and the legend beside or below the lines, never over them.</summary>
    public static void End(Plot plot, IEnumerable<EpochRow> rows, Edge? legend) => End(plot, rows.Select(r => r.Epoch), legend);

    /// <summary>The same for epochs by their numbers.</summary>
    public static void End(Plot plot, IEnumerable<int> shown, Edge? legend)
    {
        int[] epochs = [.. shown.DefaultIfEmpty(0)];
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.AutoScale();
        double room = Math.Max(0.5, 0.02 * (epochs.Max() - epochs.Min()));
        plot.Axes.SetLimitsX(epochs.Min() - room, epochs.Max() + room);
        plot.HideLegend();
        if (legend is { } edge)
        {
            var panel = plot.ShowLegend(edge);
            panel.Legend.FontName = PlotFont.Name;
            panel.Legend.FontSize = 13;
            panel.Legend.SymbolWidth = 34;
            panel.Legend.SetBestFontOnEachRender = false;
            panel.Legend.OutlineWidth = 0;
            panel.Legend.ShadowColor = Colors.Transparent;
            panel.Legend.BackgroundColor = Colors.White;
            panel.Legend.Orientation = edge == Edge.Bottom ? Orientation.Horizontal : Orientation.Vertical;
        }
    }
}
