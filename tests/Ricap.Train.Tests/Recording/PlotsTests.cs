using Ricap.Train.Cli;
using Ricap.Train.Cli.Pictures;
using Ricap.Train.Evaluating;
using Ricap.Train.Recording;
using SkiaSharp;

namespace Ricap.Train.Tests.Recording;

public sealed class PlotsTests
{
    [Fact]
    public void Text_is_drawn_though_no_font_is_installed()
    {
        // The same lines under two names: the pictures differ where the title is, and nowhere else.
        EpochRow[] rows = [Some.Row(0), Some.Row(1)];
        using SKBitmap one = Decode(Plots.Loss("IIIIIIII", rows));
        using SKBitmap other = Decode(Plots.Loss("WWWWWWWW", rows));
        Assert.Equal((900, 560), (one.Width, one.Height));
        (int Y, int X)[] differ = [.. Pixels(one).Where(p => one.GetPixel(p.X, p.Y) != other.GetPixel(p.X, p.Y))];
        Assert.InRange(differ.Length, 100, 5000);
        Assert.All(differ, p => Assert.True(p.Y < 40, $"({p.X}, {p.Y})"));
        Assert.Contains(Pixels(one), p => p.Y > 510 && one.GetPixel(p.X, p.Y).Red < 100); // the legend, below the lines
    }

    [Fact]
    public void Lines_have_the_colours_that_they_say()
    {
        using SKBitmap picture = Decode(Plots.Accuracy("run", [Some.Row(0), Some.Row(1), Some.Row(2)]));
        foreach (string hex in (string[])["#0072B2", "#D55E00", "#009E73"])
        {
            SKColor color = SKColor.Parse(hex);
            Assert.True(Pixels(picture).Count(p => p.Y < 450 && picture.GetPixel(p.X, p.Y) == color) > 100, hex);
        }
    }

    [Fact]
    public void A_validation_has_a_line_of_its_own()
    {
        EpochRow[] rows = [Some.Row(0), Some.Row(1), Some.Row(2)];
        EpochRow[] validated = [.. rows.Select(r => r with { ValidationTop1 = 0.4, ValidationLoss = 1.5 })];
        SKColor color = SKColor.Parse("#CC79A7");
        foreach (Func<string, IReadOnlyList<EpochRow>, byte[]> draw in (Func<string, IReadOnlyList<EpochRow>, byte[]>[])[Plots.Accuracy, Plots.Loss])
        {
            int Drawn(EpochRow[] of)
            {
                using SKBitmap picture = Decode(draw("run", of));
                return Pixels(picture).Count(p => p.Y < 450 && picture.GetPixel(p.X, p.Y) == color);
            }

            Assert.Equal(0, Drawn(rows));
            Assert.True(Drawn(validated) > 100);
        }
    }

    [Fact]
    public void Numbers_that_are_none_do_not_stop_a_picture()
    {
        EpochRow[] rows = [Some.Row(0) with { TrainLoss = double.NaN, TestLoss = double.PositiveInfinity }];
        Decode(Plots.Loss("run", rows)).Dispose();
        Decode(Plots.Loss("run", [])).Dispose();
        Decode(Plots.Accuracy("run", [Some.Row(0) with { TestTop1 = null, TestTop5 = null }])).Dispose();
        Decode(Plots.Curves([("a", rows), ("empty", [])])).Dispose();
        Assert.Null(Plots.Beta("run", [Some.Row(0) with { Beta = null }]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1000)]
    public void A_confusion_matrix_has_a_cell_for_each_pair(int classes)
    {
        long[] counts = new long[classes * classes];
        counts[classes - 1] = 5; // all of class 0 were taken for the last
        using SKBitmap picture = Decode(Plots.Confusion(new ConfusionMatrix(classes, counts), [.. Enumerable.Range(0, classes).Select(c => $"class {c}")]));
        Assert.InRange(picture.Width, 300, 2600);
        if (classes > 1)
        {
            // Its cell is the only dark one, at the top right.
            SKColor[] colors = picture.Pixels;
            (int X, int Y)[] dark =
            [
                .. Enumerable.Range(0, colors.Length).Where(i => colors[i].Red < 90 && colors[i].Blue > colors[i].Red + 60)
                    .Select(i => (X: i % picture.Width, Y: i / picture.Width)).Where(p => p.X < picture.Width - 109),
            ];
            Assert.NotEmpty(dark);
            Assert.All(dark, p => Assert.True(p.Y < 50 + (400 / classes) + 62 && p.X > picture.Width / 3, $"{p}"));
        }
    }

    [Fact]
    public void Runs_are_compared_in_one_picture()
    {
        using var scratch = new Scratch();
        foreach (string run in (string[])["none", "ricap"])
        {
            var folder = RunFolder.Open(scratch[run], 0);
            folder.Append(Some.Row(0));
            folder.Append(Some.Row(1));
        }

        using var text = new StringWriter();
        Assert.Equal(0, PlotCommand.Run([scratch["none"], scratch["ricap/metrics.csv"]], scratch["both.png"], text));
        Assert.Equal(scratch["both.png"], text.ToString().TrimEnd());
        using SKBitmap picture = Decode(File.ReadAllBytes(scratch["both.png"]));
        Assert.Equal(1800, picture.Width);
    }

    [Fact]
    public void Runs_that_are_none_are_told()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["metrics.csv"], "a\n");
        Assert.Equal(ProblemCodes.MissingFile, Code(() => PlotCommand.Run([scratch["none"]], scratch["x.png"], TextWriter.Null)));
        Assert.Equal(ProblemCodes.DamagedFile, Code(() => PlotCommand.Run([scratch.Folder], scratch["x.png"], TextWriter.Null)));
        Assert.Equal(ProblemCodes.InvalidOption, Code(() => PlotCommand.Run([scratch.Folder], "x.jpg", TextWriter.Null)));
        Assert.False(File.Exists(scratch["x.png"]));
        static string Code(Action action) => Assert.Throws<RicapException>(action).Problems[0].Code;
    }

    [Fact]
    public void Runs_are_called_by_what_tells_them_apart()
    {
        Assert.Equal(["none", "ricap"], PlotCommand.Names(["/a/none/metrics.csv", "/b/ricap/metrics.csv"]));
        Assert.Equal(["a/run", "b/run"], PlotCommand.Names(["/x/a/run/metrics.csv", "/x/b/run/metrics.csv"]));
        Assert.Equal(["run", "run"], PlotCommand.Names(["/a/run/metrics.csv", "/a/run/metrics.csv"]));
        Assert.Equal(["run"], PlotCommand.Names(["/run/metrics.csv"]));
    }

    private static SKBitmap Decode(byte[] png)
    {
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        return SKBitmap.Decode(png);
    }

    private static IEnumerable<(int Y, int X)> Pixels(SKBitmap picture) =>
        Enumerable.Range(0, picture.Height).SelectMany(y => Enumerable.Range(0, picture.Width).Select(x => (y, x)));
}
