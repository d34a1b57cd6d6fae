using Ricap.Planning;
using Ricap.Train.Data;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;
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
        Hash128 expected = Hash(npy, torch.CPU, new FeedOptions());
        Assert.Equal(expected, Hash(npy, torch.CUDA, new FeedOptions { Source = DataSource.Shards }));
        Assert.Equal(expected, Hash(tar, torch.CUDA, new FeedOptions { Source = DataSource.Shards }));
        Assert.Equal(expected, Hash(npy, torch.CUDA, new FeedOptions { Source = DataSource.Online })); // gathered there
        Assert.Equal(expected, Hash(npy, torch.CUDA, new FeedOptions { Source = DataSource.Online, DeviceMemory = 0 })); // pinned copies
    }

    [CudaFact(gpus: 2)]
    public void The_second_GPU_gets_the_same_bytes_and_trains()
    {
        using var npy = new SmallSet(("format", "npy"), ("flip", "horizontal"), ("shift", "3"));
        torch.Device second = DeviceName.Parse("cuda:1");
        Hash128 expected = Hash(npy, torch.CPU, new FeedOptions());
        Assert.Equal(expected, Hash(npy, second, new FeedOptions { Source = DataSource.Shards }));
        Assert.Equal(expected, Hash(npy, second, new FeedOptions { Source = DataSource.Online }));
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("device", "cuda:1"), ("epochs", "12"), ("augment", "baseline"), ("lr", "0.1"));
        Assert.True(result.Rows[^1].TrainLoss < 0.8 * result.Rows[0].TrainLoss);
    }

    [CudaTheory]
    [InlineData("ricap")]
    [InlineData("ricap:1,cutmix:1,mixup:1,cutout:1")]
    public void Plain_tensors_are_mixed_there_as_on_the_CPU(string augment)
    {
        using var scope = torch.NewDisposeScope();
        var mix = new OnlineMix(5, new OnlineMixOptions { Augment = Augmentation.Parse(augment), Seed = 3, Flip = true, Shift = 2 });
        torch.Tensor images = torch.arange(12 * 3 * 9 * 13, torch.int64).remainder(251).to(torch.uint8).view(12, 3, 9, 13);
        torch.Tensor labels = torch.arange(12, torch.int64).remainder(5);
        using MixedBatch here = mix.Mix(images, labels, 1, 2);
        using MixedBatch there = mix.Mix(images.cuda(), labels.cuda(), 1, 2);
        Assert.Equal(DeviceType.CUDA, there.Images.device_type);
        Assert.Equal(here.Images.contiguous().bytes.ToArray(), there.Images.cpu().contiguous().bytes.ToArray());
        Assert.Equal(here.Targets.bytes.ToArray(), there.Targets.cpu().bytes.ToArray());
    }

    /// <summary>Base images that do not fit what is free are composed on the CPU, to the same bytes.</summary>
    [CudaFact]
    public void What_does_not_fit_goes_the_other_road()
    {
        using var npy = new SmallSet(("format", "npy"));
        var tight = new DeviceBudget("cuda:0", long.MaxValue, 1, () => 1000);
        Assert.Equal(Hash(npy, torch.CPU, new FeedOptions()), Hash(npy, torch.CUDA, new FeedOptions { Source = DataSource.Online, Budget = tight }));
    }

    /// <summary>Memory runs out for real, and the device is as good as before.</summary>
    [CudaFact]
    public void Memory_that_runs_out_ends_nothing()
    {
        var budget = new DeviceBudget("cuda:0", long.MaxValue, 1, () => null);
        (torch.Tensor? placed, string? whyNot) = budget.Place("images", 1L << 46, () => torch.empty(1L << 46, torch.uint8, torch.CUDA));
        Assert.Null(placed);
        Assert.Contains("it ran out of memory", whyNot, StringComparison.Ordinal);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(
            () => TorchMemory.Guard("cuda:0", () => torch.empty(1L << 46, torch.uint8, torch.CUDA))).Problems);
        Assert.Equal(ProblemCodes.DeviceUnavailable, problem.Code);
        using var npy = new SmallSet(("format", "npy"));
        Assert.Equal(Hash(npy, torch.CPU, new FeedOptions()), Hash(npy, torch.CUDA, new FeedOptions { Source = DataSource.Online }));
    }

    private static Hash128 Hash(SmallSet set, torch.Device device, FeedOptions options)
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
