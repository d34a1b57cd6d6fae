namespace Ricap.Reading;

/// <summary>What a file of a data set is.</summary>
public enum DatasetFileKind
{
    /// <summary>The main file of an epoch's shard.</summary>
    Shard,

    /// <summary>The file beside an epoch's shard.</summary>
    Companion,

    /// <summary>The index over the shards of an epoch.</summary>
    Index,

    /// <summary>A base shard, or the records beside it.</summary>
    Base,

    /// <summary>The manifest.</summary>
    Manifest,
}

/// <summary>A file that a data set has, or would have if its epoch were rendered.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Epoch">Its epoch; 0 where it belongs to none.</param>
/// <param name="Shard">The place of its shard in the epoch; 0 where it belongs to none.</param>
public readonly record struct DatasetFile(DatasetFileKind Kind, int Epoch, int Shard);

/// <summary>What became of a data set on disk since it was opened.</summary>
public enum DatasetChange
{
    /// <summary>It is the same, or other epochs of the same are rendered now.</summary>
    None,

    /// <summary>It has no manifest: a build is under way, or it was removed.</summary>
    Withdrawn,

    /// <summary>It was rendered anew from other images or by other options, or its manifest cannot be read.</summary>
    Replaced,
}
