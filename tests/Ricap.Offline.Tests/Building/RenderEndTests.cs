using System.Globalization;
using Ricap.Building;
using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Building;

/// <summary>A render that ends in the middle ends on all threads, and what it leaves is gone on from.</summary>
public sealed class RenderEndTests : IDisposable
{
    private readonly TinySet _set = new(classes: 3, each: 4);

    public static TheoryData<int, int> Ends
    {
        get
        {
            var ends = new TheoryData<int, int>();
            foreach (int threads in (int[])[1, 2, 3, 8])
            {
                foreach (int after in (int[])[1, 7, 12, 20])
                {
                    ends.Add(threads, after);
                }
            }

            return ends;
        }
    }

    public void Dispose() => _set.Dispose();

    [Theory, MemberData(nameof(Ends))]
    public void A_failure_is_told_and_the_next_run_goes_on(int threads, int after)
    {
        var failure = new InvalidOperationException("in the middle");
        Assert.Same(failure, Assert.Throws<InvalidOperationException>(() => Render(threads, after, () => throw failure)));
        AssertGoesOn(threads);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void A_failure_while_sources_are_decoded_is_told(int threads)
    {
        using var many = new TinySet(classes: 2, each: 100);
        var failure = new InvalidOperationException("in the middle");
        Assert.Same(failure, Assert.Throws<InvalidOperationException>(() =>
            DatasetBuilder.Build(many.Options(("threads", $"{threads}"), ("size", "400x400")), new Hearing(64, () => throw failure, BuildPhase.Base), default)));
        Assert.False(File.Exists(many.Of("base/base-00000.npy")));
    }

    [Theory, MemberData(nameof(Ends))]
    public void A_request_to_stop_is_followed_and_the_next_run_goes_on(int threads, int after)
    {
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Render(threads, after, stop.Cancel, stop.Token));
        AssertGoesOn(threads);
    }

    private void AssertGoesOn(int threads)
    {
        Assert.False(File.Exists(_set.Of("ricap.json")));
        _set.Build(Words(threads));
        FolderContents resumed = FolderContents.Of(_set.Output);
        Directory.Delete(_set.Output, recursive: true);
        _set.Build(Words(1));
        FolderContents.Of(_set.Output).AssertSameAs(resumed);
    }

    /// <summary>Renders 4 × 12 samples in runs of one, 12 of them a shard, and does something once so many are appended: eight threads have runs for 16 more.</summary>
    private void Render(int threads, int after, Action then, CancellationToken cancellation = default) =>
        DatasetBuilder.Build(_set.Options(Words(threads)), new Hearing(after, then), cancellation);

    private static (string Name, string Value)[] Words(int threads) =>
        [("threads", threads.ToString(CultureInfo.InvariantCulture)), ("batch", "1"), ("epochs", "4"), ("shard-size", "12"), ("size", "600x600"), ("format", "npy")];

    private sealed class Hearing(int after, Action then, BuildPhase when = BuildPhase.Samples) : IBuildObserver
    {
        private bool _done;

        public void OnProblem(Problem problem)
        {
        }

        public void OnDetail(string message)
        {
        }

        public void OnProgress(BuildPhase phase, long done, long total)
        {
            if (phase == when && done >= after && !_done)
            {
                _done = true;
                then();
            }
        }
    }
}
