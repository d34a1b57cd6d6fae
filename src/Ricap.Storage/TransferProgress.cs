namespace Ricap.Storage;

/// <summary>How far a transfer is.</summary>
/// <param name="Bytes">What is done, of what had to be done.</param>
/// <param name="Total">What has to be done.</param>
public readonly record struct TransferProgress(long Bytes, long Total);

/// <summary>Counts what several transfers have done, for whoever watches.</summary>
/// <param name="watcher">Hears of it, one call at a time; null if nobody does.</param>
/// <param name="total">Bytes that there are to do.</param>
public sealed class TransferCount(Action<TransferProgress>? watcher, long total)
{
    private readonly Lock _sync = new();
    private long _done;

    /// <summary>Some more is done; less than nothing where it has to be done again.</summary>
    public void Add(long bytes)
    {
        lock (_sync)
        {
            _done += bytes;
            watcher?.Invoke(new TransferProgress(Math.Min(_done, total), total));
        }
    }
}
