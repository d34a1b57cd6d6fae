using System.Collections.Concurrent;

namespace Ricap.Serve.Rendering;

/// <summary>
/// Equal pieces of memory that shards are made of. Those given back are kept: how many are out at once is bounded by whoever
/// takes them, and so is what is kept.
/// </summary>
internal sealed class ChunkPool
{
    /// <summary>Bytes of a piece.</summary>
    public const int ChunkSize = 1 << 18;

    private readonly ConcurrentBag<byte[]> _free = [];

    /// <summary>A piece; its content is anything.</summary>
    /// <remarks>Pinned, which is a heap of its own: among other large objects, a gigabyte that stays lets another of garbage pile up.</remarks>
    public byte[] Take() => _free.TryTake(out byte[]? chunk) ? chunk : GC.AllocateUninitializedArray<byte>(ChunkSize, pinned: true);

    /// <summary>Takes pieces back.</summary>
    public void GiveBack(IEnumerable<byte[]> chunks)
    {
        foreach (byte[] chunk in chunks)
        {
            _free.Add(chunk);
        }
    }
}
