using System.Diagnostics;
using Ricap.Train.Data;
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
        // The first batch of a composer is long in coming: its images have to get to the device first.
        using var set = new SmallSet(("size", "256x256"));
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        double told = 0;
        for (int i = 0; i < 5 && told < 0.8; i++)
        {
            using var feed = new DatasetFeed(dataset, torch.CPU, new FeedOptions { Source = DataSource.Online, DeviceMemory = 1 << 30 });
            long start = Stopwatch.GetTimestamp();
            using IEnumerator<TrainBatch> batches = feed.Epoch(0).GetEnumerator();
            Assert.True(batches.MoveNext());
            told = feed.Waited / Stopwatch.GetElapsedTime(start);
            Assert.InRange(told, 0, 1);
        }

        Assert.InRange(told, 0.8, 1); // the gather itself is the device's work
    }
}
