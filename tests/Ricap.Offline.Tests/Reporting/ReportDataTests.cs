using System.Text.Json;
using Ricap.Planning;
using Ricap.Reading;
using Ricap.Reporting;
using Ricap.Shards;
using Ricap.Tests.Building;

namespace Ricap.Tests.Reporting;

public sealed class ReportDataTests : IDisposable
{
    private readonly TinySet _set = new(classes: 5, each: 9);

    public void Dispose() => _set.Dispose();

    [Theory]
    [InlineData("sample", "ricap")]
    [InlineData("batch", "ricap")]
    [InlineData("paper", "ricap")]
    [InlineData("sample", "none")]
    [InlineData("sample", "baseline")]
    public void CountsAreThoseOfEverySampleOneByOne(string mode, string augment)
    {
        var data = _set.Collect(
            new(), _set.HostileList(), ("mode", mode), ("augment", augment), ("schedule", "list:0.1,2"));
        var dataset = PlannedDataset.Open(_set.Output);
        decimal[] mass = new decimal[dataset.Manifest.Classes.Count];
        foreach (EpochStatistics epoch in data.Epochs)
        {
            EpochPlan plan = dataset.Planner.Epoch(epoch.Epoch);
            SamplePlan[] samples = [.. Enumerable.Range(0, dataset.Sources.Count).Select(plan.Sample)];
            Dictionary<int, decimal>[] labels = [.. samples.Select(sample => Label(sample, dataset.Sources))];
            decimal whole = data.Width * data.Height;

            if (augment != "ricap")
            {
                Assert.Null(data.Schedule);
                Assert.Equal((null, null, null, 0), (epoch.X, epoch.Y, epoch.ExpectedPatches, epoch.Draws));
            }
            else
            {
                SamplePlan[] drawn = mode == "sample" ? samples : [.. samples.DistinctBy(s => s.Batch)];
                Assert.Equal(drawn.Length, epoch.Draws);
                Assert.Equal(Count(drawn, s => s.BoundaryX, data.Width + 1), epoch.X!.Counts);
                Assert.Equal(Count(drawn, s => s.BoundaryY, data.Height + 1), epoch.Y!.Counts);
                Assert.Equal(1, epoch.ExpectedPatches!.Sum(), 1e-9);
            }

            Assert.Equal(Count(samples, s => Areas(s).Count(a => a > 0) - 1, 4), epoch.VisiblePatches);
            Assert.Equal(Count(labels, l => Math.Min(l.Count, 5) - 1, 5), epoch.ClassCounts);
            decimal[] weights = [.. labels.SelectMany(l => l.Values)];
            Assert.Equal(
                Count(weights, w => w == whole ? 20 : (int)Math.Ceiling(20 * w / whole) - 1, 21), epoch.LabelWeights);
            foreach ((int @class, decimal weight) in labels.SelectMany(l => l))
            {
                mass[@class] += weight;
            }
        }

        IEnumerable<double> after = mass.Select(m => (double)(m / mass.Sum()));
        Assert.Equal(after, data.Classes.Select(c => c.After), (a, b) => Math.Abs(a - b) < 1e-8);
        Assert.Equal(1, data.Classes.Sum(c => c.Before), 1e-6);
        Assert.Equal(dataset.Sources.Count, data.Classes.Sum(c => c.Sources));
    }

    [Fact]
    public void ASampleInTheGalleryIsWhatItsRecordSays()
    {
        var data = _set.Collect(new() { Samples = 7 }, ("flip", "horizontal"), ("shift", "3"));
        var dataset = PlannedDataset.Open(_set.Output);
        Assert.Equal([0, 6, 12, 19, 25, 32, 38], data.Gallery.Indices);
        Assert.Equal(2, data.Gallery.Epochs.Count);
        for (int place = 0; place < 7; place++)
        {
            SamplePlan plan = dataset.Planner.Epoch(1).Sample(data.Gallery.Indices[place]);
            GallerySample sample = data.Gallery.Epochs[1][place];
            Assert.Equal((plan.BoundaryX, plan.BoundaryY), (sample.X, sample.Y));
            Assert.Equal(1, sample.Label.Sum(part => part.Share), 1e-6);
            for (int i = 0; i < 4; i++)
            {
                (Layer expected, GalleryLayer patch) = (plan.Layers[i], sample.Layers[i]);
                Assert.Equal(
                    (expected.CropX, expected.CropY, expected.Flip, expected.ShiftX, expected.ShiftY),
                    (patch.CropX, patch.CropY, patch.Flip, patch.ShiftX, patch.ShiftY));
                Assert.Equal(
                    (expected.AtX, expected.AtY, expected.Width, expected.Height, 1),
                    (patch.AtX, patch.AtY, patch.Width, patch.Height, patch.Opacity));
                GallerySource source = data.Gallery.Sources[patch.Source!.Value];
                Assert.Equal((expected.Source, dataset.Sources[expected.Source].Path), (source.Index, source.Path));
            }
        }
    }

