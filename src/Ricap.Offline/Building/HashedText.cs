using System.Buffers;
using System.IO.Hashing;

namespace Ricap.Building;

/// <summary>Hashes what is written to it, in pieces, so that a text of many sources is never in memory as a whole.</summary>
internal sealed class HashedText : IDisposable
{
    private const int Piece = 1 << 15;

    private readonly XxHash128 _hash = new();
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(2 * Piece);
    private int _length;

    /// <summary>Room for what comes next.</summary>
    public Span<byte> GetSpan(int size)
    {
        if (_bytes.Length - _length < size)
        {
            Flush();
            if (_bytes.Length < size)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = ArrayPool<byte>.Shared.Rent(size);
            }
        }

        return _bytes.AsSpan(_length);
    }

    /// <summary>Takes what was written to <see cref="GetSpan"/>.</summary>
    public void Advance(int count)
    {
        _length += count;
        if (_length >= Piece)
        {
            Flush();
        }
    }

    /// <summary>XXH128 of all that was written.</summary>
    public Hash128 Hash()
    {
        Flush();
        return Hash128.Of(_hash);
    }

    /// <summary>Gives its array back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Flush()
    {
        _hash.Append(_bytes.AsSpan(0, _length));
        _length = 0;
    }
}
