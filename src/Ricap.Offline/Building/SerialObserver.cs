namespace Ricap.Building;

/// <summary>Passes calls on one at a time, as <see cref="IBuildObserver"/> promises.</summary>
internal sealed class SerialObserver(IBuildObserver inner) : IBuildObserver
{
    private readonly Lock _sync = new();

    /// <inheritdoc/>
    public void OnProblem(Problem problem)
    {
        lock (_sync)
        {
            inner.OnProblem(problem);
        }
    }

    /// <inheritdoc/>
    public void OnProgress(BuildPhase phase, long done, long total)
    {
        lock (_sync)
        {
            inner.OnProgress(phase, done, total);
        }
    }

    /// <inheritdoc/>
    public void OnDetail(string message)
    {
        lock (_sync)
        {
            inner.OnDetail(message);
        }
    }
}
