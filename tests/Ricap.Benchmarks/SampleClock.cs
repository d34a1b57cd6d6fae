using System.Diagnostics;
using Ricap.Building;

namespace Ricap.Benchmarks;

/// <summary>The time from when the sources are known to when the last sample is in its shard.</summary>
internal sealed class SampleClock : IBuildObserver
{
    private long _began = Stopwatch.GetTimestamp();
    private long _ended;

    public double Seconds => Stopwatch.GetElapsedTime(_began, _ended).TotalSeconds;

    public void OnProblem(Problem problem) => Console.Error.WriteLine(problem);

    public void OnProgress(BuildPhase phase, long done, long total)
    {
        if (phase == BuildPhase.Samples)
        {
            _ended = Stopwatch.GetTimestamp();
        }
        else
        {
            _began = Stopwatch.GetTimestamp();
        }
    }

    public void OnDetail(string message)
    {
    }
}
