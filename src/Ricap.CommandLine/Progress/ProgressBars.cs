using System.Collections.Concurrent;
using System.Globalization;
using Ricap.Building;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ricap.CommandLine.Progress;

/// <summary>A bar for each phase on a terminal, gone when the work is done.</summary>
public sealed class ProgressBars(CommandContext context, IAnsiConsole terminal, Func<BuildPhase, string> verb)
    : WorkProgress(context, verb)
{
    private readonly Dictionary<BuildPhase, Phase> _phases = [];
    private readonly PaceColumn _pace = new();
    private ProgressContext? _bars;

    public override void OnProgress(BuildPhase phase, long done, long total)
    {
        if (_bars is null || total == 0)
        {
            return;
        }

        if (!_phases.TryGetValue(phase, out Phase? shown))
        {
            _phases[phase] = shown = new Phase(_bars.AddTask(VerbOf(phase), maxValue: total));
        }

        shown.Rate.Note(done, Elapsed);
        _pace.Show(shown.Task, string.Create(CultureInfo.InvariantCulture, $"{done:N0}/{total:N0}  {shown.Rate.Describe(done, total)}"));
        shown.Task.Value = done;
    }

    private protected override T Show<T>(Func<IBuildObserver, T> work) =>
        terminal.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 30 },
                new PercentageColumn(),
                _pace)
            .Start(bars =>
            {
                _bars = bars;
                using IDisposable live = Context.GoLive(line => terminal.Write(new Terminal.RawLine(line)));
                return work(this);
            });

    private sealed record Phase(ProgressTask Task)
    {
        public Rate Rate { get; } = new();
    }

    /// <summary>Counts, pace and time left of each phase; drawn by a thread of the library's.</summary>
    private sealed class PaceColumn : ProgressColumn
    {
        private readonly ConcurrentDictionary<int, string> _texts = [];

        protected override bool NoWrap => true;

        public void Show(ProgressTask task, string text) => _texts[task.Id] = text;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
            new Text(_texts.GetValueOrDefault(task.Id, ""), new Style(Color.Grey));
    }
}
