using System.Globalization;
using System.Text.RegularExpressions;
using Ricap.Train.Cli.Progress;
using Ricap.Train.Recording;
using Spectre.Console;

namespace Ricap.Train.Tests.Recording;

public sealed partial class ObserverTests
{
    private static readonly TrainStart Start = new("small from faces on cpu", 0, 3, 1000, 200);

    [Fact]
    public void Where_no_terminal_is_there_are_lines()
    {
        TimeSpan now = default;
        using var text = new StringWriter();
        using var lines = new PlainLines(text, new TrainPace(() => now));
        Drive(lines, t => now = t);
        Assert.Equal(
            """
            small from faces on cpu: epochs 0..2, 1,000 training images, 200 test images
            epoch 0: 500 of 1,000, loss 2.0000, accuracy 12.50 %, 50 images/s, 0:10 left
            epoch 0: β 0.3, rate 0.1, loss 1.5000, accuracy 25.00 %, test loss 0.7500, top-1 50.00 %, top-5 90.00 %; 2.00 s + 0.50 s, 500 images/s, 1.0 % waiting for data
            a note \u001B[31m
            epoch 1: testing 150 of 200, 10 images/s, 0:05 left, 0:08 in all
            epoch 1: rate 0.1, loss NaN, accuracy 25.00 %; 2.00 s + 0.50 s, 500 images/s, 1.0 % waiting for data
            diverged, loss NaN; records in runs/a

            """,
            text.ToString(),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Lines_are_the_same_in_every_locale()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberGroupSeparator, other.NumberFormat.NumberDecimalSeparator) = (".", ",");
            CultureInfo.CurrentCulture = other;
            Where_no_terminal_is_there_are_lines();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void On_a_terminal_the_table_stays_and_the_bar_goes()
    {
        TimeSpan now = default;
        using var text = new StringWriter();
        using var table = new LiveTable(Terminal(text, 120), new TrainPace(() => now));
        Drive(table, t => now = t);
        string[] lines = [.. Escape().Replace(text.ToString(), "").Split('\n').Select(l => l.TrimEnd())];

        // Whatever takes the place of the bar clears what is left of it.
        Assert.All(text.ToString().Split('\n')[4..^1], l => Assert.Matches("\u001B\\[K\r?$|^\u001B", l));
        Assert.Contains("epoch       β      rate     loss      acc  test loss    top-1    top-5      time  images/s  waiting", lines);
        Assert.Single(lines, l => l.EndsWith("    0     0.3       0.1   1.5000  25.00 %     0.7500  50.00 %  90.00 %    2.50 s       500    1.0 %", StringComparison.Ordinal));
        Assert.Single(lines, l => l.EndsWith("    1               0.1      NaN  25.00 %                                 2.50 s       500    1.0 %", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("epoch 0 of 0..2  ━━━━━━━━━━━━────────────  50 %  50 images/s, 0:10 left  loss 2.0000  acc 12.50 %", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.EndsWith("a note \\u001B[31m", StringComparison.Ordinal));
        Assert.StartsWith("diverged", lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public void No_line_is_longer_than_the_terminal()
    {
        using var text = new StringWriter();
        using (var table = new LiveTable(Terminal(text, 60), TrainPace.Begin()))
        {
            table.OnStart(Start with { Title = "x" });
            int before = text.ToString().Length;
            table.OnProgress(new TrainProgress(0, TrainPhase.Train, 1000, 1000, 1, 1));
            table.OnEpoch(Some.Row(0));
            Assert.All(Escape().Replace(text.ToString()[before..], "\n").Split('\n'), l => Assert.True(l.Trim('\r').Length <= 60, l));
        }

        Assert.Equal(["epoch", "loss", "acc", "test loss", "top-1", "time"], Fit(Start, 60));
        Assert.Equal(["epoch", "top-1"], Fit(Start, 10));
        Assert.Equal(["epoch", "loss", "acc", "val", "top-1", "time"], Fit(Start with { ValidationImages = 9 }, 60));

        static IEnumerable<string> Fit(TrainStart start, int width) =>
            LiveTable.Fit([.. EpochText.Columns.Where(column => column.IsOf(start))], width).Select(c => c.Title);
    }

    [Fact]
    public void A_validation_is_told_of_an_epoch_and_at_the_end()
    {
        EpochRow row = Some.Row(3) with { ValidationTop1 = 0.4, ValidationLoss = 1.25 };
        Assert.Contains(", accuracy 25.00 %, validation loss 1.2500, top-1 40.00 %, test loss 0.7500, top-1 50.00 %", EpochText.Line(row), StringComparison.Ordinal);
        var result = new TrainResult("runs/a", [row, Some.Row(4)], null, [], null) { StoppedEarly = true };
        Assert.Equal(
            "stopped early after epoch 4, top-1 50.00 %, best by validation after epoch 3 (top-1 40.00 %, on test images 50.00 %); records in runs/a",
            PlainLines.Say(result));
        Assert.EndsWith("1,000 training images, 50 validation images, 200 test images", PlainLines.Say(Start with { ValidationImages = 50 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_epoch_is_left_that_is_what_is_said() => Assert.Equal(
        "small from faces on cpu: nothing left to train, 1,000 training images, 200 test images", PlainLines.Say(Start with { FirstEpoch = 3 }));

    [Fact]
    public void The_error_stream_decides()
    {
        using ITrainDisplay lines = TrainObservers.Create(TextWriter.Null, isTerminal: false);
        Assert.IsType<PlainLines>(lines);
        using var table = new LiveTable(Terminal(TextWriter.Null, 80));
        table.Dispose(); // before anything began, and twice
    }

    [Theory]
    [InlineData(0.5, "0.50 s")]
    [InlineData(42.4, "0:42")]
    [InlineData(59.7, "1:00")]
    [InlineData(3723, "1:02:03")]
    [InlineData(90000, "25:00:00")]
    [InlineData(double.NaN, "?")]
    [InlineData(double.PositiveInfinity, "?")]
    public void Times_are_read_at_a_glance(double seconds, string text) => Assert.Equal(text, EpochText.Time(seconds));

    private static void Drive(ITrainObserver observer, Action<TimeSpan> clock)
    {
        observer.OnStart(Start);
        observer.OnProgress(new TrainProgress(0, TrainPhase.Train, 0, 1000));
        clock(TimeSpan.FromSeconds(10));
        observer.OnProgress(new TrainProgress(0, TrainPhase.Train, 500, 1000, 2, 0.125));
        observer.OnEpoch(Some.Row(0));
        observer.OnNote("a note \u001B[31m");
        observer.OnProgress(new TrainProgress(1, TrainPhase.Evaluate, 0, 200));
        clock(TimeSpan.FromSeconds(25));
        observer.OnProgress(new TrainProgress(1, TrainPhase.Evaluate, 150, 200));
        EpochRow last = Some.Row(1) with { Beta = null, TrainLoss = double.NaN, TestLoss = null, TestTop1 = null, TestTop5 = null };
        observer.OnEpoch(last);
        observer.OnFinish(new TrainResult("runs/a", [Some.Row(0), last], null, [], Problem.Error(ProblemCodes.TrainingDiverged, null, "no number")));
    }

    private static IAnsiConsole Terminal(TextWriter output, int width)
    {
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(output),
        });
        terminal.Profile.Width = width;
        terminal.Profile.Capabilities.Unicode = true;
        return terminal;
    }

    [GeneratedRegex("\u001B\\[[0-9;?]*[A-Za-z]|\r")]
    private static partial Regex Escape();
}
