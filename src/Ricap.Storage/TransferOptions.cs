namespace Ricap.Storage;

/// <summary>How bytes are moved; what arrives does not depend on it.</summary>
public sealed record TransferOptions
{
    /// <summary>Transfers at once if nobody says.</summary>
    public const int DefaultTransfers = 8;

    /// <summary>The most transfers at once: each holds a part in memory.</summary>
    public const int MaxTransfers = 64;

    private const int MaxParts = 10_000;

    /// <summary>Transfers at once, 1..<see cref="MaxTransfers"/>.</summary>
    public int Transfers { get; init; } = DefaultTransfers;

    /// <summary>Bytes of a part, at least; an object of no more is uploaded at once. Stores take no less than 5 MiB.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <summary>Does something to each item, so many at once as there are transfers.</summary>
    public Task EachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> action, CancellationToken cancellation) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = Transfers, CancellationToken = cancellation },
        async (item, stop) => await action(item, stop).ConfigureAwait(false));

    /// <summary>Bytes of the parts of an object: stores take so many parts and no more.</summary>
    public int PartBytesOf(long length) => (int)Math.Max(PartBytes, (length + MaxParts - 1) / MaxParts);
}