    /// <summary>All pairs of classes share a sample somewhere, so some of these must repaint a class.</summary>
    [Fact]
    public void ClassesOfOneSampleHaveColoursOfTheirOwn()
    {
        using var many = new TinySet(classes: 50, each: 2);
        var data = many.Collect(new() { Samples = 100 }, ("epochs", "20"), ("beta", "5"));
        GallerySample[] samples = [.. data.Gallery.Epochs.SelectMany(epoch => epoch)];
        Assert.All(samples, sample => Assert.Equal(
            sample.Label.Count,
            sample.Label.Select(part => part.Colour ?? data.Classes[part.Class].Colour).Distinct().Count()));
        Assert.Contains(samples, sample => sample.Label.Any(part => part.Colour is not null));
        Assert.Contains("\"colour\"", data.ToJson().Split("\"gallery\"")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void TellsOfTheEpochsAskedForAndOfNoOthers()
    {
        var data = _set.Collect(new() { Epochs = ReportSets.Epochs("2,4") }, ("epochs", "0..2,4"));
        Assert.Equal([2, 4], data.Epochs.Select(e => e.Epoch));
        Assert.Equal([new(0, 2), new(4, 4)], data.Rendered);

        var refused = Assert.Throws<RicapException>(
            () => ReportData.Collect(PlannedDataset.Open(_set.Output), new() { Epochs = ReportSets.Epochs("2..3") }));
        Assert.Equal("has no epoch 3; rendered: 0..2, 4", Assert.Single(refused.Problems).Message);
    }

    [Fact]
    public void OfVeryManyEpochsTakesEvenlySpacedOnes()
    {
        using var one = new TinySet(classes: 1, each: 1);
        var data = one.Collect(new(), ("epochs", "250"), ("size", "1x1"), ("format", "npy"));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i * 5 / 2), data.Epochs.Select(e => e.Epoch));
        Assert.Equal([new(0, 249)], data.Rendered);
    }

    [Fact]
    public void ImagesThatWereLeftOutAreCounted()
    {
        Assert.Equal(0, _set.Collect(new()).LeftOut);
        File.WriteAllText(Path.Join(_set.Images, "class0", "broken.png"), "no picture");
        Assert.Equal(1, _set.Collect(new(), ("on-bad-image", "skip")).LeftOut);
    }

    [Fact]
    public void JsonHasNothingThatEndsAScript()
    {
        string json = _set.Collect(new(), _set.HostileList()).ToJson();
        Assert.DoesNotContain('<', json);
        Assert.DoesNotContain('&', json);
        Assert.DoesNotContain('\n', json);
        using var parsed = JsonDocument.Parse(json);
        IEnumerable<string> names = parsed.RootElement
            .GetProperty("classes")
            .EnumerateArray()
            .Select(c => c.GetProperty("name").GetString()!);
        Assert.Equal(ReportSets.HostileNames.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    private static int[] Areas(SamplePlan sample) =>
        [.. sample.Layers.ToArray().Select(layer => layer.Area)];

    private static int[] Count<T>(IReadOnlyCollection<T> items, Func<T, int> bin, int bins) =>
        [.. Enumerable.Range(0, bins).Select(b => items.Count(item => bin(item) == b))];

    private static Dictionary<int, decimal> Label(SamplePlan sample, RecordSources sources)
    {
        var label = new Dictionary<int, decimal>();
        foreach (Layer patch in sample.Layers.ToArray())
        {
            RecordSource source = sources[patch.Source];
            foreach (ClassWeight part in source.SoftLabel ?? [new(source.Class, ClassWeight.PerPixel)])
            {
                decimal weight = patch.Area * (decimal)part.Weight / ClassWeight.PerPixel;
                if (weight > 0)
                {
                    label[part.Class] = label.GetValueOrDefault(part.Class) + weight;
                }
            }
        }

        return label;
    }
}
