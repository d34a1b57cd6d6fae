using Ricap.Train.Data;
using TorchSharp;

namespace Ricap.Train.Tests.Data;

/// <summary>Which images are trained on, validated by and tested on.</summary>
public sealed class RowSplitTests : IDisposable
{
    private readonly SmallSet _set = new();
    private readonly RicapDataset _dataset;

    public RowSplitTests() => _dataset = RicapDataset.Open(_set.Folder);

    public void Dispose()
    {
        _dataset.Dispose();
        _set.Dispose();
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)] // as many as the smallest class has images
    public void Folds_test_each_image_once_and_share_out_classes_and_images_evenly(int count)
    {
        RowSubset all = RowSubset.All(_dataset);
        (RowSubset Kept, RowSubset Held)[] folds = [.. Enumerable.Range(0, count).Select(i => RowSplit.HoldBack(all, 7, new Fold(i, count)))];
        Assert.Equal(Enumerable.Range(0, SmallSet.Images), folds.SelectMany(fold => fold.Held.BaseRows).Order());
        Assert.All(folds, fold => Assert.Equal(Enumerable.Range(0, SmallSet.Images), fold.Held.BaseRows.Concat(fold.Kept.BaseRows).Order()));
        Even(folds.Select(fold => fold.Held.Count));
        foreach (int label in Enumerable.Range(0, 5))
        {
            Even(folds.Select(fold => fold.Held.OfEachClass[label]));
        }

        static void Even(IEnumerable<int> counts) => Assert.InRange(counts.Max() - counts.Min(), 0, 1);
    }

    [Theory]
    [InlineData(1, new[] { 1, 1, 1, 1, 1 })] // one at least
    [InlineData(10, new[] { 1, 1, 1, 1, 1 })]
    [InlineData(25, new[] { 3, 3, 3, 3, 3 })] // 2.75 and 2.5, halves up
    [InlineData(90, new[] { 10, 10, 10, 9, 9 })] // of 11, 11, 11, 10, 10
    public void A_share_is_that_of_each_class_to_the_nearest_image(int percent, int[] held)
    {
        (RowSubset kept, RowSubset some) = RowSplit.HoldBack(RowSubset.All(_dataset), 7, percent);
        Assert.Equal(held, some.OfEachClass);
        Assert.Equal(Enumerable.Range(0, SmallSet.Images), some.BaseRows.Concat(kept.BaseRows).Order());
        Assert.Equal(kept.BaseRows.Order(), kept.BaseRows);
    }

    /// <summary>These rows are what seeds stand for: a change of them would make another run of one that goes on.</summary>
    [Fact]
    public void The_seed_says_which_and_other_classes_do_not()
    {
        RowSubset all = RowSubset.All(_dataset);
        Assert.Equal("0 1 34 37 38", string.Join(' ', RowSplit.HoldBack(all, 5, 10).Held.BaseRows));
        Assert.Equal("0 19 20 27 38 46", string.Join(' ', RowSplit.HoldBack(all, 5, new Fold(0, 10)).Held.BaseRows));
        Assert.NotEqual(RowSplit.HoldBack(all, 5, 40).Held.BaseRows, RowSplit.HoldBack(all, 6, 40).Held.BaseRows);

        RowSubset without = all.At(Enumerable.Range(0, SmallSet.Images).Where(row => row % 5 != 2));
        Assert.Throws<RicapException>(() => RowSplit.HoldBack(without, 5, 40));
        RowSubset fewer = all.At(Enumerable.Range(0, SmallSet.Images).Where(row => row % 5 != 2 || row < 20));
        Assert.Equal(
            RowSplit.HoldBack(all, 5, 40).Held.BaseRows.Where(row => row % 5 != 2), RowSplit.HoldBack(fewer, 5, 40).Held.BaseRows.Where(row => row % 5 != 2));
    }

    [Fact]
    public void A_class_with_too_few_images_is_named()
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => RowSplit.HoldBack(RowSubset.All(_dataset), 7, new Fold(0, 11))).Problems);
        Assert.Equal((ProblemCodes.ClassWithoutImages, _set.Folder), (problem.Code, problem.Path));
        Assert.Equal("has too few images of '3' (10), '4' (10): each of 11 folds tests one at least", problem.Message);
    }

    [Theory]
    [InlineData("0/5", true)]
    [InlineData("4/5", true)]
    [InlineData("5/5", false)]
    [InlineData("0/1", false)]
    [InlineData("0/1001", false)]
    [InlineData("-1/5", false)]
    [InlineData("1", false)]
    [InlineData("1/2/3", false)]
    public void A_fold_is_read_as_it_is_written(string text, bool reads) => Assert.Equal(reads ? text : null, Fold.Parse(text)?.ToString());

    /// <summary>What is trained on is what would be, had there never been other images.</summary>
    [TorchTheory]
    [InlineData(0L)]
    [InlineData(1_000_000L)] // gathered
    public void Batches_of_some_images_are_those_of_a_data_set_of_them_alone(long deviceMemory)
    {
        RowSubset some = RowSplit.HoldBack(RowSubset.All(_dataset), 7, new Fold(1, 3)).Kept;
        using var alone = new SmallSet([.. some.BaseRows], ("epochs", "2"));
        using RicapDataset other = RicapDataset.Open(alone.Folder);
        var feed = new FeedOptions { DeviceMemory = deviceMemory };
        using var left = new DatasetFeed(some, torch.CPU, feed, _dataset.Options);
        using var right = new DatasetFeed(other, torch.CPU, feed with { Source = DataSource.Shards });
        Assert.StartsWith("online", left.RoadOf(0), StringComparison.Ordinal);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            Assert.Equal(Hash(right, epoch), Hash(left, epoch));
        }

        static Hash128 Hash(DatasetFeed feed, int epoch)
        {
            var hash = new FeedHash();
            foreach (TrainBatch batch in feed.Epoch(epoch))
            {
                hash.Add(batch);
            }

            return hash.Value;
        }
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_images_that_are_trained_on()
    {
        RowSubset some = RowSplit.HoldBack(RowSubset.All(_dataset), 7, new Fold(1, 3)).Kept;
        using var alone = new SmallSet([.. some.BaseRows]);
        using RicapDataset other = RicapDataset.Open(alone.Folder);
        Assert.Equal(PixelNormaliser.Measure(other).Mean, PixelNormaliser.Measure(some).Mean);
        Assert.Equal(PixelNormaliser.Measure(other).Deviation, PixelNormaliser.Measure(some).Deviation);
    }

    /// <summary>From an epoch on samples are the baseline's, whichever road they take.</summary>
    [TorchFact]
    public void Mixes_end_where_they_are_to_end()
    {
        using var plain = new DatasetFeed(_dataset, torch.CPU, new FeedOptions(), _dataset.Options with { Augment = Ricap.Planning.Augmentation.Baseline });
        foreach (long memory in (long[])[0, 1_000_000])
        {
            using var feed = new DatasetFeed(RowSubset.All(_dataset), torch.CPU, new FeedOptions { DeviceMemory = memory }, _dataset.Options, mixUntil: 1);
            Assert.NotEqual("online", feed.RoadOf(0).Split(' ')[0]);
            Assert.StartsWith("online", feed.RoadOf(1), StringComparison.Ordinal);
            Assert.NotEqual(Bytes(plain, 0), Bytes(feed, 0));
            Assert.Equal(Bytes(plain, 1), Bytes(feed, 1));
        }

        static byte[] Bytes(DatasetFeed feed, int epoch) => [.. feed.Epoch(epoch).SelectMany(batch => batch.Images.bytes.ToArray())];
    }
}
