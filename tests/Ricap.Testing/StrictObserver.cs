using Ricap.Building;

namespace Ricap.Testing;

/// <summary>Fails a build at its first problem, warnings included.</summary>
internal sealed class StrictObserver : IBuildObserver
{
    public void OnProblem(Problem problem) => throw new RicapException(problem);
}
