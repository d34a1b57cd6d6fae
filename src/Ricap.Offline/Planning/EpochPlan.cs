using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>One epoch's β, boundary tables and order. Immutable; any thread may ask it for any batch.</summary>
internal sealed class EpochPlan
{
    private readonly KeyedPermutation _order;

    internal EpochPlan(Planner planner, int epoch)
    {
        Planner = planner;
        Epoch = epoch;
        Draws = new Draws(planner.Options.Seed, epoch);
        _order = new KeyedPermutation(Draws, DrawLane.Order, index: 0, patch: 0, planner.Sources);
        if (planner.Options.Augmentation.HasPatches)
        {
            double beta = planner.Options.Schedule.At(epoch);
            Beta = beta;
            Widths = BoundaryTable.Create(beta, planner.Options.Width);
            Heights = BoundaryTable.Create(beta, planner.Options.Height);
        }
    }

    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; }

    /// <summary>β of this epoch; null where nothing is patched.</summary>
    public double? Beta { get; }

    /// <summary>The distribution of the boundary's x; null where nothing is patched.</summary>
    public BoundaryTable? Widths { get; }

    /// <summary>The distribution of the boundary's y; null where nothing is patched.</summary>
    public BoundaryTable? Heights { get; }

    /// <summary>The β that a sample of this epoch was drawn with; null where it is not patched.</summary>
    internal double? BetaOf(in SamplePlan plan) => plan.Mix == RicapMix.Name ? Beta : null;

    internal Planner Planner { get; }

    internal Draws Draws { get; }

    /// <summary>The plan of a batch: 0..<see cref="Planner.Batches"/> − 1. Costs O(batch size).</summary>
    public BatchPlan Batch(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch, Planner.Batches);
        return new BatchPlan(this, batch);
    }

    /// <summary>The plan of one sample: 0..sources − 1.</summary>
    public SamplePlan Sample(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Planner.Sources);
        return Batch(index / Planner.Options.BatchSize)[index % Planner.Options.BatchSize];
    }

    /// <summary>Which sources stand at places of the epoch's order, from <paramref name="first"/> on.</summary>
    internal void SourcesAt(int first, Span<int> sources)
    {
        if (!Planner.Options.Augmentation.IsPlain)
        {
            _order.Fill(first, sources);
            return;
        }

        for (int i = 0; i < sources.Length; i++)
        {
            sources[i] = first + i;
        }
    }
}
