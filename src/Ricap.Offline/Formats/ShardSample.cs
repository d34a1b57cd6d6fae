using System.Buffers;

namespace Ricap.Formats;

/// <summary>
/// One sample out of a shard. It may own pooled memory: dispose it when done, and use its parts no longer. It may go to
/// another thread.
/// </summary>
/// <param name="path">The full path of the file its record is in, for messages.</param>
internal sealed class ShardSample(string path) : IDisposable
{
    private byte[]? _first;
    private byte[]? _second;

    /// <summary>The full path of the file its record is in.</summary>
    public string Path { get; } = path;

    /// <summary>The record's bytes.</summary>
    public ReadOnlyMemory<byte> Record { get; set; }

    /// <summary>The image file's bytes; empty where the shard holds bare pixels.</summary>
    public ReadOnlyMemory<byte> Image { get; set; }

    /// <summary>Takes memory from the pool, which <see cref="Dispose"/> gives back; twice at most.</summary>
    public Memory<byte> Rent(int length)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        (_first, _second) = (rented, _first);
        return rented.AsMemory(0, length);
    }

    public void Dispose()
    {
        (Record, Image) = (default, default);
        GiveBack(ref _first);
        GiveBack(ref _second);
    }

    private static void GiveBack(ref byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
            rented = null;
        }
    }
}
