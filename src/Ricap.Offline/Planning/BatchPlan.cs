namespace Ricap.Planning;

/// <summary>
/// One batch: the sources in it and the decisions its samples share. Immutable; its samples are computed when asked for.
/// </summary>
internal sealed class BatchPlan
{
    private readonly EpochPlan _epoch;
    private readonly int[] _sources;
    private readonly IMixedBatch[] _mixed;

    internal BatchPlan(EpochPlan epoch, int batch)
    {
        _epoch = epoch;
        PlanOptions options = epoch.Planner.Options;
        Batch = batch;
        First = batch * options.BatchSize;
        _sources = new int[Math.Min(options.BatchSize, epoch.Planner.Sources - First)];
        epoch.SourcesAt(First, _sources);

        var draws = new BatchDraws(epoch, batch, _sources);
        _mixed = Array.ConvertAll(epoch.Planner.Mixes, mix => mix.Begin(draws));
    }

    /// <summary>The epoch, from 0.</summary>
    public int Epoch => _epoch.Epoch;

    /// <summary>The batch's number in its epoch, from 0.</summary>
    public int Batch { get; }

    /// <summary>The index of its first sample in the epoch.</summary>
    public int First { get; }

    /// <summary>Samples in this batch.</summary>
    public int Count => _sources.Length;

    /// <summary>The sources of this batch: every layer of every sample in it comes from one of them.</summary>
    public ReadOnlySpan<int> Sources => _sources;

    /// <summary>The plan of the sample at a row of the batch: 0..<see cref="Count"/> − 1.</summary>
    public SamplePlan this[int row] => new(this, row);

    /// <summary>Which mix makes the sample at a row: its name, and the batch in its hands.</summary>
    internal string MixOf(int row, out IMixedBatch mixed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count);
        PlanOptions options = _epoch.Planner.Options;
        int mix = options.Augmentation.Pick(_epoch.Draws, options.Choose == MixChoice.Batch ? Batch : First + row);
        mixed = _mixed[mix];
        return _epoch.Planner.MixNames[mix];
    }
}
