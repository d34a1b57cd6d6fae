using Ricap.Train.Data;
using Ricap.Train.Data.Reading;

namespace Ricap.Train.Tests.Data;

/// <summary>Processes that share batches: together they have what one has.</summary>
public class RanksTests
{
    [TorchTheory]
    [InlineData("npy", 2)]
    [InlineData("npy", 8)]
    [InlineData("webdataset", 3)]
    [InlineData("mds", 5)]
    public void Ranks_together_have_every_batch(string format, int world)
    {
        using var set = new SmallSet(("format", format), ("flip", "horizontal"), ("shift", "2"), ("augment", "ricap:1,mixup:1"));
        foreach (FeedOptions road in (FeedOptions[])
            [
                new() { Source = DataSource.Shards },
                new() { Source = DataSource.Shards, Verify = false },
                new() { Source = DataSource.Online },
                new() { Source = DataSource.Online, DeviceMemory = 1 << 20 },
            ])
        {
            var whole = set.Run(1, road);
            var ranks = Enumerable.Range(0, world).Select(rank => set.Run(1, road with { Rank = rank, World = world })).ToList();
            Assert.All(ranks, rank => Assert.Equal(whole.Count, rank.Count));
            for (int batch = 0; batch < whole.Count; batch++)
            {
                Assert.Equal(whole[batch].First, ranks[0][batch].First);
                Assert.Equal(whole[batch].Images, ranks.SelectMany(rank => rank[batch].Images));
                Assert.Equal(whole[batch].Targets, ranks.SelectMany(rank => rank[batch].Targets));
            }

            var resumed = set.Run(1, road with { Rank = world - 1, World = world }, firstBatch: 3);
            Assert.Equal(ranks[^1].Skip(3).SelectMany(batch => batch.Images), resumed.SelectMany(batch => batch.Images));
        }
    }

    [Fact]
    public void Slices_are_disjoint_even_and_complete()
    {
        foreach (int world in (int[])[1, 2, 3, 7, 128])
        {
            for (int samples = 0; samples < 300; samples++)
            {
                (int First, int Count)[] slices = [.. Enumerable.Range(0, world).Select(rank => new BatchSlice(rank, world).Of(samples))];
                Assert.Equal(Enumerable.Range(0, samples), slices.SelectMany(slice => Enumerable.Range(slice.First, slice.Count)));
                Assert.True(slices.Max(slice => slice.Count) - slices.Min(slice => slice.Count) <= 1);
                Assert.Equal(slices.Max(slice => slice.Count), new BatchSlice(0, world).Most(samples));
            }
        }
    }

    /// <summary>The mean over ranks of their weighted means is the mean over the batch: what data-parallel training averages.</summary>
    [TorchFact]
    public void Weighted_means_of_ranks_average_to_the_mean_of_the_batch()
    {
        using var set = new SmallSet(("format", "npy"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        double[] whole = [.. dataset.Batches(0, TorchSharp.torch.CPU).Select(FirstClass)];
        double[][] ranks =
        [
            .. Enumerable.Range(0, 3).Select(rank => dataset.Batches(0, TorchSharp.torch.CPU, rank: rank, world: 3)
                .Select(batch => batch.Weight * FirstClass(batch)).ToArray()),
        ];
        for (int batch = 0; batch < whole.Length; batch++)
        {
            Assert.Equal(whole[batch], ranks.Average(rank => rank[batch]), 6);
        }

        static double FirstClass(TrainBatch batch) => batch.Targets.data<float>().Where((_, i) => i % 5 == 0).Average();
    }

    [TorchTheory]
    [InlineData(-1, 2, "rank -1")]
    [InlineData(2, 2, "rank 2")]
    [InlineData(0, 0, "world of 0")]
    [InlineData(0, 9, "world of 9")] // of batches of 8
    public void Ranks_that_cannot_be_are_refused(int rank, int world, string message)
    {
        using var set = new SmallSet(("format", "npy"));
        var error = Assert.Throws<RicapException>(() => set.Run(0, new FeedOptions { Rank = rank, World = world }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
