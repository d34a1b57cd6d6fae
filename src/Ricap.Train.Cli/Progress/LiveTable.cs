using Ricap.CommandLine;
using Ricap.Train.Recording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ricap.Train.Cli.Progress;

/// <summary>
/// A run on a terminal: a table that grows by a row an epoch and can be scrolled back through, and below it a bar that lives
/// until the run ends.
/// </summary>
internal sealed class LiveTable : ITrainDisplay
{
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(100);

    // What is written takes the place of the bar: what the bar was longer must go (EL, erase in line).
    private static readonly Segment[] End = [Segment.Control("\u001B[K"), Segment.LineBreak];

    private readonly IAnsiConsole _terminal;
    private readonly TrainPace _pace;
    private readonly TaskCompletionSource _ended = new();
    private IReadOnlyList<EpochColumn> _columns = EpochText.Columns;
    private TrainStart? _start;
    private EpochRow? _best;
    private LiveDisplayContext? _bar;
    private Task? _live;
    private TimeSpan _next;
    private (double? Loss, double? Accuracy) _last;

    /// <summary>Draws on a terminal.</summary>
    public LiveTable(IAnsiConsole terminal)
        : this(terminal, TrainPace.Begin())
    {
    }

    internal LiveTable(IAnsiConsole terminal, TrainPace pace)
    {
        _terminal = terminal;
        _pace = pace;
    }

    public void OnStart(TrainStart start)
    {
        _start = start;
        _pace.Start(start);
        OnNote(PlainLines.Say(start));
        _columns = Fit([.. EpochText.Columns.Where(c => c.IsOf(start))], _terminal.Profile.Width);
        string[] titles = [.. _columns.Select(c => c.Title.PadLeft(c.Width))];
        _terminal.Write(new Whole(""));
        _terminal.Write(new Text(string.Join("  ", titles) + "\n", new Style(decoration: Decoration.Bold)));
        _terminal.Write(new Whole(string.Join("  ", _columns.Select(c => new string(Dash, c.Width)))));
        _live = _terminal.Live(new Text("")).AutoClear(true).StartAsync(bar =>
        {
            _bar = bar;
            return _ended.Task;
        });
    }

    public void OnProgress(TrainProgress progress)
    {
        _pace.Note(progress);
        _last = (progress.Loss ?? _last.Loss, progress.Accuracy ?? _last.Accuracy);
        TimeSpan now = _pace.Now;
        if (now < _next && progress.Done < progress.Total)
        {
            return;
        }

        _next = now + Spacing;
        _bar?.UpdateTarget(Bar(progress));
    }

    public void OnEpoch(EpochRow row)
    {
        _pace.Note(row);
        _last = default;
        bool isBest = EpochRow.Best(_best is null ? [row] : [_best, row]) is { } best && ReferenceEquals(best, row);
        _best = isBest ? row : _best;
        var line = new OneLine(ends: true);
        foreach (EpochColumn column in _columns)
        {
            string text = column.Of(row);
            Color? colour = text is "NaN" ? Color.Red : isBest && column.Images == EpochImages.Validation ? Color.Green : null;
            line.Add(text.PadLeft(column.Width) + (column == _columns[^1] ? "" : "  "), new Style(colour));
        }

        _terminal.Write(line);
    }

    public void OnNote(string line) => _terminal.Write(new Whole(SafeText.OneLine(line)));

    public void OnFinish(TrainResult result)
    {
        Dispose();
        OnNote("");
        OnNote(PlainLines.Say(result));
    }

    /// <summary>Takes the bar away; the table stays.</summary>
    public void Dispose()
    {
        _bar = null;
        if (_ended.TrySetResult())
        {
            _live?.GetAwaiter().GetResult();
        }
    }

    /// <summary>The columns that find room, the most dispensable left out first.</summary>
    internal static IReadOnlyList<EpochColumn> Fit(IReadOnlyList<EpochColumn> columns, int width)
    {
        List<EpochColumn> kept = [.. columns];
        while (kept.Sum(c => c.Width + 2) - 2 > width && kept.MaxBy(c => c.Dispensable) is { Dispensable: > 0 } least)
        {
            kept.Remove(least);
        }

        return kept;
    }

    private char Dash => _terminal.Profile.Capabilities.Unicode ? '─' : '-';

    private OneLine Bar(TrainProgress progress)
    {
        const int Width = 24;
        double part = progress.Total > 0 ? Math.Clamp((double)progress.Done / progress.Total, 0, 1) : 0;
        int full = (int)(part * Width);
        string verb = progress.Phase switch { TrainPhase.Train => "", TrainPhase.Validate => " validation", _ => " test" };
        string pace = _pace.Describe(progress);
        string sums = (_last.Loss is { } loss ? $"  loss {EpochText.Loss(loss)}" : "")
            + (_last.Accuracy is { } accuracy ? $"  acc {EpochText.Percent(accuracy)}" : "");
        return new OneLine(ends: false)
            .Add($"epoch {progress.Epoch} of 0..{(_start?.Epochs ?? 1) - 1}{verb}  ", Style.Plain)
            .Add(new string(_terminal.Profile.Capabilities.Unicode ? '━' : '#', full), new Style(Color.Green))
            .Add(new string(_terminal.Profile.Capabilities.Unicode ? '─' : '.', Width - full), new Style(Color.Grey23))
            .Add($"  {Math.Floor(100 * part)} %", Style.Plain)
            .Add($"  {pace}{sums}", new Style(Color.Grey));
    }

    /// <summary>Text that is cut off at the edge, where others would break it and shift what is below.</summary>
    private sealed class OneLine(bool ends) : Renderable
    {
        private readonly List<Segment> _parts = [];

        public OneLine Add(string text, Style style)
        {
            _parts.Add(new Segment(text, style));
            return this;
        }

        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            [.. Segment.Truncate(_parts, maxWidth), .. ends ? End : []];
    }

    /// <summary>Text that may be longer than a line, such as a path, and can be copied whole.</summary>
    private sealed class Whole(string text) : Renderable
    {
        protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => [new Segment(text), .. End];
    }
}
