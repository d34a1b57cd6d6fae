using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Train.Data;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Data;

public class OnlineRicapTests
{
    private const int N = 12;

    /// <summary>Every pixel names its image and place, so that a mixed batch says where each of its pixels is from.</summary>
    private static Tensor Tagged(int height, int width) =>
        arange(N * 3 * height * width, dtype: int32).view(N, 3, height, width);

    [TorchTheory]
    [InlineData(RandomnessMode.Paper, 0)]
    [InlineData(RandomnessMode.Batch, 3)]
    [InlineData(RandomnessMode.Sample, 20)]
    public void Labels_are_the_shares_of_the_pixels(RandomnessMode mode, int shift)
    {
        const int Height = 9, Width = 13, Classes = 5;
        using var scope = NewDisposeScope();
        Tensor labels = arange(N).remainder(Classes);
        var ricap = new OnlineRicap(Classes, BetaSchedule.Constant(1), seed: 3, mode, flip: true, shift: shift);
        using MixedBatch mixed = ricap.Mix(Tagged(Height, Width), labels, epoch: 4, batch: 2);
        Assert.Equal([N, 3, Height, Width], mixed.Images.shape);
        int[] uses = new int[N];
        for (int i = 0; i < N; i++)
        {
            float[] shares = new float[Classes];
            int[] red = mixed.Images[i][0].contiguous().data<int>().ToArray();
            foreach (int tag in red)
            {
                int image = tag / (3 * Height * Width);
                shares[image % Classes] += 1;
                uses[image]++;
            }

            Assert.Equal(shares.Select(s => (float)((double)s / (Height * Width))), mixed.Targets[i].data<float>().ToArray());
            Assert.Equal(red.Select(t => t + (Height * Width)), mixed.Images[i][1].contiguous().data<int>().ToArray());
        }

        if (mode != RandomnessMode.Sample)
        {
            // One boundary: each image gives one patch of each size, and so N·H·W pixels are shared evenly.
            Assert.All(uses, u => Assert.Equal(Height * Width, u));
        }
    }

    [TorchFact]
    public void It_composes_what_a_data_set_of_these_images_would()
    {
        using var set = new SmallSet(("format", "npy"), ("batch", "53"), ("flip", "horizontal"), ("shift", "2"), ("fill", "constant:0A0B0C"));
        var ricap = new OnlineRicap(5, BetaSchedule.Constant(0.7), 5, flip: true, shift: 2, fill: FillRule.Constant(new Rgb24(10, 11, 12)));
        OnlineMixTests.AssertComposesWhatShardsHave(set, (images, labels) => ricap.Mix(images, labels, epoch: 1, batch: 0));
    }

    [TorchFact]
    public void Floats_and_soft_labels_are_mixed_too_and_nothing_given_is_changed()
    {
        using var scope = NewDisposeScope();
        Tensor images = rand(N, 1, 8, 8);
        Tensor before = images.clone();
        Tensor soft = full([N, 4], 0.25f);
        var ricap = new OnlineRicap(4, BetaSchedule.Constant(0.3));
        using MixedBatch mixed = ricap.Mix(images, soft, 0, 0);
        Assert.True(images.equal(before).all().item<bool>());
        Assert.Equal(ScalarType.Float32, mixed.Images.dtype);
        Assert.True(mixed.Targets.equal(soft).all().item<bool>());
        using MixedBatch again = ricap.Mix(images, soft, 0, 0);
        using MixedBatch next = ricap.Mix(images, soft, 0, 1);
        Assert.True(again.Images.equal(mixed.Images).all().item<bool>());
        Assert.False(next.Images.equal(mixed.Images).all().item<bool>());
    }

    [TorchFact]
    public void Wrong_shapes_are_refused()
    {
        var ricap = new OnlineRicap(4, BetaSchedule.Constant(0.3), shift: 1, fill: FillRule.Constant(default));
        using Tensor images = rand(N, 3, 8, 8);
        using Tensor labels = zeros(N, dtype: int64);
        Assert.Throws<ArgumentException>(() => ricap.Mix(images[0], labels, 0, 0));
        Assert.Throws<ArgumentException>(() => ricap.Mix(images, labels[..3], 0, 0));
        Assert.Throws<ArgumentException>(() => ricap.Mix(images, labels, 0, 0)); // a colour and floats
        Assert.Throws<ArgumentOutOfRangeException>(() => ricap.Mix(images, labels, 0, -1));
    }

    [TorchFact]
    public void Labels_of_another_kind_are_refused_in_words()
    {
        using var scope = NewDisposeScope();
        var ricap = new OnlineRicap(5, BetaSchedule.Constant(1));
        Tensor[] wrong =
        [
            zeros(N, int32), // one_hot takes 64 bits
            zeros(N - 1, int64),
            zeros(N, 4), // soft labels of another number of classes
            zeros(N, 5, 1),
            zeros([], int64),
        ];
        foreach (Tensor labels in wrong)
        {
            var thrown = Assert.Throws<ArgumentException>(() => ricap.Mix(Tagged(9, 13), labels, 0, 0));
            Assert.Contains("64-bit integers [N] or soft [N,5]", thrown.Message, StringComparison.Ordinal);
        }
    }
}
