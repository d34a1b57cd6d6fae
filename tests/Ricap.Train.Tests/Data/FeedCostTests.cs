using System.Diagnostics;
using System.Runtime.CompilerServices;
using Ricap.Train.Data;
using Ricap.Train.Data.Reading;
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

    [Fact]
    public void Plain_memory_of_a_batch_is_the_next_one_s_and_as_long_as_it_should_be()
    {
        var first = new HostBatch(7, [11, 14, 3], indices: false, classes: 10, HostForm.Bytes);
        Assert.Equal((7 * 11 * 14 * 3, 7 * 10), (first.Bytes.Length, first.Floats.Length));
        ref byte pixel = ref first.Bytes[0];
        ref float target = ref first.Floats[0];
        first.Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => first.Bytes.Length); // another's by now
        using var next = new HostBatch(7, [11, 14, 3], indices: false, classes: 10, HostForm.Bytes);
        Assert.True(Unsafe.AreSame(ref pixel, ref next.Bytes[0]));
        Assert.True(Unsafe.AreSame(ref target, ref next.Floats[0]));
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
