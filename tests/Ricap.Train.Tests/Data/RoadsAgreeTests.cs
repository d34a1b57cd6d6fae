using Ricap.Options;
using Ricap.Planning;
using Ricap.Train.Data;

namespace Ricap.Train.Tests.Data;

/// <summary>One plan, and every road gives its bytes.</summary>
public class RoadsAgreeTests
{
    private static readonly FeedOptions Kernel = new() { Source = DataSource.Online };
    private static readonly FeedOptions Gather = new() { Source = DataSource.Online, DeviceMemory = 1 << 20 };
    private static readonly FeedOptions Shards = new() { Source = DataSource.Shards };

    public static TheoryData<string, string, string, string, string> Settings()
    {
        var data = new TheoryData<string, string, string, string, string>();
        foreach (string mode in (string[])["paper", "batch", "sample"])
        {
            data.Add(mode, "none", "0", "nearest", "0.7");
            data.Add(mode, "horizontal", "3", "nearest", "0.01");
            data.Add(mode, "horizontal", "9", "reflect", "1");
            data.Add(mode, "none", "40%", "constant:102030", "0.3");
            data.Add(mode, "horizontal", "100%", "constant:FF0080", "5");
        }

        return data;
    }

    [TorchTheory]
    [MemberData(nameof(Settings))]
    public void Shards_kernel_and_gather_give_the_same_bytes(string mode, string flip, string shift, string fill, string beta)
    {
        using var npy = new SmallSet(("format", "npy"), ("mode", mode), ("flip", flip), ("shift", shift), ("fill", fill), ("beta", beta));
        var expected = npy.Run(1, Shards);
        Assert.Equal(7, expected.Count);
        Assert.Equal(SmallSet.Images, expected.Sum(b => b.Targets.Length / 5));
        AssertEqual(expected, npy.Run(1, Kernel));
        AssertEqual(expected, npy.Run(1, Gather));
        AssertEqual(expected, npy.RunOnHost(1, Shards));
        AssertEqual(expected, npy.RunOnHost(1, Kernel));
    }

    [TorchTheory]
    [InlineData("webdataset", "png")]
    [InlineData("webdataset", "webp")]
    [InlineData("mds", "png")]
    [InlineData("raw", "png")] // which the tests have brought along
    public void Shards_of_any_format_give_the_bytes_of_npy_shards(string format, string image)
    {
        RawFormat.Register();
        using var npy = new SmallSet(("format", "npy"), ("flip", "horizontal"));
        using var other = new SmallSet(("format", format), ("image", image), ("flip", "horizontal"));
        AssertEqual(npy.Run(0, Shards), other.Run(0, Shards));
        AssertEqual(npy.Run(0, Shards), other.RunOnHost(0, Shards));
        AssertEqual(npy.Run(1, Shards, firstBatch: 4), other.Run(1, Shards, firstBatch: 4));
        AssertEqual(npy.Run(1, Shards, firstBatch: 4), other.Run(1, Shards with { Verify = false }, firstBatch: 4));
    }

    /// <summary>Every mix and lists of them, with each mode, fill and flip somewhere.</summary>
    public static TheoryData<string, string, string, string, string> Mixes => new()
    {
        { "cutmix", "sample", "none", "0", "nearest" },
        { "cutmix", "batch", "horizontal", "3", "reflect" },
        { "cutmix", "paper", "horizontal", "40%", "constant:102030" },
        { "mixup", "sample", "horizontal", "100%", "constant:FF0080" },
        { "mixup", "batch", "none", "2", "nearest" },
        { "cutout", "sample", "horizontal", "3", "constant:102030" },
        { "ricap:0.5,cutmix:0.3,none:0.2", "sample", "horizontal", "3", "constant:102030" },
        { "ricap:1,baseline:1,cutmix:1,mixup:1,cutout:1", "sample", "horizontal", "2", "nearest" },
        { "ricap:1,mixup:1,cutout:1", "batch", "none", "40%", "reflect" },
        { TestMix.Name, "sample", "horizontal", "3", "constant:102030" },
        { $"ricap:1,mixup:1,{TestMix.Name}:2", "sample", "horizontal", "3", "nearest" },
    };

    [TorchTheory]
    [MemberData(nameof(Mixes))]
    public void Shards_kernel_and_gather_agree_on_every_mix(string augment, string mode, string flip, string shift, string fill)
    {
        using var npy = new SmallSet(("format", "npy"), ("augment", augment), ("mode", mode), ("flip", flip), ("shift", shift), ("fill", fill));
        var expected = npy.Run(1, Shards);
        Assert.Equal(7, expected.Count);
        AssertEqual(expected, npy.Run(1, Kernel));
        AssertEqual(expected, npy.Run(1, Gather));
        using var tar = new SmallSet(("format", "webdataset"), ("augment", augment), ("mode", mode), ("flip", flip), ("shift", shift), ("fill", fill));
        AssertEqual(expected, tar.Run(1, Shards));
    }

