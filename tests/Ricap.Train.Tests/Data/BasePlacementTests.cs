using Ricap.Train.Data;
using Ricap.Train.Runtime;
using TorchSharp;

namespace Ricap.Train.Tests.Data;

/// <summary>Where base images go, on a CPU that plays a device with little memory.</summary>
public sealed class BasePlacementTests
{
    private static readonly long Bytes = 3 * (1 + (SmallSet.Images * 14L * 11));

    [TorchFact]
    public void Of_two_feeds_with_one_budget_the_first_gets_it()
    {
        using var set = new SmallSet(("format", "npy"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        var options = new FeedOptions { Source = DataSource.Online, Budget = new DeviceBudget("here", (2 * Bytes) - 1, 1, () => null) };
        using var train = new DatasetFeed(dataset, torch.CPU, options);
        using var test = new DatasetFeed(dataset, torch.CPU, options);
        Assert.Equal("online (gather)", train.RoadOf(7));
        Assert.Equal("online (kernel)", test.RoadOf(7));
        Assert.Null(train.Note);
        Assert.Contains("do not go to here", test.Note, StringComparison.Ordinal);
        Assert.Equal(Hash(train), Hash(test));
    }

    [TorchFact]
    public void They_are_brought_for_epochs_that_need_them()
    {
        using var set = new SmallSet(("format", "npy"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        int asked = 0;
        using var feed = new DatasetFeed(dataset, torch.CPU, new FeedOptions { Budget = new DeviceBudget("here", Bytes, 1, () => Ask()) });
        feed.Settle(0, 2); // both are rendered
        Assert.Equal(0, asked);
        feed.Settle(0, 3);
        feed.Settle(0, 3);
        Assert.Equal(1, asked);

        long? Ask()
        {
            asked++;
            return null;
        }
    }

    [TorchFact]
    public void Shards_that_are_asked_for_need_none()
    {
        using var set = new SmallSet(("format", "npy"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        using var feed = new DatasetFeed(
            dataset, torch.CPU, new FeedOptions { Source = DataSource.Shards, Budget = new DeviceBudget("here", Bytes, 1, () => throw new InvalidOperationException()) });
        feed.Settle(0, 2);
    }

    /// <summary>Half of the images or more, no more than the budget; else batches read their own.</summary>
    [Theory]
    [InlineData(SmallSet.Images, 1 << 20, true)]
    [InlineData(SmallSet.Images, SmallSet.Images * 3 * 14 * 11, true)]
    [InlineData(SmallSet.Images, (SmallSet.Images * 3 * 14 * 11) - 1, false)]
    [InlineData((SmallSet.Images + 1) / 2, 1 << 20, true)]
    [InlineData(SmallSet.Images / 2, 1 << 20, false)]
    public void Batches_are_composed_from_memory_where_that_is_worth_it(int images, int budget, bool isHeld)
    {
        using var set = new SmallSet(("format", "npy"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        using var feed = new DatasetFeed(
            RowSubset.All(dataset).At(Enumerable.Range(0, images)), null, new FeedOptions { Source = DataSource.Online }, dataset.Options with { Memory = budget });
        Assert.Equal(images, feed.OnHost(0, null, CancellationToken.None));
        Assert.False(dataset.Rows.TryFind(0, out _, out _)); // one epoch alone does not earn it back
        Assert.Equal(images, feed.OnHost(1, null, CancellationToken.None));
        Assert.Equal(images, feed.OnHost(2, null, CancellationToken.None));
        Assert.Equal(isHeld, dataset.Rows.TryFind(0, out _, out _));
    }

    private static Hash128 Hash(DatasetFeed feed)
    {
        var hash = new FeedHash();
        foreach (TrainBatch batch in feed.Epoch(7))
        {
            hash.Add(batch);
        }

        return hash.Value;
    }
}
