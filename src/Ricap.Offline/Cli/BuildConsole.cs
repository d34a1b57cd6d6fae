using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ricap.Building;
using Spectre.Console;

namespace Ricap.Cli;

/// <summary>
/// Shows a build to whoever watches: a bar with rate and time left on a terminal, a plain line now and then elsewhere,
/// nothing but problems if that is asked for. Problems go to the error stream, one line each.
/// </summary>
internal abstract class BuildConsole : IBuildObserver, IDisposable
{
    private readonly bool _quiet;
    private readonly bool _json;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    private BuildConsole(bool quiet, bool json)
    {
        _quiet = quiet;
        _json = json;
    }

    /// <summary>The console for where the output goes.</summary>
    public static BuildConsole Create(bool quiet, bool json) =>
        quiet || json ? new Silent(quiet, json)
        : Console.IsErrorRedirected || !AnsiConsole.Profile.Capabilities.Interactive ? new Plain()
        : new Bars();

    /// <summary>Runs a build under this console.</summary>
    public abstract BuildResult Run(Func<IBuildObserver, BuildResult> build);

    /// <summary>Says what was done.</summary>
    public void Report(BuildResult result)
    {
        double seconds = _clock.Elapsed.TotalSeconds;
        if (_json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                manifest = result.ManifestPath,
                made = result.Made,
                kept = result.Kept,
                removed = result.Removed,
                decoded = result.Decoded,
                samples = result.Samples,
                seconds = Math.Round(seconds, 3),
            }));
        }
        else if (!_quiet)
        {
            string what = result.UpToDate
                ? $"up to date: {result.Kept} shards hold"
                : string.Create(CultureInfo.InvariantCulture, $"{result.Made} shards made, {result.Kept} kept, {result.Removed} stale files removed; {result.Samples:N0} samples rendered, {result.Decoded:N0} images decoded in {seconds:F1} s");
            Console.WriteLine($"{result.ManifestPath}: {what}");
        }
    }

    /// <inheritdoc/>
    public virtual void OnProblem(Problem problem) => Console.Error.WriteLine(problem);

    /// <inheritdoc/>
    public abstract void OnProgress(BuildPhase phase, long done, long total);

    /// <inheritdoc/>
    public virtual void OnDetail(string message)
    {
    }

    /// <inheritdoc/>
    public void Dispose() => _clock.Stop();

    private static string Verb(BuildPhase phase) => phase switch
    {
        BuildPhase.Sources => "hashing images",
        BuildPhase.Base => "decoding images",
        _ => "rendering samples",
    };

    private sealed class Silent(bool quiet, bool json) : BuildConsole(quiet, json)
    {
        public override BuildResult Run(Func<IBuildObserver, BuildResult> build) => build(this);

        public override void OnProgress(BuildPhase phase, long done, long total)
        {
        }
    }

    /// <summary>A line every few seconds: for logs, where a bar would be noise.</summary>
    private sealed class Plain() : BuildConsole(quiet: false, json: false)
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

        private readonly Rate _rate = new();
        private TimeSpan _next = Every;

        public override BuildResult Run(Func<IBuildObserver, BuildResult> build) => build(this);

        public override void OnProgress(BuildPhase phase, long done, long total)
        {
            _rate.Note(phase, done, _clock.Elapsed);
            if (_clock.Elapsed >= _next)
            {
                _next = _clock.Elapsed + Every;
                Console.Error.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{Verb(phase)}: {done:N0} of {total:N0}, {_rate.PerSecond:N0}/s, {_rate.Left(done, total):hh\\:mm\\:ss} left"));
            }
        }

        public override void OnDetail(string message)
        {
            if (message.StartsWith("waiting", StringComparison.Ordinal))
            {
                Console.Error.WriteLine(message);
            }
        }
    }

    /// <summary>Bars on a terminal.</summary>
    private sealed class Bars() : BuildConsole(quiet: false, json: false)
    {
        private readonly Dictionary<BuildPhase, ProgressTask> _tasks = [];
        private readonly Rate _rate = new();
        private ProgressContext? _context;

        public override BuildResult Run(Func<IBuildObserver, BuildResult> build)
        {
            IAnsiConsole terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
            return terminal.Progress()
                .AutoClear(true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    _context = context;
                    return build(this);
                });
        }

        public override void OnProgress(BuildPhase phase, long done, long total)
        {
            if (!_tasks.TryGetValue(phase, out ProgressTask? task))
            {
                _tasks[phase] = task = _context!.AddTask(Verb(phase), maxValue: Math.Max(total, 1));
            }

            _rate.Note(phase, done, _clock.Elapsed);
            task.Value = done;
            task.Description = string.Create(
                CultureInfo.InvariantCulture, $"{Verb(phase)} [grey]{done:N0}/{total:N0} · {_rate.PerSecond:N0}/s[/]");
        }

        public override void OnProblem(Problem problem) =>
            AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
                .WriteLine(problem.ToString());
    }

    /// <summary>How fast a phase goes, since it began.</summary>
    private sealed class Rate
    {
        private BuildPhase? _phase;
        private TimeSpan _began;
        private long _first;

        public double PerSecond { get; private set; }

        public void Note(BuildPhase phase, long done, TimeSpan now)
        {
            if (_phase != phase)
            {
                (_phase, _began, _first) = (phase, now, done);
            }

            PerSecond = (done - _first) / Math.Max(0.001, (now - _began).TotalSeconds);
        }

        public TimeSpan Left(long done, long total) =>
            TimeSpan.FromSeconds(Math.Min((total - done) / Math.Max(0.001, PerSecond), 360_000));
    }
}
