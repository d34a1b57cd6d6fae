using System.Collections.Concurrent;
using Ricap.Building;

namespace Ricap.Verifying;

/// <summary>Collects what does not hold. Safe for any number of threads.</summary>
internal sealed class Findings(IBuildObserver observer)
{
    private readonly ConcurrentQueue<Problem> _problems = [];

    /// <summary>Everything found, in the order of codes and places, not of threads.</summary>
    public IReadOnlyList<Problem> All =>
        [.. _problems.OrderBy(p => p.Path, StringComparer.Ordinal).ThenBy(p => p.Code, StringComparer.Ordinal).ThenBy(p => p.Message, StringComparer.Ordinal)];

    /// <summary>Notes something that does not hold.</summary>
    public void Add(string code, string path, string message)
    {
        Problem problem = Problem.Error(code, path, message);
        _problems.Enqueue(problem);
        observer.OnProblem(problem);
    }
}
