using System.Diagnostics;

namespace Ricap.Train.Training;

/// <summary>How long an epoch's training takes, and how much of that is waiting for data; goes on where a run that was stopped left off.</summary>
/// <param name="waited">How long the run has waited so far.</param>
internal sealed class EpochTimes(Func<TimeSpan> waited)
{
    private EpochTime _before;
    private TimeSpan _waitedBefore;
    private long _start;
    private EpochTime? _end;

    /// <summary>The time so far.</summary>
    public EpochTime Now => _end ?? new(
        _before.Seconds + Stopwatch.GetElapsedTime(_start).TotalSeconds, _before.Waited + (waited() - _waitedBefore).TotalSeconds);

    /// <summary>An epoch begins, or goes on.</summary>
    /// <param name="before">The <see cref="Now"/> it was stopped at; the default for an epoch that begins.</param>
    public void Begin(EpochTime before)
    {
        _before = before;
        (_waitedBefore, _start, _end) = (waited(), Stopwatch.GetTimestamp(), null);
    }

    /// <summary>The epoch's training has ended: what follows is not counted.</summary>
    public void Pause() => _end = Now;
}

/// <summary>How long an epoch trained.</summary>
/// <param name="Seconds">In all.</param>
/// <param name="Waited">Seconds of it without data.</param>
internal readonly record struct EpochTime(double Seconds, double Waited);
