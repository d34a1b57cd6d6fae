using Ricap.Planning;

namespace Ricap.Preview.Animations;

/// <summary>What an animated preview shows: one batch after the other, some samples of each.</summary>
internal sealed record AnimationOptions
{
    /// <summary>The most frames.</summary>
    public const int MaxFrames = 1000;

    /// <summary>Frames unless told otherwise.</summary>
    public const int DefaultFrames = 12;

    /// <summary>The shortest time a frame is shown, in milliseconds; browsers slow down what is faster.</summary>
    public const int MinDelay = 20;

    /// <summary>How long each frame is shown unless told otherwise, in milliseconds.</summary>
    public const int DefaultDelay = 800;

    /// <summary>Samples of each batch unless told otherwise.</summary>
    public const int DefaultCount = 8;

    /// <summary>The side of a tile unless told otherwise.</summary>
    public const int DefaultTile = 96;

    /// <summary>The epoch of the first batch; null = the first that was rendered.</summary>
    public int? Epoch { get; init; }

    /// <summary>How many batches; after an epoch's last comes the next epoch's first.</summary>
    public int Frames { get; init; } = DefaultFrames;

    /// <summary>How long each frame is shown, in milliseconds.</summary>
    public int Delay { get; init; } = DefaultDelay;

    /// <summary>How many samples of each batch, from its first on.</summary>
    public int Count { get; init; } = DefaultCount;

    /// <summary>Tiles in a row; 0 = what makes a block about twice as wide as high.</summary>
    public int Columns { get; init; }

    /// <summary>The side of a tile in pixels.</summary>
    public int TileWidth { get; init; } = DefaultTile;

    /// <summary>The modes to plan the same sources with, side by side; none = the data set's own.</summary>
    public IReadOnlyList<RandomnessMode> Modes { get; init; } = [];

    /// <summary>What to make samples of the same sources by, side by side; none = the data set's own.</summary>
    public IReadOnlyList<Augmentation> Mixes { get; init; } = [];
}
