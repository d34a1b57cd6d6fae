namespace Ricap.Building.Running;

/// <summary>A bounded number of buffers for several threads, made when they are first wanted.</summary>
/// <param name="most">How many there are at most.</param>
/// <param name="make">Makes one.</param>
internal sealed class BufferPool<T>(int most, Func<T> make)
    where T : class
{
    private readonly object _sync = new();
    private readonly Stack<T> _free = new(); // the last one back is the one that caches still hold
    private int _made;
    private bool _closed;

    /// <summary>Gives a buffer, once there is one; null after <see cref="Close"/>.</summary>
    public T? Take()
    {
        lock (_sync)
        {
            while (_free.Count == 0 && _made == most && !_closed)
            {
                Monitor.Wait(_sync);
            }

            if (_closed)
            {
                return null;
            }

            if (_free.TryPop(out T? free))
            {
                return free;
            }

            _made++;
        }

        return make();
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(T buffer)
    {
        lock (_sync)
        {
            _free.Push(buffer);
            Monitor.Pulse(_sync);
        }
    }

    /// <summary>Gives no more: whoever waits for one goes on without.</summary>
    public void Close()
    {
        lock (_sync)
        {
            _closed = true;
            Monitor.PulseAll(_sync);
        }
    }
}
