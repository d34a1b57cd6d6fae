namespace Ricap.Serve.Rendering;

/// <summary>
/// The bytes of one file while one thread writes them and after. Any number of readers follow: what was written in order can
/// be read at once; once a writer has gone back to fill in what it did not know, they wait for the end.
/// </summary>
internal sealed class ShardBuffer(ChunkPool pool) : Stream
{
    private readonly Lock _sync = new();
    private readonly List<byte[]> _chunks = [];
    private TaskCompletionSource? _news;
    private Exception? _failure;
    private long _position;
    private long _length;
    private long _published;
    private bool _inOrder = true;
    private bool _complete;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Bytes that were written; all of them once <see cref="IsComplete"/>.</summary>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <summary>Whether all is written.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_sync)
            {
                return _complete;
            }
        }
    }

    /// <summary>Bytes of memory that it holds.</summary>
    public long Capacity => (long)_chunks.Count * ChunkPool.ChunkSize;

    /// <summary>Waits until there is something to read from a place on; gives it up to the end of its piece, empty at the end of the file.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadFromAsync(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task news;
            lock (_sync)
            {
                if (_failure is not null)
                {
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(_failure);
                }

                if (position < _published)
                {
                    int from = (int)(position % ChunkPool.ChunkSize);
                    int count = (int)Math.Min(ChunkPool.ChunkSize - from, _published - position);
                    return _chunks[(int)(position / ChunkPool.ChunkSize)].AsMemory(from, count);
                }

                if (_complete)
                {
                    return default;
                }

                _news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                news = _news.Task;
            }

            await news.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until all is written.</summary>
    public async Task WhenComplete(CancellationToken cancellation)
    {
        while (!IsComplete)
        {
            await ReadFromAsync(long.MaxValue, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the file.</summary>
    public void Complete() => Tell(() => (_published, _complete) = (_length, true));

    /// <summary>Has all who read and will read fail.</summary>
    public void Fail(Exception failure) => Tell(() => _failure = failure);

    /// <summary>Gives its memory back, once nobody reads.</summary>
    public void Free()
    {
        lock (_sync)
        {
            pool.GiveBack(_chunks);
            _chunks.Clear();
            (_length, _published) = (0, 0);
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_position < _published)
        {
            throw new InvalidOperationException("What was read already cannot be written over.");
        }

        while (!buffer.IsEmpty)
        {
            Reserve((int)(_position / ChunkPool.ChunkSize));
            int from = (int)(_position % ChunkPool.ChunkSize);
            int count = Math.Min(buffer.Length, ChunkPool.ChunkSize - from);
            buffer[..count].CopyTo(_chunks[(int)(_position / ChunkPool.ChunkSize)].AsSpan(from));
            buffer = buffer[count..];
            _position += count;
            _length = Math.Max(_length, _position);
        }

        if (_inOrder)
        {
            Tell(() => _published = _length);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int from = (int)(_position % ChunkPool.ChunkSize);
        int count = (int)Math.Min(Math.Min(buffer.Length, ChunkPool.ChunkSize - from), Math.Max(_length - _position, 0));
        if (count > 0)
        {
            _chunks[(int)(_position / ChunkPool.ChunkSize)].AsSpan(from, count).CopyTo(buffer);
            _position += count;
        }

        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin)
    {
        _inOrder = false;
        return _position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => _length + offset,
        };
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Reserve(int chunk)
    {
        while (_chunks.Count <= chunk)
        {
            byte[] more = pool.Take();
            lock (_sync)
            {
                _chunks.Add(more);
            }
        }
    }

    private void Tell(Action change)
    {
        TaskCompletionSource? news;
        lock (_sync)
        {
            change();
            (news, _news) = (_news, null);
        }

        news?.SetResult();
    }
}
