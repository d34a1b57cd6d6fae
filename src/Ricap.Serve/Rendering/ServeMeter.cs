using System.Diagnostics.Metrics;

namespace Ricap.Serve.Rendering;

/// <summary>What a server counts, for whoever listens to meters.</summary>
internal sealed class ServeMeter : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Ricap.Serve";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _requests;
    private readonly UpDownCounter<long> _inFlight;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _renders;
    private readonly Histogram<double> _seconds;
    private readonly Dictionary<string, long> _outcomes = [];
    private long _hitCount;

    public ServeMeter()
    {
        _requests = _meter.CreateCounter<long>("ricap.serve.requests", "{request}", "Requests that have ended, by status.");
        _inFlight = _meter.CreateUpDownCounter<long>("ricap.serve.requests.active", "{request}", "Requests under way.");
        _bytes = _meter.CreateCounter<long>("ricap.serve.sent", "By", "Bytes of bodies that were sent.");
        _hits = _meter.CreateCounter<long>("ricap.serve.cache.hits", "{shard}", "Shards that were in memory, or on their way there, when asked for.");
        _renders = _meter.CreateCounter<long>("ricap.serve.renders", "{shard}", "Renders that have ended, by outcome: done, cancelled, failed.");
        _seconds = _meter.CreateHistogram(
            "ricap.serve.render.duration",
            "s",
            "How long renders took that were done.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });
    }

    /// <summary>Shards that were found in memory so far.</summary>
    public long Hits => Interlocked.Read(ref _hitCount);

    /// <summary>Renders so far that ended so.</summary>
    public long Renders(string outcome)
    {
        lock (_outcomes)
        {
            return _outcomes.GetValueOrDefault(outcome);
        }
    }

    /// <summary>Watches what goes up and down.</summary>
    public void Watch(Func<int> rendering, Func<int> waiting, Func<long> memory)
    {
        _meter.CreateObservableGauge("ricap.serve.renders.active", rendering, "{shard}", "Shards that are being rendered.");
        _meter.CreateObservableGauge("ricap.serve.queue", waiting, "{shard}", "Shards that wait to be rendered.");
        _meter.CreateObservableGauge("ricap.serve.memory", memory, "By", "Bytes of shards that are rendered, read or kept.");
    }

    /// <summary>A request has begun.</summary>
    public void Begin() => _inFlight.Add(1);

    /// <summary>A request has ended.</summary>
    public void End(int status)
    {
        _inFlight.Add(-1);
        _requests.Add(1, new KeyValuePair<string, object?>("status", status));
    }

    /// <summary>Part of a body was sent.</summary>
    public void Sent(int bytes) => _bytes.Add(bytes);

    /// <summary>A shard was found in memory.</summary>
    public void Hit()
    {
        _hits.Add(1);
        Interlocked.Increment(ref _hitCount);
    }

    /// <summary>A render has ended.</summary>
    public void Rendered(string outcome, TimeSpan? time)
    {
        _renders.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (time is { } span)
        {
            _seconds.Record(span.TotalSeconds);
        }

        lock (_outcomes)
        {
            _outcomes[outcome] = _outcomes.GetValueOrDefault(outcome) + 1;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
