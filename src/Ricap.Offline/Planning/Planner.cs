namespace Ricap.Planning;

/// <summary>
/// Plans samples: a pure function of (options, number of sources, epoch, index). Nothing here reads, remembers or
/// consumes anything, so threads, shards and resumed runs cannot change a plan.
/// </summary>
/// <remarks>
/// <code>
///   epoch    a keyed permutation puts the sources in order; batch b is places b·B..(b+1)·B−1 of it
///   batch    for each of the four patches a fresh keyed permutation of the batch, as in the paper:
///            each source is drawn for four patches of its batch, and for none elsewhere in the epoch
///   sample   boundary, crop offsets: per batch or per sample, by mode
///   source   flip and shift: once an epoch, so that its four uses agree
/// </code>
/// Takahashi, Matsubara, Uehara, "RICAP: Random Image Cropping and Patching Data Augmentation for Deep CNNs", ACML 2018,
/// PMLR 95:786–798; extended as "Data Augmentation Using Random Image Cropping and Patching for Deep CNNs", IEEE TCSVT
/// 30(9):2917–2931, 2020 (arXiv 1811.09030).
/// </remarks>
public sealed class Planner
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
    }

    /// <summary>What the plans depend on.</summary>
    public PlanOptions Options { get; }

    /// <summary>How many sources, and samples an epoch.</summary>
    public int Sources { get; }

    /// <summary>Batches an epoch; the last may be short.</summary>
    public int Batches => (int)(((long)Sources + Options.BatchSize - 1) / Options.BatchSize);

    /// <summary>The plan of an epoch. Costs the boundary tables, O(W + H); keep it for the epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public EpochPlan Epoch(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return new EpochPlan(this, epoch);
    }
}
