using System.Buffers;
using System.Globalization;
using Ricap.Encoding.Png;
using Ricap.Preview;

namespace Ricap.Train.Experiments;

/// <summary>The combined plot: mean test accuracy by epoch with its 95 % band, a line for each condition.</summary>
/// <remarks>
/// Drawn as the contact sheets are, with our own font and our own encoder, so that a machine without fonts draws it as well.
/// </remarks>
internal static class ResultPlot
{
    private const int Width = 1200;
    private const int Height = 640;
    private const int Left = 64;
    private const int Right = 40;
    private const int Bottom = 56;
    private const int Header = 96;
    private const int LegendLine = 22;
    private const int Sample = 44;
    private const double Stroke = 1.1; // half a line's width in pixels
    private const double BandInk = 0.13;

    // Okabe and Ito's colours, which stay apart for colour-blind eyes, less the yellow, which is too light for a line.
    private static readonly Colour[] Colours =
    [
        new(0x00, 0x00, 0x00), new(0xD5, 0x5E, 0x00), new(0x00, 0x72, 0xB2), new(0x00, 0x9E, 0x73),
        new(0xCC, 0x79, 0xA7), new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9),
    ];

    // Pixels on, off, on, off; the numbers of colours and of styles have no common factor, so 28 pairs come before any comes again.
    private static readonly double[][] Dashes = [[], [9, 5], [2, 4], [12, 4, 2, 4]];

    private static GlyphAtlas Face => GlyphAtlas.Small;

    /// <summary>The plot as a PNG file.</summary>
    public static byte[] Png(ResultTable table)
    {
        var curves = table.Rows.Select((row, i) => new Line(row, ResultTable.Curve(row), Colours[i % Colours.Length], Dashes[i % Dashes.Length]))
            .Where(line => line.Points.Count > 0).OrderByDescending(line => line.Points[^1].Top1.Mean).ToArray();
        int legend = curves.Length == 0 ? 0 : Math.Min(curves.Max(l => TextRun.Measure(Face, l.Legend)), 320) + Sample + 24;
        var frame = PlotFrame.Around(
            [.. curves.SelectMany(c => c.Points)], Left, Header, Width - Right - legend, Height - Bottom);

        var canvas = new Canvas(Width, Height, Theme.Paper);
        TextRun.Draw(canvas, GlyphAtlas.Large, Left, 36, TextRun.Shorten(GlyphAtlas.Large, table.Experiment.Title, Width - Left - Right), Theme.Ink);
        TextRun.Draw(canvas, Face, Left, 60, Subtitle(table), Theme.Muted);
        TextRun.Draw(canvas, Face, 12, Header - 14, "test top-1 accuracy, %", Theme.Ink);
        Axes(canvas, frame);
        foreach (Line line in curves)
        {
            Strokes.Band(
                canvas,
                [.. line.Points.Where(p => p.Top1.HalfWidth is not null).Select(p => (
                    frame.X(p.Epoch), frame.Y(p.Top1.Mean - p.Top1.HalfWidth!.Value), frame.Y(p.Top1.Mean + p.Top1.HalfWidth!.Value)))],
                frame,
                line.Colour,
                BandInk);
        }

        // Lines over all bands, the first condition, which is often the baseline, on top.
        foreach (Line line in curves.Reverse())
        {
            (double X, double Y)[] points = [.. line.Points.Select(p => (frame.X(p.Epoch), frame.Y(p.Top1.Mean)))];
            Strokes.Polyline(canvas, points.Length > 1 ? points : [points[0], (points[0].X + 0.1, points[0].Y)], line.Colour, Stroke, line.Dash);
        }

        Legend(canvas, curves, Width - Right - legend + 24);
        var png = new ArrayBufferWriter<byte>();
        SheetImage image = canvas.ToImage();
        new PngEncoder().Encode(image.Rgb, image.Width, image.Height, png);
        return png.WrittenSpan.ToArray();
    }

    private static string Subtitle(ResultTable table)
    {
        int[] counts = [.. table.Rows.Select(r => r.Good.Count).Where(n => n > 0).Distinct().Order()];
        return counts switch
        {
            [] => "no run has finished",
            [1] => "one seed",
            _ => $"mean over {(counts.Length == 1 ? $"{counts[0]}" : $"{counts[0]} to {counts[^1]}")} seeds; bands are its 95 % interval, cut off where they leave the plot",
        };
    }

    private static void Axes(Canvas canvas, PlotFrame frame)
    {
        foreach (double value in frame.YTicks)
        {
            int y = (int)Math.Round(frame.Y(value));
            string text = (value * 100).ToString("0.####", CultureInfo.InvariantCulture);
            canvas.Fill(frame.Left, y, frame.Right - frame.Left, 1, Theme.Track);
            TextRun.Draw(canvas, Face, frame.Left - 8 - TextRun.Measure(Face, text), y + 5, text, Theme.Muted);
        }

        foreach (int epoch in frame.XTicks)
        {
            int x = (int)Math.Round(frame.X(epoch));
            string text = epoch.ToString(CultureInfo.InvariantCulture);
            canvas.Fill(x, frame.Bottom, 1, 5, Theme.Muted);
            TextRun.Draw(canvas, Face, x - (TextRun.Measure(Face, text) / 2), frame.Bottom + 20, text, Theme.Muted);
        }

        canvas.Fill(frame.Left, frame.Bottom, frame.Right - frame.Left, 1, Theme.Muted);
        canvas.Fill(frame.Left, frame.Top, 1, frame.Bottom - frame.Top, Theme.Muted);
        TextRun.Draw(canvas, Face, (frame.Left + frame.Right - TextRun.Measure(Face, "epoch")) / 2, frame.Bottom + 42, "epoch", Theme.Ink);
    }

    /// <summary>Beside the plot, best line first, so that it covers nothing and has the order of the lines' ends.</summary>
    private static void Legend(Canvas canvas, IReadOnlyList<Line> curves, int x)
    {
        int y = Header + 8;
        foreach (Line line in curves.Take((Height - Header - Bottom) / LegendLine))
        {
            Strokes.Polyline(canvas, [(x, y), (x + Sample - 10, y)], line.Colour, Stroke, line.Dash);
            TextRun.Draw(canvas, Face, x + Sample, y + 5, TextRun.Shorten(Face, line.Legend, Width - Right - x - Sample + 24), Theme.Ink);
            y += LegendLine;
        }
    }

    private sealed record Line(ResultRow Row, IReadOnlyList<(int Epoch, Summary Top1)> Points, Colour Colour, double[] Dash)
    {
        public string Legend => $"{Row.Name}  {Spell.Percent(Points[^1].Top1.Mean)}";
    }
}
