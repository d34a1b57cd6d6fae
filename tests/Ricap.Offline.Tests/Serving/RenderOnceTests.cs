using System.Net;
using Ricap.Serve;
using Ricap.Serve.Rendering;
using Ricap.Shards;
using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Serving;

/// <summary>Who renders, who follows, who waits and who is turned away.</summary>
public sealed class RenderOnceTests(RenderOnceTests.SlowSet slow) : IClassFixture<RenderOnceTests.SlowSet>
{
    private const string Small = "--size 8x8 --batch 4 --shard-size 6 --epochs 1 --format npy";

    [Fact]
    public async Task Sixteen_who_ask_at_once_have_it_rendered_once()
    {
        await using Served served = await Served.Start(slow.Workspace);
        byte[][] got = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(_ => served.Client.GetByteArrayAsync(new Uri(SlowSet.Shard(7), UriKind.Relative))));
        Assert.All(got, bytes => Assert.True(bytes.AsSpan().SequenceEqual(got[0])));
        Assert.Equal((1, 15), (served.Server.Meter.Renders("done"), served.Server.Meter.Hits));
    }

    [Fact]
    public async Task A_render_ends_when_the_only_one_who_wanted_it_vanishes()
    {
        await using Served served = await Served.Start(slow.Workspace);
        using (HttpResponseMessage response = await served.Send(HttpMethod.Get, SlowSet.Shard(3)))
        {
            Stream body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[512]); // it is under way
        }

        ServeMeter meter = served.Server.Meter;
        await Served.Eventually(() => meter.Renders("cancelled") + meter.Renders("done") > 0, "the render ends");
        Assert.Equal((1, 0), (meter.Renders("cancelled"), meter.Renders("done")));
        Assert.Empty(served.Problems);

        // And begins anew for whoever comes next.
        Assert.NotEmpty(await served.Client.GetByteArrayAsync(new Uri(SlowSet.Shard(3), UriKind.Relative)));
        Assert.Equal(1, meter.Renders("done"));
    }

    [Fact]
    public async Task Followers_get_theirs_though_the_first_vanishes()
    {
        await using Bench bench = new(slow.Workspace, renders: 1);
        ShardLease first = bench.Lease(0);
        using ShardLease follower = bench.Lease(0);
        await first.Main.ReadFromAsync(0, CancellationToken.None); // it is under way
        first.Dispose();
        first.Dispose(); // as often as one likes
        ManifestShard shard = await follower.Whole;
        Assert.Equal(bench.Expected(0).File, shard.File);
        Assert.Equal((1, 0), (bench.Meter.Renders("done"), bench.Meter.Renders("cancelled")));
    }

    [Fact]
    public async Task One_who_leaves_the_queue_is_never_rendered()
    {
        await using Bench bench = new(slow.Workspace, renders: 1);
        using ShardLease first = bench.Lease(0);
        bench.Lease(0, epoch: 1).Dispose();
        await first.Whole;
        Assert.Equal(1, bench.Meter.Renders("done"));
        await bench.DisposeAsync();
        Assert.Equal((1, 0), (bench.Meter.Renders("done"), bench.Meter.Renders("cancelled")));
    }

    [Fact]
    public async Task Beyond_the_queue_one_is_told_to_come_again()
    {
        await using Served served = await Served.Start(slow.Workspace, options => options with { Renders = 1, Queue = 0 });
        using HttpResponseMessage first = await served.Send(HttpMethod.Get, SlowSet.Shard(3));
        HttpResponseMessage second = await served.Send(HttpMethod.Get, SlowSet.Shard(4));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter!.Delta);
        Assert.Contains("ask again", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // The one that is under way can be followed all the same.
        byte[] followed = await served.Client.GetByteArrayAsync(new Uri(SlowSet.Shard(3), UriKind.Relative));
        Assert.Equal(followed, await first.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task What_does_not_fit_into_memory_waits_until_what_is_read_has_gone()
    {
        await using Bench bench = new(Small, 13, renders: 4, memory: 1); // less than any shard: one at a time
        ShardLease first = bench.Lease(0);
        await first.Whole;
        using ShardLease second = bench.Lease(1);
        await Task.Delay(100);
        Assert.False(second.Whole.IsCompleted, "rendered beside one that is still read");
        Assert.Equal(bench.Expected(0).File.Length, first.Main.Length); // and not taken from its reader
        first.Dispose();
        Assert.Equal(bench.Expected(1).File, (await second.Whole).File);
    }

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1L << 30, 1)]
    public async Task What_nobody_reads_is_kept_while_there_is_room(long memory, long renders)
    {
        await using Bench bench = new(Small, 13, renders: 1, memory);
        for (int i = 0; i < 3; i++)
        {
            using ShardLease lease = bench.Lease(0);
            Assert.Equal(bench.Expected(0).File, (await lease.Whole).File);
        }

        Assert.Equal(renders, bench.Meter.Renders("done"));
    }

    [Fact]
    public async Task The_longest_unused_goes_first()
    {
        await using Bench bench = new(Small, 13, renders: 1, memory: 2_000_000); // a shard counts 256 KiB and its records' capacity
        for (int epoch = 1; epoch < 50; epoch++)
        {
            await bench.Read(0);
            await bench.Read(1, epoch);
        }

        Assert.True(bench.IsKept(0), "read most often and lately, and gone");
        Assert.False(bench.IsKept(1, epoch: 1), "the oldest is still there");
    }

    [Fact]
    public async Task A_render_that_fails_fails_those_who_wait_and_nobody_else()
    {
        await using Served served = await Served.Start(Small, with: Unheld);
        string stored = served.Workspace.At("base/base-00000.npy");
        using (FileStream file = new(stored, FileMode.Open, FileAccess.Write))
        {
            file.SetLength(300);
        }

        HttpResponseMessage response = await served.Send(HttpMethod.Get, "epoch-0003/ricap-0003-000000.npy");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.StartsWith(ProblemCodes.DamagedFile, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(served.Problems, problem => problem.Code == ProblemCodes.DamagedFile);
        Assert.Equal(HttpStatusCode.OK, (await served.Send(HttpMethod.Get, "healthz")).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await served.Send(HttpMethod.Get, "base/base-00000.npy")).StatusCode);
    }

    /// <summary>An archive in chunks has no length to be held to, so that breaking off is all that tells it from a whole one.</summary>
    [Fact]
    public async Task A_render_that_fails_halfway_is_broken_off()
    {
        using var copy = new Workspace();
        CopyFolder(slow.Workspace.Output, copy.Output);
        await using Served served = await Served.Start(copy, Unheld);
        using (FileStream file = new(copy.At("base/base-00000.npy"), FileMode.Open, FileAccess.Write))
        {
            file.SetLength(file.Length * 3 / 4);
        }

        using HttpResponseMessage response = await served.Send(HttpMethod.Get, SlowSet.Shard(3));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => response.Content.ReadAsByteArrayAsync());
        Assert.Contains(served.Problems, problem => problem.Code == ProblemCodes.DamagedFile);
        Assert.Equal(1, served.Server.Meter.Renders("failed"));
    }

    /// <summary>Has the base read from its files, which a test can damage, sample by sample.</summary>
    private static ServeOptions Unheld(ServeOptions options) => options with { Memory = 1 };

    private static void CopyFolder(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    /// <summary>A store without HTTP.</summary>
    private sealed class Bench : IAsyncDisposable
    {
        private readonly Workspace? _owned;
        private readonly Workspace _rendered;
        private readonly RicapDataset _dataset;
        private readonly ShardStore _store;
        private bool _disposed;

        public Bench(string words, int images, int renders, long memory = ServeOptions.DefaultMemory)
            : this(Rendered(words, images), renders, memory) => _owned = _rendered;

        public Bench(Workspace workspace, int renders, long memory = ServeOptions.DefaultMemory)
        {
            _rendered = workspace;
            _dataset = RicapDataset.Open(workspace.Output);
            _store = new ShardStore(_dataset.Files, new ServeOptions(workspace.Output) { Renders = renders, Memory = memory }, Meter);
        }

        public ServeMeter Meter { get; } = new();

        public ShardLease Lease(int shard, int epoch = 0) => _store.Lease(_dataset.Files.Shard(epoch, shard));

        public async Task Read(int shard, int epoch = 0)
        {
            using ShardLease lease = Lease(shard, epoch);
            await lease.Whole;
        }

        /// <summary>Whether a shard is in memory; asking makes it the last that was read.</summary>
        public bool IsKept(int shard, int epoch = 0)
        {
            long hits = Meter.Hits;
            using ShardLease lease = Lease(shard, epoch);
            return Meter.Hits > hits;
        }

        /// <summary>What the build says of a shard of epoch 0.</summary>
        public ManifestShard Expected(int shard) => _dataset.Manifest.Epochs[0].Shards[shard];

        public async ValueTask DisposeAsync()
        {
            if (!_disposed)
            {
                _disposed = true;
                await _store.DisposeAsync();
                _dataset.Dispose();
                _owned?.Dispose();
                Meter.Dispose();
            }
        }

        private static Workspace Rendered(string words, int images)
        {
            var workspace = Workspace.With(images);
            workspace.Render(words);
            return workspace;
        }
    }

    /// <summary>A data set whose shards take a while: each sample is a run of its own.</summary>
    public sealed class SlowSet : IDisposable
    {
        public SlowSet() => Workspace.Render("--size 640x640 --batch 4 --epochs 1 --format webdataset --augment none");

        internal Workspace Workspace { get; } = Workspace.With(32);

        /// <summary>The shard of an epoch.</summary>
        public static string Shard(int epoch) => $"epoch-{epoch:D4}/ricap-{epoch:D4}-000000.tar";

        public void Dispose() => Workspace.Dispose();
    }
}
