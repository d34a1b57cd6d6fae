using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Train.Data;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Data;

public class OnlineMixTests
{
    [TorchTheory]
    [InlineData("ricap")]
    [InlineData("cutmix")]
    [InlineData("mixup")]
    [InlineData("cutout")]
    [InlineData("baseline")]
    [InlineData("ricap:1,cutmix:2,mixup:2,cutout:1,none:1")]
    public void It_composes_what_a_data_set_of_these_images_would(string augment)
    {
        using var set = new SmallSet(("format", "npy"), ("batch", "53"), ("augment", augment), ("flip", "horizontal"), ("shift", "2"), ("fill", "constant:0A0B0C"), ("cutout-fill", "0102FF"));
        AssertComposesWhatShardsHave(set, new OnlineMixOptions
        {
            Augment = Augmentation.Parse(augment),
            MixSettings = MixSettings.Default.With("cutout-fill", "0102FF"),
            Schedule = BetaSchedule.Constant(0.7),
            Seed = 5,
            Flip = true,
            Shift = 2,
            Fill = FillRule.Constant(new Rgb24(10, 11, 12)),
        });
    }

    [TorchFact]
    public void Floats_are_blended_by_the_share_that_the_label_has()
    {
        using var scope = NewDisposeScope();
        const int N = 8;
        Tensor images = arange(N, dtype: float32).view(N, 1, 1, 1).expand(N, 2, 5, 4);
        Tensor labels = arange(N);
        var mixup = new OnlineMix(N, new OnlineMixOptions { Augment = Augmentation.Parse("mixup") });
        using MixedBatch mixed = mixup.Mix(images, labels, epoch: 1, batch: 3);
        for (int i = 0; i < N; i++)
        {
            float[] target = mixed.Targets[i].data<float>().ToArray();
            double expected = Enumerable.Range(0, N).Sum(c => c * (double)target[c]);
            Assert.True(target.Count(share => share > 0) <= 2);
            Assert.All(mixed.Images[i].contiguous().data<float>().ToArray(), value => Assert.Equal(expected, value, 1e-5));
        }
    }

    [TorchFact]
    public void A_square_over_floats_is_zero()
    {
        using var scope = NewDisposeScope();
        var cutout = new OnlineMix(4, new OnlineMixOptions { Augment = Augmentation.Parse("cutout") });
        using MixedBatch mixed = cutout.Mix(ones(6, 1, 8, 8), zeros(6, int64), 0, 0);
        float[] values = mixed.Images.contiguous().data<float>().ToArray();
        Assert.All(values, value => Assert.True(value is 0 or 1));
        Assert.InRange(values.Count(value => value == 0), 6 * 4, 6 * 16);
        Assert.True(mixed.Targets.select(1, 0).eq(1).all().item<bool>());
    }

    /// <summary>Renders nothing: compares a batch of the set's images as tensors with the one batch that epoch 1 of the set has.</summary>
    internal static void AssertComposesWhatShardsHave(SmallSet set, OnlineMixOptions options) =>
        AssertComposesWhatShardsHave(set, (images, labels) => new OnlineMix(5, options).Mix(images, labels, epoch: 1, batch: 0));

    /// <summary>The same of anything that mixes images and labels.</summary>
    internal static void AssertComposesWhatShardsHave(SmallSet set, Func<Tensor, Tensor, MixedBatch> mix)
    {
        using RicapDataset dataset = RicapDataset.Open(set.Folder);
        using var scope = NewDisposeScope();

        // The plan of batch 0 names sources by their place in the data set; so must the tensors be ordered.
        BatchPlan plan = new Planner(dataset.Options.Plan, SmallSet.Images).Epoch(1).Batch(0);
        byte[] pixels = new byte[SmallSet.Images * 14 * 11 * 3];
        long[] classes = new long[SmallSet.Images];
        for (int row = 0; row < plan.Count; row++)
        {
            dataset.Rows.Read(plan.Sources[row], 0, pixels.AsSpan(row * 14 * 11 * 3, 14 * 11 * 3));
            classes[row] = dataset.Planned.Sources[plan.Sources[row]].Class;
        }

        Tensor images = tensor(pixels, [SmallSet.Images, 11, 14, 3], uint8).permute(0, 3, 1, 2);
        using MixedBatch mixed = mix(images, tensor(classes));
        TrainBatch expected = Assert.Single(dataset.Batches(1, CPU).Select(batch => batch with { Images = batch.Images.clone(), Targets = batch.Targets.clone() }));
        Assert.True(expected.Images.permute(0, 3, 1, 2).equal(mixed.Images).all().item<bool>());
        Assert.True(expected.Targets.equal(mixed.Targets).all().item<bool>());
    }
}
