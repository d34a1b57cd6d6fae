using Ricap.CommandLine;
using Ricap.Train.Recording;

namespace Ricap.Train.Cli.Progress;

/// <summary>A run as plain lines, for logs: one an epoch, and one now and then while a long epoch is under way.</summary>
internal sealed class PlainLines : ITrainDisplay
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly TextWriter _output;
    private readonly TrainPace _pace;
    private TimeSpan _next = Every;

    /// <summary>Writes lines.</summary>
    public PlainLines(TextWriter output)
        : this(output, TrainPace.Begin())
    {
    }

    internal PlainLines(TextWriter output, TrainPace pace)
    {
        _output = output;
        _pace = pace;
    }

    /// <summary>What is said when a run begins.</summary>
    internal static string Say(TrainStart start) =>
        $"{start.Title}: {(start.FirstEpoch < start.Epochs ? $"epochs {start.FirstEpoch}..{start.Epochs - 1}" : "nothing left to train")}, {EpochText.Count(start.TrainImages)} training images"
        + (start.ValidationImages > 0 ? $", {EpochText.Count(start.ValidationImages)} validation images" : "")
        + (start.TestImages > 0 ? $", {EpochText.Count(start.TestImages)} test images" : ", no test images");

    /// <summary>What is said when a run ended.</summary>
    internal static string Say(TrainResult result)
    {
        string best = EpochRow.Best(result.Rows) is { } b
            ? $", best by validation after epoch {b.Epoch} (top-1 {EpochText.Percent(b.ValidationTop1)}{(b.TestTop1 is { } tested ? $", on test images {EpochText.Percent(tested)}" : "")})"
            : "";
        string last = result.Rows is [.., var f]
            ? f.TestTop1 is { } top ? $", top-1 {EpochText.Percent(top)}" : $", loss {EpochText.Loss(f.TrainLoss)}"
            : "";
        string how = result.Divergence is not null ? "diverged" : result.StoppedEarly ? $"stopped early after epoch {result.Rows[^1].Epoch}" : "finished";
        return $"{how}{last}{best}; records in {result.Folder}";
    }

    public void OnStart(TrainStart start)
    {
        _pace.Start(start);
        OnNote(Say(start));
    }

    public void OnProgress(TrainProgress progress)
    {
        _pace.Note(progress);
        TimeSpan now = _pace.Now;
        if (now < _next)
        {
            return;
        }

        _next = now + Every;
        string pace = _pace.Describe(progress);
        string verb = progress.Phase switch { TrainPhase.Train => "", TrainPhase.Validate => "validating ", _ => "testing " };
        OnNote(
            $"epoch {progress.Epoch}: {verb}{EpochText.Count(progress.Done)} of {EpochText.Count(progress.Total)}"
            + (progress.Loss is { } loss ? $", loss {EpochText.Loss(loss)}" : "")
            + (progress.Accuracy is { } accuracy ? $", accuracy {EpochText.Percent(accuracy)}" : "")
            + (pace.Length > 0 ? $", {pace}" : ""));
    }

    public void OnEpoch(EpochRow row)
    {
        _pace.Note(row);
        _next = _pace.Now + Every;
        OnNote(EpochText.Line(row));
    }

    public void OnNote(string line) => _output.WriteLine(SafeText.OneLine(line));

    public void OnFinish(TrainResult result) => OnNote(Say(result));

    public void Dispose()
    {
    }
}
