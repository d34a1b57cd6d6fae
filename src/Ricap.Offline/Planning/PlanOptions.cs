namespace Ricap.Planning;

/// <summary>Which random decisions the samples of a batch share.</summary>
public enum RandomnessMode
{
    /// <summary>Boundary once a batch, crop offsets once a batch and patch: the paper's official code.</summary>
    Paper,

    /// <summary>Boundary once a batch, crop offsets per sample: koshian2/keras-ricap, "same".</summary>
    Batch,

    /// <summary>Boundary and crop offsets per sample: koshian2/keras-ricap, "different".</summary>
    Sample,
}

/// <summary>What becomes of the sources: whether they are patched, and whether they are changed at all.</summary>
public enum Augmentation
{
    /// <summary>RICAP: order, flip and shift, and four patches a sample.</summary>
    Ricap,

    /// <summary>Sample i is source i as it is: no order, flip or shift. For test splits.</summary>
    None,

    /// <summary>
    /// RICAP's order, flip and shift, and one whole source a sample: what RICAP is compared with. Of equal options the
    /// two show each source in the same batch, flipped and shifted alike.
    /// </summary>
    Baseline,
}

/// <summary>Everything a plan depends on, besides the epoch, the sample's index and how many sources there are.</summary>
internal sealed record PlanOptions
{
    /// <summary>Width W of sources and samples in pixels, at least 1.</summary>
    public required int Width { get; init; }

    /// <summary>Height H of sources and samples in pixels, at least 1.</summary>
    public required int Height { get; init; }

    /// <summary>The seed: the key of every draw.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What the samples of a batch share.</summary>
    public required RandomnessMode Mode { get; init; }

    /// <summary>β by epoch.</summary>
    public required BetaSchedule Schedule { get; init; }

    /// <summary>Samples a batch, at least 1; the last batch of an epoch may be shorter.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Whether each source is mirrored left to right with chance ½, drawn once an epoch.</summary>
    public bool Flip { get; init; }

    /// <summary>The largest shift to either side in pixels, 0..W; drawn uniformly once an epoch and source.</summary>
    public int MaxShiftX { get; init; }

    /// <summary>The largest shift up or down in pixels, 0..H.</summary>
    public int MaxShiftY { get; init; }

    /// <summary>Patches, whole sources, or the sources as they are.</summary>
    public Augmentation Augmentation { get; init; }
}
