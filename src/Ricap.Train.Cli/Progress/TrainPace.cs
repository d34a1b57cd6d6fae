using System.Diagnostics;
using Ricap.CommandLine.Progress;
using Ricap.Train.Recording;

namespace Ricap.Train.Cli.Progress;

/// <summary>How fast a run goes and how long it still takes.</summary>
/// <param name="clock">Gives the time since the run began.</param>
internal sealed class TrainPace(Func<TimeSpan> clock)
{
    private TrainStart? _start;
    private Rate _rate = new();
    private (int Epoch, TrainPhase Phase)? _where;
    private int _epochs;
    private double _seconds;

    /// <summary>By the wall clock.</summary>
    public static TrainPace Begin()
    {
        var watch = Stopwatch.StartNew();
        return new TrainPace(() => watch.Elapsed);
    }

    /// <summary>The time since the run began.</summary>
    public TimeSpan Now => clock();

    /// <summary>The run that is timed.</summary>
    public void Start(TrainStart start) => _start = start;

    /// <summary>Takes note of how far an epoch is; each phase has a pace of its own.</summary>
    public void Note(TrainProgress progress)
    {
        if (_where != (progress.Epoch, progress.Phase))
        {
            (_where, _rate) = ((progress.Epoch, progress.Phase), new Rate());
        }

        _rate.Note(progress.Done, Now);
    }

    /// <summary>Takes note of an epoch's end.</summary>
    public void Note(EpochRow row)
    {
        _epochs++;
        _seconds += row.Seconds + row.EvaluationSeconds;
        _where = null;
    }

    /// <summary>Pace, time left in the phase and in the run; empty as long as too little is known.</summary>
    public string Describe(TrainProgress progress)
    {
        if (_rate.PerSecond is not { } pace || _rate.Left(progress.Done, progress.Total) is not { } left)
        {
            return "";
        }

        string text = $"{EpochText.Pace(pace)} images/s, {EpochText.Clock(left.TotalSeconds)} left";
        int after = (_start?.Epochs ?? 0) - 1 - progress.Epoch;
        return after > 0 && _epochs > 0
            ? $"{text}, {EpochText.Clock(left.TotalSeconds + (after * _seconds / _epochs))} in all"
            : text;
    }
}
