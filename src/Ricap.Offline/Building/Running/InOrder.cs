namespace Ricap.Building.Running;

/// <summary>
/// Runs of work that threads put down in any order and one of them at a time takes up in order, so that none waits for another. Who takes
/// them up is the thread that brings the next one.
/// <code>
///   thread a   run 0 ······ put down 0, takes up 0 1 2
///   thread b   run 1 · put down 1   run 2 · put down 2   run 3 ··
/// </code>
/// </summary>
/// <param name="first">The number of the first run.</param>
internal sealed class InOrder<T>(int first = 0)
    where T : class
{
    private readonly Lock _sync = new();
    private readonly Dictionary<int, T> _waiting = [];
    private bool _isTakenUp;

    /// <summary>The number of the next run to be taken up. For whoever takes up.</summary>
    public int Taken { get; private set; } = first;

    /// <summary>What was put down and not taken up, once no thread does either any more.</summary>
    public IEnumerable<T> Left => _waiting.Values;

    /// <summary>Puts a run down.</summary>
    /// <returns>Whether the caller has to take up, until <see cref="Next"/> gives none.</returns>
    public bool PutDown(int number, T run)
    {
        lock (_sync)
        {
            _waiting.Add(number, run);
            return !_isTakenUp && (_isTakenUp = number == Taken);
        }
    }

    /// <summary>The next run; null if it was not put down yet, after which whoever brings it takes up.</summary>
    public T? Next()
    {
        lock (_sync)
        {
            _isTakenUp = _waiting.Remove(Taken, out T? run);
            Taken += _isTakenUp ? 1 : 0;
            return run;
        }
    }
}
