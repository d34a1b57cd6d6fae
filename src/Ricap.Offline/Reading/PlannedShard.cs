using Ricap.Building.Epochs;

namespace Ricap.Reading;

/// <summary>A shard of any epoch, rendered or not: what <c>render</c> calls it, and what it makes it from.</summary>
public sealed class PlannedShard
{
    internal PlannedShard(ShardJob job, int number, string? companionPath, long? length, long pixelLength)
    {
        (Job, Number, CompanionPath, Length, PixelLength) = (job, number, companionPath, length, pixelLength);
    }

    /// <summary>Its epoch, from 0.</summary>
    public int Epoch => Job.Plan.Epoch;

    /// <summary>Its place in the epoch, from 0.</summary>
    public int Number { get; }

    /// <summary>Samples in it.</summary>
    public int Samples => Job.Count;

    /// <summary>XXH128 of everything it is made from: shards of equal keys have equal bytes.</summary>
    public Hash128 Key => Job.Key;

    /// <summary>Its main file, relative to the data set's folder.</summary>
    public string Path => Job.Path;

    /// <summary>The file beside it; null where the format has none.</summary>
    public string? CompanionPath { get; }

    /// <summary>Bytes of its main file where the format tells them before it is written; else null.</summary>
    public long? Length { get; }

    /// <summary>Bytes of its samples' pixels, however they are encoded.</summary>
    public long PixelLength { get; }

    internal ShardJob Job { get; }
}
