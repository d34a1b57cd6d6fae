using System.Diagnostics;
using Ricap.Building;
using Spectre.Console;

namespace Ricap.CommandLine.Progress;

/// <summary>
/// Shows work under way to whoever watches: a bar on a terminal, a plain line now and then elsewhere, nothing but
/// problems if that is asked for. All of it goes to the error stream.
/// </summary>
public abstract class WorkProgress(CommandContext context, Func<BuildPhase, string> verb) : IBuildObserver
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>How long the work has gone on.</summary>
    public TimeSpan Elapsed => _clock.Elapsed;

    private protected CommandContext Context { get; } = context;

    /// <summary>The display for where the error stream goes.</summary>
    /// <param name="context">The surroundings.</param>
    /// <param name="silent">Whether only problems are wanted.</param>
    /// <param name="verb">What is being done in a phase, e.g. <c>decoding images</c>.</param>
    public static WorkProgress Create(CommandContext context, bool silent, Func<BuildPhase, string> verb)
    {
        if (silent)
        {
            return new Silent(context, verb);
        }

        // A terminal that knows no escape sequences (TERM=dumb) gets lines.
        IAnsiConsole? terminal = context.ErrorIsTerminal ? Terminal.Open(context.Error) : null;
        return terminal?.Profile.Capabilities.Ansi == true
            ? new ProgressBars(context, terminal, verb)
            : new ProgressLines(context, verb);
    }

    /// <summary>Does the work under this display.</summary>
    public T Run<T>(Func<IBuildObserver, T> work)
    {
        using CancellationTokenRegistration stopping = Context.Cancellation.Register(OnStopping);
        return Show(work);
    }

    public void OnProblem(Problem problem) => Context.Report(problem);

    public abstract void OnProgress(BuildPhase phase, long done, long total);

    public virtual void OnDetail(string message)
    {
        // The one detail that explains why nothing seems to happen.
        if (message.StartsWith("waiting", StringComparison.Ordinal))
        {
            Context.Say($"ricap: {message}");
        }
    }

    private protected virtual T Show<T>(Func<IBuildObserver, T> work) => work(this);

    private protected string VerbOf(BuildPhase phase) => verb(phase);

    // Work ends between samples, which takes a moment: say that the signal has arrived.
    private protected virtual void OnStopping() => Context.Say("ricap: stopping; a second Ctrl-C stops at once");

    private sealed class Silent(CommandContext context, Func<BuildPhase, string> verb) : WorkProgress(context, verb)
    {
        public override void OnProgress(BuildPhase phase, long done, long total)
        {
        }

        public override void OnDetail(string message)
        {
        }

        private protected override void OnStopping()
        {
        }
    }
}
