namespace Ricap.Verifying;

/// <summary>Compares what is written to it with a file, place by place, and keeps none of it.</summary>
internal sealed class ComparingStream(string path) : Stream
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    private byte[] _there = [];
    private long _end;
    private long? _difference;

    /// <summary>The first byte written that is not the file's, or the file's first that was not written; null if there is none.</summary>
    public long? Difference => _difference ?? (_end < _file.Length ? _end : null);

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _end;

    public override long Position { get; set; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_there.Length < buffer.Length)
        {
            _there = GC.AllocateUninitializedArray<byte>(buffer.Length);
        }

        _file.Position = Position;
        int read = _file.ReadAtLeast(_there.AsSpan(0, buffer.Length), buffer.Length, throwOnEndOfStream: false);
        int same = buffer.CommonPrefixLength(_there.AsSpan(0, read));
        if (same < buffer.Length)
        {
            _difference = Math.Min(_difference ?? long.MaxValue, Position + same);
        }

        Position += buffer.Length;
        _end = Math.Max(_end, Position);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => _end + offset,
    };

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
        }

        base.Dispose(disposing);
    }
}
