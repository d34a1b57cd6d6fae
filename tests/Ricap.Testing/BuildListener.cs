using Ricap.Building;

namespace Ricap.Testing;

/// <summary>An observer that keeps what it hears.</summary>
internal sealed class BuildListener : IBuildObserver
{
    public List<Problem> Problems { get; } = [];

    public List<string> Details { get; } = [];

    /// <summary>What to do when work went on.</summary>
    public Action<BuildPhase, long> Progress { get; init; } = (_, _) => { };

    /// <summary>What to do on a detail.</summary>
    public Action<string> Detail { get; init; } = _ => { };

    /// <summary>The shards that were made, without their numbers of samples.</summary>
    public IEnumerable<string> Made => Details.Where(d => d.StartsWith("making ", StringComparison.Ordinal)).Select(d => d[7..]);

    public void OnProblem(Problem problem) => Problems.Add(problem);

    public void OnProgress(BuildPhase phase, long done, long total)
    {
        Assert.InRange(done, 0, total);
        Progress(phase, done);
    }

    public void OnDetail(string message)
    {
        Details.Add(message);
        Detail(message);
    }
}
