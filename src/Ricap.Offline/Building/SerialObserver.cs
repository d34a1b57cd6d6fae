namespace Ricap.Building;

/// <summary>Passes calls on one at a time, as <see cref="IBuildObserver"/> promises.</summary>
/// <param name="observer">Hears them; null if nobody does.</param>
internal sealed class SerialObserver(IBuildObserver? observer) : IBuildObserver
{
    private readonly Lock _sync = new();

    /// <inheritdoc/>
    public void OnProblem(Problem problem)
    {
        lock (_sync)
        {
            observer?.OnProblem(problem);
        }
    }

    /// <inheritdoc/>
    public void OnProgress(BuildPhase phase, long done, long total)
    {
        lock (_sync)
        {
            observer?.OnProgress(phase, done, total);
        }
    }

    /// <inheritdoc/>
    public void OnDetail(string message)
    {
        lock (_sync)
        {
            observer?.OnDetail(message);
        }
    }
}

/// <summary>Counts the problems that pass.</summary>
internal sealed class WarningCount(IBuildObserver observer) : IBuildObserver
{
    private int _count;

    /// <summary>How many there were.</summary>
    public int Count => _count;

    /// <inheritdoc/>
    public void OnProblem(Problem problem)
    {
        Interlocked.Increment(ref _count);
        observer.OnProblem(problem);
    }

    /// <inheritdoc/>
    public void OnProgress(BuildPhase phase, long done, long total) => observer.OnProgress(phase, done, total);

    /// <inheritdoc/>
    public void OnDetail(string message) => observer.OnDetail(message);
}
