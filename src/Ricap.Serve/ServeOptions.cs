using Ricap.Options;

namespace Ricap.Serve;

/// <summary>What a server serves, where, and how much it takes on.</summary>
/// <param name="Folder">The data set's folder.</param>
public sealed record ServeOptions(string Folder)
{
    /// <summary>Where it listens if nothing is said: this machine alone.</summary>
    public const string DefaultUrl = "http://127.0.0.1:8042";

    /// <summary>The most renders at once.</summary>
    public const int MaxRenders = 1024;

    /// <summary>How many shards wait to be rendered at most, if nothing is said.</summary>
    public const int DefaultQueue = 256;

    /// <summary>The most that may be said for it.</summary>
    public const int MaxQueue = 100_000;

    /// <summary>Bytes in memory at most, if nothing is said.</summary>
    public const long DefaultMemory = 1L << 30;

    /// <summary>Where it listens; at least one.</summary>
    public IReadOnlyList<ListenAddress> Urls { get; init; } = [ListenAddress.Parse(DefaultUrl)];

    /// <summary>How many shards are rendered at once, each by one thread.</summary>
    public int Renders { get; init; } = Environment.ProcessorCount;

    /// <summary>How many shards may wait to be rendered before requests are turned away.</summary>
    public int Queue { get; init; } = DefaultQueue;

    /// <summary>
    /// Bytes of shards that are being rendered, sent or kept, and of the base if that takes at most half of it; one shard is
    /// rendered whatever its size.
    /// </summary>
    public long Memory { get; init; } = DefaultMemory;

    /// <summary>The epochs that the manifest lists; null for those that are rendered.</summary>
    public EpochSet? Epochs { get; init; }
}
