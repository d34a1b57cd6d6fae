namespace Ricap.Formats;

/// <summary>A shard being written. Not thread-safe.</summary>
internal abstract class ShardWriter : IDisposable
{
    /// <summary>Writes samples, which follow those before.</summary>
    public abstract void Add(SampleBuffer samples);

    /// <summary>Writes what ends the shard; nothing follows.</summary>
    /// <returns>The file beside it; empty for a format without one. Valid until the writer is disposed.</returns>
    public abstract ReadOnlyMemory<byte> Complete();

    /// <summary>Lets go of its buffers. The stream stays the caller's.</summary>
    public virtual void Dispose()
    {
    }
}
