namespace Ricap.Planning;

/// <summary>
/// Plans samples: a pure function of (options, number of sources, epoch, index). Nothing here reads, remembers or
/// consumes anything, so threads, shards and resumed runs cannot change a plan.
/// </summary>
/// <remarks>
/// <code>
///   epoch    a keyed permutation puts the sources in order; batch b is places b·B..(b+1)·B−1 of it
///   batch    mixes draw partners by fresh keyed permutations of it; a source is in no other batch of the epoch
///   sample   which mix makes it: chosen per sample or per batch; what it is painted of: see Mixes/
///   source   flip and shift: once an epoch, so that its uses agree
/// </code>
/// </remarks>
internal sealed class Planner
{
    /// <summary>A planner for a number of sources.</summary>
    /// <param name="options">Validated options.</param>
    /// <param name="sources">How many sources there are, at least 1; also the samples of every epoch.</param>
    public Planner(PlanOptions options, int sources)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(sources, 1);
        Options = options;
        Sources = sources;
        MixNames = [.. options.Augmentation.Shares.Select(share => share.Kind.Name)];
        Mixes = [.. options.Augmentation.Shares.Select(share => share.Kind.Create(options))];
    }

    /// <summary>What the plans depend on.</summary>
    public PlanOptions Options { get; }

    /// <summary>How many sources, and samples an epoch.</summary>
    public int Sources { get; }

    /// <summary>Batches an epoch; the last may be short.</summary>
    public int Batches => (int)(((long)Sources + Options.BatchSize - 1) / Options.BatchSize);

    /// <summary>What makes samples, in the order of the augmentation's shares.</summary>
    internal IMix[] Mixes { get; }

    /// <summary>Their names, in the same order.</summary>
    internal string[] MixNames { get; }

    /// <summary>The most layers that lie over others in a sample.</summary>
    internal int Overlays => Mixes.Max(mix => mix.Overlays);

    /// <summary>The colours that layers without a source have, each once.</summary>
    internal IReadOnlyList<Rgb24> Colours => [.. Mixes.SelectMany(mix => mix.Colours).Distinct()];

    /// <summary>The plan of an epoch. Costs the boundary tables, O(W + H); keep it for the epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public EpochPlan Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return new EpochPlan(this, epoch);
    }
}
