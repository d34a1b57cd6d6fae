using System.Diagnostics;
using Ricap.Train.Data;
using Ricap.Train.Runtime;
using TorchSharp;

namespace Ricap.Train.Tests.Data;

/// <summary>What a feed costs: memory no more than the epoch has batches, and no wait that is not told.</summary>
public class FeedCostTests
{
    [TorchFact]
    public void Buffers_are_made_for_batches_that_there_are()
    {
        using var set = new SmallSet(); // 7 batches
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        using var feed = new DatasetFeed(dataset, torch.CPU, new FeedOptions { Prefetch = 1000, Threads = 1024 });
        long before = torch.Tensor.TotalCount;
        using IEnumerator<TrainBatch> batches = feed.Epoch(0).GetEnumerator();
        Assert.True(batches.MoveNext());

        // Pixels, targets and a view of each, for seven batches; the collector may take what went before.
        Assert.InRange(torch.Tensor.TotalCount - before, long.MinValue, 4 * 7);
    }

    [TorchFact]
    public void Opening_an_epoch_counts_as_waiting()
    {
        using var set = new SmallSet();
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        TimeSpan opening = TimeSpan.Zero;
        var slow = new DeviceBudget("cpu", 1 << 30, 1, () =>
        {
            long asked = Stopwatch.GetTimestamp(); // the images go to the device after this
            Thread.Sleep(50);
            opening = Stopwatch.GetElapsedTime(asked);
            return null;
        });
        using var feed = new DatasetFeed(dataset, torch.CPU, new FeedOptions { Source = DataSource.Online, Budget = slow });
        long start = Stopwatch.GetTimestamp();
        using IEnumerator<TrainBatch> batches = feed.Epoch(0).GetEnumerator();
        Assert.True(batches.MoveNext());
        Assert.True(opening > TimeSpan.Zero, "nothing was brought to the device");
        Assert.InRange(feed.Waited, opening, Stopwatch.GetElapsedTime(start));
    }
}
