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

/// <summary>What chooses its mix anew where several make the samples of an epoch.</summary>
public enum MixChoice
{
    /// <summary>Each sample.</summary>
    Sample,

    /// <summary>Each batch, for all of its samples.</summary>
    Batch,
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

    /// <summary>What samples are made by.</summary>
    public Augmentation Augmentation { get; init; } = Augmentation.Ricap;

    /// <summary>What chooses among the mixes of <see cref="Augmentation"/>, where there are several.</summary>
    public MixChoice Choose { get; init; }

    /// <summary>The parameters of mixes.</summary>
    public MixSettings MixSettings { get; init; } = MixSettings.Default;
}
