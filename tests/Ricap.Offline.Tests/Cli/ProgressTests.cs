using Ricap.Building;
using Ricap.CommandLine;
using Ricap.CommandLine.Progress;
using Spectre.Console;

namespace Ricap.Tests.Cli;

public sealed class ProgressTests
{
    [Fact]
    public void ARateIsNotSaidBeforeItIsKnown()
    {
        var rate = new Rate();
        rate.Note(64, TimeSpan.FromSeconds(3));
        rate.Note(128, TimeSpan.FromSeconds(3.01));
        Assert.Equal("", rate.Describe(128, 1000));

        rate.Note(264, TimeSpan.FromSeconds(5));
        Assert.Equal("100/s, 0:07 left", rate.Describe(264, 1000));
        Assert.Equal("100/s, 2:46:40 left", rate.Describe(0, 1_000_000));
        Assert.Equal("100/s", rate.Describe(264, 264));
    }

    [Fact]
    public void ARateForgetsHowThePhaseBegan()
    {
        var rate = new Rate();
        for (int second = 0; second <= 60; second++)
        {
            rate.Note(second <= 10 ? second * 1000 : 10_000 + second, TimeSpan.FromSeconds(second));
        }

        Assert.Equal(1, rate.PerSecond!.Value, 1e-9);
    }

    [Fact]
    public void ShortWorkPrintsNoLines()
    {
        using var error = new StringWriter();
        var progress = WorkProgress.Create(new CommandContext(TextWriter.Null, error), silent: false, _ => "working");
        Assert.IsType<ProgressLines>(progress);
        Assert.Equal(3, progress.Run(observer =>
        {
            observer.OnProgress(BuildPhase.Samples, 1, 2);
            observer.OnDetail("making epoch-0000/ricap-0000-000000.tar");
            return 3;
        }));
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void AProblemUnderALiveBarIsALineOfItsOwn()
    {
        using var error = new StringWriter();
        using var screen = new StringWriter();
        IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(screen),
        });
        terminal.Profile.Width = 80;
        var context = new CommandContext(TextWriter.Null, error);
        var problem = Problem.Warning(ProblemCodes.CorruptImage, $"[red]{new string('x', 100)}/a\e[2J.png", "left out");
        new ProgressBars(context, terminal, _ => "working").Run(observer =>
        {
            observer.OnProgress(BuildPhase.Samples, 500, 1000);
            observer.OnProblem(problem);
            observer.OnProblem(problem);
            return 0;
        });

        string line = $"[red]{new string('x', 100)}/a\\u001B[2J.png: warning RICAP0020: left out\n";
        Assert.Equal(2, screen.ToString().ReplaceLineEndings("\n").Split(line).Length);
        Assert.Contains("working", screen.ToString(), StringComparison.Ordinal);
        Assert.Equal("", error.ToString());
    }

    [Fact]
    public void NoExceptionReachesAUserAsAStack()
    {
        var bug = new AggregateException(new InvalidOperationException("odd"), new OperationCanceledException());
        Failure failure = Failure.Of(bug);
        Assert.Equal((70, "RICAP0099"), (failure.ExitCode, Assert.Single(failure.Problems).Code));
        Assert.NotNull(failure.Stack);

        Assert.Equal(130, Failure.Of(new AggregateException(new OperationCanceledException())).ExitCode);
        var noRoom = new IOException("No space left on device", 28);
        Assert.Equal((3, "RICAP0031"), (Failure.Of(noRoom).ExitCode, Failure.Of(noRoom).Problems[0].Code));
        var full = new RicapException(Problem.Error(ProblemCodes.DiskFull, "/x", "full"));
        Assert.Equal((3, null), (Failure.Of(new AggregateException(full)).ExitCode, Failure.Of(full).Stack));
    }
}
