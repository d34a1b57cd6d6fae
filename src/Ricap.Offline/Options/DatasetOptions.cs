using Ricap.Formats;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Sources;

namespace Ricap.Options;

/// <summary>What happens when an image cannot be decoded.</summary>
public enum BadImagePolicy
{
    /// <summary>The build fails, naming every bad image.</summary>
    Error,

    /// <summary>It is left out with a warning and named in the manifest.</summary>
    Skip,
}

/// <summary>What happens when one image, byte for byte, stands under two classes.</summary>
public enum DuplicatePolicy
{
    /// <summary>A warning names both.</summary>
    Warn,

    /// <summary>The build fails, naming both.</summary>
    Error,

    /// <summary>Nothing is said.</summary>
    Ignore,
}

/// <summary>
/// Everything a data set is made from. Immutable; made and validated by <see cref="OptionTable.Parse"/>, so that the
/// command line, MSBuild and a library user meet the same names, defaults and messages.
/// </summary>
public sealed record DatasetOptions
{
    /// <summary>The image folder, list or IDX file.</summary>
    public required string Images { get; init; }

    /// <summary>The output folder.</summary>
    public required string Output { get; init; }

    /// <summary>The data set's name, in the manifest and the shard index.</summary>
    public required string Name { get; init; }

    /// <summary>Width W of every sample in pixels.</summary>
    public int Width { get; init; }

    /// <summary>Height H of every sample in pixels.</summary>
    public int Height { get; init; }

    /// <summary>The key of every draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the samples of a batch share.</summary>
    public RandomnessMode Mode { get; init; } = RandomnessMode.Sample;

    /// <summary>β by epoch.</summary>
    public BetaSchedule Schedule { get; init; } = BetaSchedule.Constant(0.3);

    /// <summary>The epochs to render.</summary>
    public required EpochSet Epochs { get; init; }

    /// <summary>Samples a batch.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Samples a shard, at most.</summary>
    public int ShardSize { get; init; } = 4096;

    /// <summary>How shards are laid out.</summary>
    public ShardFormat Format { get; init; } = ShardFormat.All[0];

    /// <summary>The image codec, where the format holds image files.</summary>
    public ImageCodec Image { get; init; } = ImageCodec.Png;

    /// <summary>Whether sources are mirrored with chance ½.</summary>
    public bool Flip { get; init; }

    /// <summary>How far sources are shifted.</summary>
    public ShiftRange Shift { get; init; }

    /// <summary>What shows where a shifted source has no pixels.</summary>
    public FillRule Fill { get; init; }

    /// <summary>How sources become W×H.</summary>
    public FitMode Fit { get; init; }

    /// <summary>What shows through transparent pixels and around padded sources.</summary>
    public Rgb24 Background { get; init; } = Rgb24.White;

    /// <summary>What samples are made by.</summary>
    public Augmentation Augment { get; init; } = Augmentation.Ricap;

    /// <summary>What chooses among the mixes of <see cref="Augment"/>, where there are several.</summary>
    public MixChoice Choose { get; init; }

    /// <summary>The parameters of mixes, those of mixes that are not used included.</summary>
    public MixSettings MixSettings { get; init; } = MixSettings.Default;

    /// <summary>How many threads work; 0 = one a core. Never changes a byte of the output.</summary>
    public int Threads { get; init; }

    /// <summary>
    /// The most bytes of base images that are held in memory while epochs are made, and no more than a quarter of what the machine or
    /// container has; 0 = none. Never changes a byte of the output.
    /// </summary>
    public long Memory { get; init; } = 512 << 20;

    /// <summary>What happens when an image cannot be decoded.</summary>
    public BadImagePolicy OnBadImage { get; init; }

    /// <summary>The file or data set that says which classes there are, in order; null for those that images have.</summary>
    public string? Classes { get; init; }

    /// <summary>The order of the classes: <c>ordinal</c>, <c>numeric</c>, or a file that has it; null where nothing was said.</summary>
    public string? ClassOrder { get; init; }

    /// <summary>What happens when one image stands under two classes.</summary>
    public DuplicatePolicy OnDuplicate { get; init; }

    /// <summary>The data set that must share no image with this one; null for none.</summary>
    public string? NotIn { get; init; }

    /// <summary>The most pixels a source may have before it is decoded.</summary>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>A folder of the caller's where hashes of unchanged files may be remembered by size and time; null = always read them.</summary>
    public string? Cache { get; init; }

    /// <summary>Whether everything is made again, whatever is there.</summary>
    public bool Force { get; init; }

    /// <summary>The part of the options that a plan depends on.</summary>
    internal PlanOptions Plan => new()
    {
        Width = Width,
        Height = Height,
        Seed = Seed,
        Mode = Mode,
        Schedule = Schedule,
        BatchSize = Batch,
        Flip = Flip,
        MaxShiftX = Shift.Along(Width),
        MaxShiftY = Shift.Along(Height),
        Augmentation = Augment,
        Choose = Choose,
        MixSettings = MixSettings,
    };
}
