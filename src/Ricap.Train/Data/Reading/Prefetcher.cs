using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Ricap.Building.Running;

namespace Ricap.Train.Data.Reading;

/// <summary>
/// Makes batches ahead of their use on several threads and hands them out in order. The buffers are the bound: a thread
/// without one waits.
/// <code>
///   free buffers ──► take, in order ──► finish, all threads ──► pass, in order ──► ready, by number ──► Next
///        ▲                                                                                             │
///        └──────────────────────────────────────── Return ◄────────────────────────────────────────────┘
/// </code>
/// One thread at a time takes, and one passes; a thread whose batch is early puts it down for whoever passes the one before. A thread
/// gets a buffer before it takes a number, so the lowest number under way always has one: nothing can lock up.
/// <para>
/// Small batches are made in about the time that it takes to wake a thread (50 µs in a virtual machine), so who waits is woken for
/// several of them, unless no more can come, and for one after <see cref="Patience"/>. An epoch of 391 batches of 32×32 took 25 ms
/// on two threads with a wake-up for each, and takes 21.
/// </para>
/// </summary>
internal sealed class Prefetcher : IDisposable
{
    /// <summary>How long several batches are waited for before one is enough; far below a step of training.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private readonly BatchReader _reader;
    private readonly object _sync = new();
    private readonly object _order = new();
    private readonly Stack<HostBatch> _free;
    private readonly InOrder<HostBatch> _finished;
    private readonly Dictionary<int, HostBatch> _ready = [];
    private readonly Thread[] _threads;
    private readonly int _end;
    private readonly int _enough;
    private int _next;
    private int _awaited; // how many batches are to be ready before Next is woken; 0 while it does not wait
    private bool _stop;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Starts making batches.</summary>
    /// <param name="reader">The road; owned.</param>
    /// <param name="buffers">Owned; at least one.</param>
    /// <param name="first">The number of the first batch.</param>
    /// <param name="end">The number of batches of the epoch.</param>
    /// <param name="threads">How many threads, from 1.</param>
    public Prefetcher(BatchReader reader, IEnumerable<HostBatch> buffers, int first, int end, int threads)
    {
        _reader = reader;
        _free = new Stack<HostBatch>(buffers);
        _next = first;
        _finished = new InOrder<HostBatch>(first);
        _end = end;
        _enough = Math.Max(1, _free.Count - threads - 1); // with a buffer in each thread's hands and one to go on with
        reader.Start(first);
        _threads = new Thread[threads];
        for (int i = 0; i < threads; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"ricap feed {i}" };
            _threads[i].Start();
        }
    }

    /// <summary>How long <see cref="Next"/> has waited so far.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>The next batch, for <see cref="Return"/>; null after the last.</summary>
    public HostBatch? Next()
    {
        lock (_sync)
        {
            long start = Stopwatch.GetTimestamp();
            int awaited = _enough;
            HostBatch? batch;
            while (!_ready.Remove(_next, out batch) && _failure is null && _next < _end)
            {
                _awaited = awaited;
                Monitor.Wait(_sync, awaited > 1 ? Patience : Timeout.InfiniteTimeSpan);
                awaited = 1;
            }

            _awaited = 0;
            Waited += Stopwatch.GetElapsedTime(start);
            if (batch is null)
            {
                _failure?.Throw();
                return null;
            }

            _next++;
            return batch;
        }
    }

    /// <summary>Gives a batch's buffers back.</summary>
    public void Return(HostBatch batch)
    {
        batch.Clear();
        lock (_sync)
        {
            _free.Push(batch);
            Monitor.PulseAll(_sync);
        }
    }

    public void Dispose()
    {
        lock (_sync)
        {
            _stop = true;
            Monitor.PulseAll(_sync);
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _reader.Dispose();
        foreach (HostBatch batch in _free.Concat(_finished.Left).Concat(_ready.Values))
        {
            batch.Dispose();
        }
    }

    private void Work()
    {
        HostBatch? buffer = null;
        try
        {
            BatchWorker worker = _reader.CreateWorker();
            while ((buffer = Free()) is not null && Take(buffer))
            {
                worker.Finish(buffer);
                buffer.Seal();
                HostBatch finished = buffer;
                buffer = null; // the next's from here on
                if (_finished.PutDown(finished.Number, finished))
                {
                    PassAll();
                }

                if (_threads.Length > 1)
                {
                    _reader.Ahead(); // with no batch in hand that others would wait for
                }
            }
        }
        catch (Exception e)
        {
            Fail(e);
        }

        if (buffer is not null)
        {
            Return(buffer);
        }
    }

    private HostBatch? Free()
    {
        lock (_sync)
        {
            while (_free.Count == 0 && !_stop && _failure is null)
            {
                Wake(); // what is ready is all there will be until some is returned
                Monitor.Wait(_sync);
            }

            return _stop || _failure is not null ? null : _free.Pop();
        }
    }

    private bool Take(HostBatch buffer)
    {
        lock (_order)
        {
            try
            {
                // A reader that has failed is not asked again: what it would say then is not what happened.
                return !HasEnded() && _reader.Take(buffer);
            }
            catch (Exception e)
            {
                Fail(e);
                return false;
            }
        }
    }

    /// <summary>Passes batches until the next is not finished.</summary>
    private void PassAll()
    {
        while (_finished.Next() is { } batch)
        {
            try
            {
                _reader.Pass(batch);
            }
            catch
            {
                Return(batch);
                throw;
            }

            lock (_sync)
            {
                _ready.Add(batch.Number, batch);
                if (_ready.Count >= _awaited || batch.Number == _end - 1)
                {
                    Wake();
                }
            }
        }
    }

    /// <summary>Has <see cref="Next"/> look again, if it waits. While locked.</summary>
    private void Wake()
    {
        if (_awaited > 0)
        {
            _awaited = 0;
            Monitor.PulseAll(_sync);
        }
    }

    private bool HasEnded()
    {
        lock (_sync)
        {
            return _stop || _failure is not null;
        }
    }

    /// <summary>Whatever it is, it is thrown where the batches are asked for; this thread has nobody to tell.</summary>
    private void Fail(Exception e)
    {
        lock (_sync)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
            Monitor.PulseAll(_sync);
        }
    }
}
