using Ricap.Train.Data;
using Ricap.Train.Recording;
using Ricap.Train.Tests.Training;
using TorchSharp;

namespace Ricap.Train.Tests.Data;

/// <summary>The same roads, to a GPU.</summary>
public class CudaTests
{
    [CudaTheory]
    [InlineData("ricap")]
    [InlineData("cutmix")]
    [InlineData("mixup")]
    [InlineData("ricap:1,baseline:1,cutmix:1,mixup:1,cutout:1")]
    [InlineData(TestMix.Name)]
    public void Every_road_to_a_GPU_brings_the_bytes_of_the_CPU(string augment)
    {
        using var npy = new SmallSet(("format", "npy"), ("augment", augment), ("flip", "horizontal"), ("shift", "3"), ("fill", "constant:102030"));
        using var tar = new SmallSet(("format", "webdataset"), ("augment", augment), ("flip", "horizontal"), ("shift", "3"), ("fill", "constant:102030"));
        UInt128 expected = Hash(npy, torch.CPU, new FeedOptions());
        Assert.Equal(expected, Hash(npy, torch.CUDA, new FeedOptions { Source = DataSource.Shards }));
        Assert.Equal(expected, Hash(tar, torch.CUDA, new FeedOptions { Source = DataSource.Shards }));
        Assert.Equal(expected, Hash(npy, torch.CUDA, new FeedOptions { Source = DataSource.Online })); // gathered there
        Assert.Equal(expected, Hash(npy, torch.CUDA, new FeedOptions { Source = DataSource.Online, DeviceMemory = 0 })); // pinned copies
    }

    [CudaFact]
    public void A_run_on_a_GPU_learns_with_and_without_bfloat16()
    {
        using var runs = new Runs();
        foreach (string bf16 in (string[])["false", "true"])
        {
            TrainResult result = runs.Run(bf16, ("device", "cuda"), ("bf16", bf16), ("epochs", "12"), ("augment", "baseline"), ("lr", "0.1"));
            Assert.True(result.Rows[^1].TrainLoss < 0.8 * result.Rows[0].TrainLoss);
        }
    }

    private static UInt128 Hash(SmallSet set, torch.Device device, FeedOptions options)
    {
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        using var feed = new DatasetFeed(dataset, device, options);
        var hash = new FeedHash();
        foreach (TrainBatch batch in feed.Epoch(1))
        {
            hash.Add(batch);
        }

        return hash.Value;
    }
}
