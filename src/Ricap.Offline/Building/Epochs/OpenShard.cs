using Ricap.Formats;

namespace Ricap.Building.Epochs;

/// <summary>
/// A shard under way. Threads put its runs down in any order; one of them at a time takes them up again in order, and it alone may use
/// <see cref="Sink"/> and <see cref="IsWhole"/>.
/// </summary>
internal sealed class OpenShard(ShardJob job)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<int, SampleBuffer> _waiting = [];
    private bool _isTakenUp;
    private int _next;

    /// <summary>What it is made of.</summary>
    public ShardJob Job { get; } = job;

    /// <summary>How many runs it has; set before the first is put down.</summary>
    public int Runs { get; set; }

    /// <summary>Where its runs go.</summary>
    public ShardSink? Sink { get; set; }

    /// <summary>Whether the run that <see cref="Next"/> gave is the last.</summary>
    public bool IsWhole => _next == Runs;

    /// <summary>Puts a run down.</summary>
    /// <returns>Whether nobody takes runs up: then the caller has to, until <see cref="Next"/> gives none.</returns>
    public bool PutDown(int run, SampleBuffer samples)
    {
        lock (_sync)
        {
            _waiting.Add(run, samples);
            return !_isTakenUp && (_isTakenUp = _waiting.ContainsKey(_next));
        }
    }

    /// <summary>The next run in order; null if it was not put down yet, after which whoever brings it takes it up.</summary>
    public SampleBuffer? Next()
    {
        lock (_sync)
        {
            _isTakenUp = _waiting.Remove(_next, out SampleBuffer? samples);
            _next += _isTakenUp ? 1 : 0;
            return samples;
        }
    }
}
