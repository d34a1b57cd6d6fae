using System.Collections.Concurrent;
using Ricap.Train.Data.Reading;

namespace Ricap.Train.Tests.Data;

/// <summary>Batches are finished in any order and passed in theirs; what fails anywhere ends all threads.</summary>
public class PrefetcherTests
{
    private const int Batches = 40;
    private const int Buffers = 6;

    public enum Stage
    {
        Take,
        Finish,
        Pass,
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Batches_are_passed_and_handed_out_in_order(int threads)
    {
        var road = new Road();
        Assert.Equal(Enumerable.Range(0, Batches), Run(road, threads));
        Assert.Equal(Enumerable.Range(0, Batches), road.Passed);
    }

    /// <summary>No thread waits for the one whose batch comes before: two finish three batches while a third has the first.</summary>
    [Fact]
    public void A_batch_that_is_early_is_put_down()
    {
        using var others = new CountdownEvent(3);
        var road = new Road
        {
            OnStage = (stage, batch) =>
            {
                if (stage == Stage.Finish && batch == 0)
                {
                    others.Wait();
                }
                else if (stage == Stage.Finish && batch <= 3)
                {
                    others.Signal();
                }
            },
        };
        Assert.Equal(Enumerable.Range(0, Batches), Run(road, threads: 3));
        Assert.Equal(Enumerable.Range(0, Batches), road.Passed);
    }

    /// <summary>One of two threads makes something ready for later batches while the other makes ten.</summary>
    [Fact]
    public void What_is_made_ready_ahead_keeps_no_batch_waiting()
    {
        bool wasMade = false;
        int calls = 0;
        Road road = null!;
        road = new Road
        {
            OnAhead = () =>
            {
                if (Interlocked.Increment(ref calls) == 1)
                {
                    wasMade = SpinWait.SpinUntil(() => road.Passed.Count >= 10, TimeSpan.FromSeconds(30));
                }
            },
        };
        Assert.Equal(Enumerable.Range(0, Batches), Run(road, threads: 2));
        Assert.True(wasMade);
        Assert.True(calls > 1);
    }

    [Fact]
    public void One_thread_makes_nothing_ready_ahead()
    {
        var road = new Road { OnAhead = () => throw new InvalidOperationException("ahead") };
        Assert.Equal(Enumerable.Range(0, Batches), Run(road, threads: 1));
    }

    public static TheoryData<Stage, int, int> Failures
    {
        get
        {
            var failures = new TheoryData<Stage, int, int>();
            foreach (Stage stage in Enum.GetValues<Stage>())
            {
                foreach (int threads in (int[])[1, 2, 5])
                {
                    foreach (int batch in (int[])[0, 3, Batches - 1])
                    {
                        failures.Add(stage, threads, batch);
                    }
                }
            }

            return failures;
        }
    }

    [Theory, MemberData(nameof(Failures))]
    public void A_failure_is_thrown_and_ends_all_threads(Stage stage, int threads, int batch)
    {
        var failure = new InvalidOperationException("in the middle");
        var road = new Road { OnStage = (at, number) => _ = (at, number) == (stage, batch) ? throw failure : 0 };
        Assert.Same(failure, Assert.Throws<InvalidOperationException>(() => Run(road, threads)));
        Assert.True(road.IsDisposed);
        Assert.DoesNotContain(road.Passed, passed => passed >= batch && stage != Stage.Take);
    }

    /// <summary>Who waits is woken for several batches, but also where no several can come: every buffer but one is in use.</summary>
    [Fact]
    public void A_batch_in_the_last_buffer_is_handed_out()
    {
        var road = new Road();
        using Prefetcher prefetcher = Of(road, 2);
        List<HostBatch> inUse = [.. Enumerable.Range(0, Buffers).Select(_ => prefetcher.Next()!)];
        Assert.Equal(Enumerable.Range(0, Buffers), inUse.Select(batch => batch.Number));
        inUse.ForEach(prefetcher.Return);
    }

    /// <summary>And where the next takes long: it ends only when the one before was handed out.</summary>
    [Fact]
    public void A_batch_is_handed_out_while_the_next_takes_long()
    {
        using var handedOut = new ManualResetEventSlim();
        bool wasHandedOut = false;
        var road = new Road
        {
            OnStage = (stage, batch) =>
            {
                if (stage == Stage.Finish && batch == 1)
                {
                    wasHandedOut = handedOut.Wait(TimeSpan.FromSeconds(30));
                }
            },
        };
        using Prefetcher prefetcher = Of(road, 2);
        prefetcher.Return(prefetcher.Next()!);
        handedOut.Set();
        prefetcher.Return(prefetcher.Next()!);
        Assert.True(wasHandedOut);
    }

    [Fact]
    public void It_can_be_left_in_the_middle()
    {
        var road = new Road();
        using (Prefetcher prefetcher = Of(road, 2))
        {
            prefetcher.Return(prefetcher.Next()!);
        }

        Assert.True(road.IsDisposed);
    }

    private static List<int> Run(Road road, int threads)
    {
        using Prefetcher prefetcher = Of(road, threads);
        var numbers = new List<int>();
        while (prefetcher.Next() is { } batch)
        {
            numbers.Add(batch.Number);
            prefetcher.Return(batch);
        }

        return numbers;
    }

    private static Prefetcher Of(Road road, int threads) =>
        new(road, [.. Enumerable.Range(0, Buffers).Select(_ => new HostBatch(1, [1], false, 1, HostForm.Bytes))], 0, Batches, threads);

    private sealed class Road : BatchReader
    {
        private int _next;
        private int _inside;

        public Action<Stage, int> OnStage { get; init; } = (_, _) => { };

        public Action OnAhead { get; init; } = () => { };

        public ConcurrentQueue<int> Passed { get; } = [];

        public bool IsDisposed { get; private set; }

        public override long[] SampleShape => [1];

        public override void Start(int batch) => _next = batch;

        public override bool Take(HostBatch buffer)
        {
            if (_next == Batches)
            {
                return false;
            }

            OnStage(Stage.Take, _next);
            (buffer.Number, buffer.Count) = (_next++, 1);
            return true;
        }

        public override void Pass(HostBatch buffer)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            OnStage(Stage.Pass, buffer.Number);
            Passed.Enqueue(buffer.Number);
            Interlocked.Decrement(ref _inside);
        }

        public override void Ahead() => OnAhead();

        public override BatchWorker CreateWorker() => new Worker(this);

        public override void Dispose()
        {
            IsDisposed = true;
            base.Dispose();
        }

        private sealed class Worker(Road road) : BatchWorker
        {
            public override void Finish(HostBatch buffer) => road.OnStage(Stage.Finish, buffer.Number);
        }
    }
}
