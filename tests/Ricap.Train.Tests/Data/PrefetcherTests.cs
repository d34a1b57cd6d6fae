using System.Collections.Concurrent;
using Ricap.Train.Data.Reading;

namespace Ricap.Train.Tests.Data;

/// <summary>Batches are finished in any order and passed in theirs; what fails anywhere ends all threads.</summary>
public class PrefetcherTests
{
    private const int Batches = 40;

    public enum Step
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
            OnStep = (step, batch) =>
            {
                if (step == Step.Finish && batch == 0)
                {
                    others.Wait();
                }
                else if (step == Step.Finish && batch <= 3)
                {
                    others.Signal();
                }
            },
        };
        Assert.Equal(Enumerable.Range(0, Batches), Run(road, threads: 3));
        Assert.Equal(Enumerable.Range(0, Batches), road.Passed);
    }

    public static TheoryData<Step, int, int> Failures
    {
        get
        {
            var failures = new TheoryData<Step, int, int>();
            foreach (Step step in Enum.GetValues<Step>())
            {
                foreach (int threads in (int[])[1, 2, 5])
                {
                    foreach (int batch in (int[])[0, 3, Batches - 1])
                    {
                        failures.Add(step, threads, batch);
                    }
                }
            }

            return failures;
        }
    }

    [Theory, MemberData(nameof(Failures))]
    public void A_failure_is_thrown_and_ends_all_threads(Step step, int threads, int batch)
    {
        var failure = new InvalidOperationException("in the middle");
        var road = new Road { OnStep = (at, number) => _ = (at, number) == (step, batch) ? throw failure : 0 };
        Assert.Same(failure, Assert.Throws<InvalidOperationException>(() => Run(road, threads)));
        Assert.True(road.IsDisposed);
        Assert.DoesNotContain(road.Passed, passed => passed >= batch && step != Step.Take);
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
        new(road, [.. Enumerable.Range(0, 5).Select(_ => new HostBatch(1, [1], false, 1, HostForm.Bytes))], 0, Batches, threads);

    private sealed class Road : BatchReader
    {
        private int _next;
        private int _inside;

        public Action<Step, int> OnStep { get; init; } = (_, _) => { };

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

            OnStep(Step.Take, _next);
            (buffer.Number, buffer.Count) = (_next++, 1);
            return true;
        }

        public override void Pass(HostBatch buffer)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            OnStep(Step.Pass, buffer.Number);
            Passed.Enqueue(buffer.Number);
            Interlocked.Decrement(ref _inside);
        }

        public override BatchWorker CreateWorker() => new Worker(this);

        public override void Dispose()
        {
            IsDisposed = true;
            base.Dispose();
        }

        private sealed class Worker(Road road) : BatchWorker
        {
            public override void Finish(HostBatch buffer) => road.OnStep(Step.Finish, buffer.Number);
        }
    }
}
