using System.IO.Hashing;

namespace Ricap.Reading;

/// <summary>
/// Hashes what a format writes on its way to somebody's stream, which stays theirs. A format that goes back to fill in what it
/// did not know has the stream read once more.
/// </summary>
internal sealed class ShardOutput(Stream inner) : Stream
{
    private readonly XxHash128 _hash = new();
    private readonly long _start = inner.CanSeek ? inner.Position : 0;
    private bool _inOrder = true;
    private long _position;
    private long _length;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => inner.CanSeek;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>The hash of all that was written.</summary>
    public Hash128 Hash()
    {
        if (_inOrder)
        {
            return Hash128.Of(_hash);
        }

        var hash = new XxHash128();
        inner.Position = _start;
        hash.Append(inner);
        return Hash128.Of(hash);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        inner.Write(buffer);
        _position += buffer.Length;
        _length = Math.Max(_length, _position);
        if (_inOrder)
        {
            _hash.Append(buffer);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        _inOrder = false;
        _position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => _length + offset,
        };
        inner.Seek(_start + _position, SeekOrigin.Begin);
        return _position;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
