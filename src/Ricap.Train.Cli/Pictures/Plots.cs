using Ricap.Train.Evaluating;
using Ricap.Train.Recording;
using ScottPlot;

namespace Ricap.Train.Cli.Pictures;

/// <summary>
/// Pictures of runs: PNG files as bytes. They need no installed font, since one comes along; class and run names in characters it
/// does not have (it has Latin, Greek and Cyrillic) show as boxes.
/// </summary>
internal static class Plots
{
    private const int Width = 900;
    private const int Height = 560;

    /// <summary>The accuracy of a run: of its training samples, soft, of all test images, top-1 and top-5, and of the validation's, top-1.</summary>
    public static byte[] Accuracy(string name, IReadOnlyList<EpochRow> rows)
    {
        Plot plot = PlotStyle.Begin($"Accuracy of {name}", "epoch", "accuracy in %");
        PlotStyle.Line(plot, "test, top-1", rows, r => 100 * r.TestTop1, PlotStyle.ColorOf(0), LinePattern.Solid, PlotStyle.MarkerOf(0));
        PlotStyle.Line(plot, "test, top-5", rows, r => 100 * r.TestTop5, PlotStyle.ColorOf(2), LinePattern.Dotted, PlotStyle.MarkerOf(2));
        PlotStyle.Line(plot, "validation, top-1", rows, r => 100 * r.ValidationTop1, PlotStyle.ColorOf(3), LinePattern.Solid, PlotStyle.MarkerOf(3));
        PlotStyle.Line(
            plot, "train, soft labels", rows, r => 100 * r.TrainAccuracy, PlotStyle.ColorOf(1), LinePattern.Dashed, PlotStyle.MarkerOf(1));
        PlotStyle.End(plot, rows, Edge.Bottom);
        return Png(plot);
    }

    /// <summary>The loss of a run, in training, on all test images and on those of the validation.</summary>
    public static byte[] Loss(string name, IReadOnlyList<EpochRow> rows)
    {
        Plot plot = PlotStyle.Begin($"Loss of {name}", "epoch", "cross-entropy in nats");
        PlotStyle.Line(plot, "test", rows, r => r.TestLoss, PlotStyle.ColorOf(0), LinePattern.Solid, PlotStyle.MarkerOf(0));
        PlotStyle.Line(plot, "validation", rows, r => r.ValidationLoss, PlotStyle.ColorOf(3), LinePattern.Solid, PlotStyle.MarkerOf(3));
        PlotStyle.Line(plot, "train, soft labels", rows, r => r.TrainLoss, PlotStyle.ColorOf(1), LinePattern.Dashed, PlotStyle.MarkerOf(1));
        PlotStyle.End(plot, rows, Edge.Bottom);
        return Png(plot);
    }

    /// <summary>How β went; null if no epoch has one.</summary>
    public static byte[]? Beta(string name, IReadOnlyList<EpochRow> rows)
    {
        if (rows.All(r => r.Beta is null))
        {
            return null;
        }

        Plot plot = PlotStyle.Begin($"β(t) of {name}", "epoch", "β of Beta(β, β)");
        PlotStyle.Line(plot, "β", rows, r => r.Beta, PlotStyle.ColorOf(0), LinePattern.Solid, PlotStyle.MarkerOf(0));
        PlotStyle.End(plot, rows, legend: null);
        plot.Axes.SetLimitsY(0, 1.08 * rows.Max(r => r.Beta ?? 0));
        return Png(plot);
    }

    /// <summary>Several runs side by side, accuracy to the left and loss to the right: a colour for each run, solid for test, dashed for validation, dotted for training.</summary>
    /// <param name="runs">At least one; names need not differ.</param>
    public static byte[] Curves(IReadOnlyList<(string Name, IReadOnlyList<EpochRow> Rows)> runs)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        Plot accuracy = PlotStyle.Begin("Accuracy (test and validation: top-1)", "epoch", "accuracy in %");
        Plot loss = PlotStyle.Begin("Loss", "epoch", "cross-entropy in nats");
        for (int i = 0; i < runs.Count; i++)
        {
            (string name, IReadOnlyList<EpochRow> rows) = runs[i];
            (Color colour, MarkerShape marker) = (PlotStyle.ColorOf(i), PlotStyle.MarkerOf(i));
            PlotStyle.Line(accuracy, $"{name}, test", rows, r => 100 * r.TestTop1, colour, LinePattern.Solid, marker);
            PlotStyle.Line(accuracy, $"{name}, validation", rows, r => 100 * r.ValidationTop1, colour, LinePattern.Dashed, marker);
            PlotStyle.Line(accuracy, $"{name}, train", rows, r => 100 * r.TrainAccuracy, colour, LinePattern.Dashed, MarkerShape.None);
            PlotStyle.Line(loss, $"{name}, test", rows, r => r.TestLoss, colour, LinePattern.Solid, marker);
            PlotStyle.Line(loss, $"{name}, validation", rows, r => r.ValidationLoss, colour, LinePattern.Dashed, marker);
            PlotStyle.Line(loss, $"{name}, train", rows, r => r.TrainLoss, colour, LinePattern.Dashed, MarkerShape.None);
        }

        EpochRow[] all = [.. runs.SelectMany(r => r.Rows)];
        PlotStyle.End(accuracy, all, legend: null);
        PlotStyle.End(loss, all, Edge.Right);
        var both = new Multiplot();
        both.RemovePlot(both.GetPlot(0));
        both.AddPlot(accuracy);
        both.AddPlot(loss);
        both.Layout = new ScottPlot.MultiplotLayouts.Columns();
        using Image image = both.Render(2 * Width, Height + 60);
        return image.GetImageBytes(ImageFormat.Png, 100);
    }

    /// <summary>What was taken for what, each row as shares of its class.</summary>
    public static byte[] Confusion(ConfusionMatrix confusion, IReadOnlyList<string> classes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(classes.Count, confusion.Classes);
        return ConfusionPlot.Draw(confusion, classes);
    }

    /// <summary>A picture as a file.</summary>
    internal static byte[] Png(Plot plot, int width = Width, int height = Height)
    {
        using Image image = plot.GetImage(width, height);
        plot.Dispose();
        return image.GetImageBytes(ImageFormat.Png, 100);
    }
}