    [TorchTheory]
    [InlineData("baseline")]
    [InlineData("none")]
    public void Roads_agree_on_what_is_not_patched(string augment)
    {
        using var set = new SmallSet(("format", "npy"), ("augment", augment), ("flip", "horizontal"), ("shift", "4"), ("fill", "constant:102030"));
        var expected = set.Run(0, Shards);
        AssertEqual(expected, set.Run(0, Kernel));
        AssertEqual(expected, set.Run(0, Gather));
        Assert.All(expected, b => Assert.All(b.Targets, t => Assert.True(t is 0 or 1)));
    }

    [TorchTheory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 16)]
    public void Threads_and_queue_change_nothing(int threads, int prefetch)
    {
        using var set = new SmallSet(("format", "webdataset"));
        var expected = set.Run(0, new FeedOptions { Threads = 2 });
        foreach (DataSource source in (DataSource[])[DataSource.Shards, DataSource.Online])
        {
            var feed = new FeedOptions { Source = source, Threads = threads, Prefetch = prefetch };
            AssertEqual(expected, set.Run(0, feed));
        }
    }

    [Fact]
    public void Base_images_in_memory_change_nothing()
    {
        using var set = new SmallSet(("format", "npy"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        using var feed = new DatasetFeed(RowSubset.All(dataset), null, new FeedOptions { Source = DataSource.Online }, dataset.Options);
        Hash128[] epochs = [.. Enumerable.Range(0, 4).Select(_ => Hash(feed))]; // the first is read, the others are composed from memory
        Assert.Single(epochs.Distinct());
        Assert.True(dataset.Rows.TryFind(0, out _, out _));

        static Hash128 Hash(DatasetFeed feed)
        {
            var hash = new FeedHash();
            feed.OnHost(3, hash, CancellationToken.None);
            return hash.Value;
        }
    }

    [TorchTheory]
    [InlineData("npy")]
    [InlineData("webdataset")]
    public void An_epoch_can_begin_at_any_batch(string format)
    {
        using var set = new SmallSet(("format", format));
        var whole = set.Run(0, Shards);
        for (int first = 0; first <= whole.Count + 1; first++)
        {
            AssertEqual([.. whole.Skip(first)], set.Run(0, Shards, firstBatch: first));
            AssertEqual([.. whole.Skip(first)], set.Run(0, Shards with { Verify = false }, firstBatch: first));
            AssertEqual([.. whole.Skip(first)], set.Run(0, Kernel, firstBatch: first));
            AssertEqual([.. whole.Skip(first)], set.Run(0, Gather, firstBatch: first));
        }
    }

    [TorchFact]
    public void Epochs_that_were_not_rendered_are_what_rendering_would_have_made()
    {
        using var some = new SmallSet(("format", "npy"), ("epochs", "1"), ("schedule", "linear:0.1..1@0..9"));
        using var more = new SmallSet(("format", "npy"), ("epochs", "7..7"), ("schedule", "linear:0.1..1@0..9"));
        AssertEqual(more.Run(7, Shards), some.Run(7));
    }

    [TorchFact]
    public void Auto_takes_shards_only_where_they_hold_what_is_asked_for()
    {
        using var set = new SmallSet(("format", "npy"), ("shift", "1"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        Assert.Equal("npy", Road(o => o));
        Assert.Equal("npy", Road(o => o with { Schedule = BetaSchedule.Parse("step:0.7,0.1@5") })); // the same β in epoch 1
        Assert.Equal("online (kernel)", Road(o => o with { Seed = 6 }));
        Assert.Equal("online (kernel)", Road(o => o with { Schedule = BetaSchedule.Parse("step:0.7,0.1@1") }));
        Assert.Equal("online (kernel)", Road(o => o with { Mode = RandomnessMode.Paper }));
        Assert.Equal("online (kernel)", Road(o => o with { Batch = 16 }));
        Assert.Equal("online (kernel)", Road(o => o with { Flip = true }));
        Assert.Equal("online (kernel)", Road(o => o with { Augment = Augmentation.Baseline }));
        Assert.Equal("npy", Road(o => o with { MixSettings = o.MixSettings.With("cutmix-alpha", "0.5") })); // of a mix that is not used
        var thrown = Assert.Throws<RicapException>(() => set.Run(1, Shards, o => o with { Seed = 6, Batch = 4 }));
        Assert.Contains("--seed is 6, its shards have 5; --batch is 4, its shards have 8", Assert.Single(thrown.Problems).Message, StringComparison.Ordinal);
        Assert.Contains("epoch 2 was not rendered", Assert.Single(Assert.Throws<RicapException>(() => set.Run(2, Shards)).Problems).Message, StringComparison.Ordinal);

        string Road(Func<DatasetOptions, DatasetOptions> change)
        {
            using var feed = new DatasetFeed(dataset, TorchSharp.torch.CPU, new FeedOptions(), change(dataset.Options));
            return feed.RoadOf(1);
        }
    }

    [TorchFact]
    public void Parameters_of_the_mixes_in_use_count()
    {
        using var set = new SmallSet(("format", "npy"), ("augment", "cutmix:1,mixup:1"), ("mixup-alpha", "0.2"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        Assert.Equal(("0.2", "1"), (dataset.Options.MixSettings["mixup-alpha"], dataset.Options.MixSettings["cutmix-alpha"]));
        var thrown = Assert.Throws<RicapException>(() => set.Run(
            1, Shards, o => o with { Choose = MixChoice.Batch, MixSettings = o.MixSettings.With("mixup-alpha", "1").With("cutout-size", "1") }));
        Assert.Contains(
            "--choose is batch, its shards have sample; --mixup-alpha is 1, its shards have 0.2)",
            Assert.Single(thrown.Problems).Message,
            StringComparison.Ordinal);
        Assert.Equal(7, set.Run(1, Shards, o => o with { Schedule = BetaSchedule.Constant(1) }).Count); // no RICAP, no β
    }

    [TorchTheory]
    [InlineData("npy", 0)]
    [InlineData("webdataset", 0)]
    [InlineData("npy", 1 << 20)]
    public void A_prepared_epoch_is_the_one_that_would_have_come(string format, int deviceMemory)
    {
        using var set = new SmallSet(("format", format));
        var feed = new FeedOptions { DeviceMemory = deviceMemory, Source = deviceMemory > 0 ? DataSource.Online : DataSource.Auto };
        var expected = set.Run(1, feed);
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        using var road = new DatasetFeed(dataset, TorchSharp.torch.CPU, feed);
        foreach (TrainBatch batch in road.Epoch(0))
        {
            road.Prepare(batch.Number % 2); // again and again: the last one counts, the others leave nothing behind
            road.Prepare(1);
        }

        AssertEqual(expected, Collect(road.Epoch(1)));
        road.Prepare(5);
        AssertEqual(expected, Collect(road.Epoch(1))); // another than the prepared one
        road.Prepare(1);
        AssertEqual([.. expected.Skip(3)], Collect(road.Epoch(1, 3)));
        road.Prepare(0); // and one that nobody asks for
    }

    [TorchFact]
    public void What_is_wrong_with_a_prepared_epoch_is_told_when_it_is_asked_for()
    {
        using var set = new SmallSet(("format", "npy"));
        File.Delete(set["epoch-0001/ricap-0001-000000.npy"]);
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        using var road = new DatasetFeed(dataset, TorchSharp.torch.CPU, new FeedOptions());
        road.Prepare(1);
        Assert.Equal(7, road.Epoch(0).Count());
        road.Prepare(1);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => road.Epoch(1).Count()).Problems);
        Assert.Equal(ProblemCodes.MissingFile, problem.Code);
    }

    [TorchFact]
    public void Leaving_an_epoch_early_leaves_nothing_behind()
    {
        using var set = new SmallSet(("format", "webdataset"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        int before = Threads();
        for (int i = 0; i < 40; i++)
        {
            TrainBatch first = dataset.Batches(0, TorchSharp.torch.CPU).First();
            Assert.Equal(0, first.First);
        }

        Assert.InRange(Threads(), 0, before + 20); // of 80 or more that were started

        static int Threads()
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return process.Threads.Count;
        }
    }

    private static List<(int First, byte[] Images, float[] Targets)> Collect(IEnumerable<TrainBatch> batches) =>
        [.. batches.Select(b => (b.First, b.Images.bytes.ToArray(), b.Targets.data<float>().ToArray()))];

    private static void AssertEqual(
        List<(int First, byte[] Images, float[] Targets)> expected, List<(int First, byte[] Images, float[] Targets)> actual)
    {
        Assert.Equal(expected.Select(b => b.First), actual.Select(b => b.First));
        for (int i = 0; i < expected.Count; i++)
        {
            Assert.True(expected[i].Images.AsSpan().SequenceEqual(actual[i].Images), $"other pixels in batch {i}");
            Assert.Equal(expected[i].Targets, actual[i].Targets);
        }
    }
}
