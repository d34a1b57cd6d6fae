using System.Buffers;

namespace Ricap.Shards;

/// <summary>
/// Bytes that are gathered in an array out of the shared pool. A buffer that grows in arrays of its own leaves half a dozen of them on the
/// large-object heap for each shard, and those are collected late: most of what a long build would hold. Not thread-safe.
/// </summary>
internal sealed class PooledBuffer(int capacity) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = Rent(capacity);
    private int _length;

    /// <summary>What was written; valid until more is, or this is disposed.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    /// <summary>Gives the array back.</summary>
    public void Dispose()
    {
        byte[] bytes = _bytes;
        (_bytes, _length) = ([], 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Reserve(int size)
    {
        size = Math.Max(size, 1);
        if (_bytes.Length - _length >= size)
        {
            return;
        }

        byte[] larger = Rent(checked((int)Math.Max((long)_length + size, Math.Min(2L * _bytes.Length, Array.MaxLength))));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        (byte[] smaller, _bytes) = (_bytes, larger);
        if (smaller.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(smaller);
        }
    }

    private static byte[] Rent(int capacity)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent(capacity);
        LinuxMemory.PreferLargePages(bytes);
        return bytes;
    }
}
