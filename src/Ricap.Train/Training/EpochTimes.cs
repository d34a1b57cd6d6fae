using System.Diagnostics;

namespace Ricap.Train.Training;

/// <summary>How long an epoch's training takes, and how much of that is waiting for data; goes on where a run that was stopped left off.</summary>
/// <param name="waited">How long the run has waited so far.</param>
internal sealed class EpochTimes(Func<TimeSpan> waited)
{
    private (double Seconds, double Waited) _before;
    private TimeSpan _waitedBefore;
    private long _start;
    private (double Seconds, double Waited)? _end;

    /// <summary>Seconds so far, and those without data.</summary>
    public (double Seconds, double Waited) Now => _end ?? (
        _before.Seconds + Stopwatch.GetElapsedTime(_start).TotalSeconds, _before.Waited + (waited() - _waitedBefore).TotalSeconds);

    /// <summary>An epoch begins, or goes on.</summary>
    /// <param name="before">The <see cref="Now"/> it was stopped at; nothing for an epoch that begins.</param>
    public void Begin(ReadOnlySpan<double> before)
    {
        _before = before is [var seconds, var waiting] ? (seconds, waiting) : default;
        (_waitedBefore, _start, _end) = (waited(), Stopwatch.GetTimestamp(), null);
    }

    /// <summary>The epoch's training has ended: what follows is not counted.</summary>
    public void Pause() => _end = Now;
}
