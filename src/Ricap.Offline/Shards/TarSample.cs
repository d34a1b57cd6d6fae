using System.Buffers;

namespace Ricap.Shards;

/// <summary>
/// One sample out of a WebDataset shard. It owns pooled buffers: dispose it when done, and use
/// <see cref="Json"/> and <see cref="Image"/> no longer. It may go to another thread.
/// </summary>
internal sealed class TarSample : IDisposable
{
    private readonly List<byte[]> _rented = new(2);

    internal TarSample(string key, long jsonOffset)
    {
        Key = key;
        JsonOffset = jsonOffset;
    }

    /// <summary>The sample's key, e.g. <c>0003-00000012</c>.</summary>
    public string Key { get; }

    /// <summary>Where the record's content begins in the archive.</summary>
    public long JsonOffset { get; }

    /// <summary>The record's bytes.</summary>
    public ReadOnlyMemory<byte> Json { get; internal set; }

    /// <summary>What the image's member is called: <c>png</c>, <c>webp</c> or <c>jpg</c>.</summary>
    public string ImageExtension { get; internal set; } = string.Empty;

    /// <summary>The encoded image's bytes.</summary>
    public ReadOnlyMemory<byte> Image { get; internal set; }

    /// <summary>Gives the buffers back to the pool.</summary>
    public void Dispose()
    {
        Json = default;
        Image = default;
        _rented.ForEach(buffer => ArrayPool<byte>.Shared.Return(buffer));
        _rented.Clear();
    }

    internal Memory<byte> Rent(int length)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        _rented.Add(buffer);
        return buffer.AsMemory(0, length);
    }
}
