using CsCheck;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Tests.Shards;

public class SampleLabelTests
{
    private static readonly Gen<RecordSource> Source =
        Gen.Select(Gen.Bool, Gen.Int[0, 9], Gen.Int[0, 9].HashSet[1, 10], Gen.Int[1, 1000].Array[10])
            .Select((soft, hard, classes, weights) =>
                soft ? RecordSource.Soft("s", SoftLabel([.. classes.Order()], weights)) : new RecordSource("h", hard));

    [Fact]
    public void Weights_sum_to_the_area_exactly_and_ascend_by_class() =>
        Gen.Select(Source.Array[4], Gen.Int[0, 32], Gen.Int[0, 32]).Sample((all, x, y) =>
        {
            RecordSources sources = [.. all];
            SamplePlan plan = Plan(x, y);
            var label = new ClassWeight[SampleLabels.MaxCount(sources)];
            int count = SampleLabels.Of(plan, sources, label);

            Assert.Equal(Expected(plan, sources), label[..count]);
            Assert.Equal(32 * 32 * ClassWeight.PerPixel, label[..count].Sum(entry => entry.Weight));
        });

    [Fact]
    public void A_destination_too_short_is_an_error() =>
        Assert.Throws<ArgumentException>(() =>
            SampleLabels.Of(Plan(16, 16), [new("a", 0), new("b", 1), new("c", 2), new("d", 3)], new ClassWeight[3]));

    [Fact]
    public void A_thousand_classes_merge()
    {
        ClassWeight[] even = [.. Enumerable.Range(0, 1000).Select(i => new ClassWeight(i * 2, 1000))];
        ClassWeight[] odd = [.. Enumerable.Range(0, 1000).Select(i => new ClassWeight((i * 2) + 1, 1000))];
        RecordSources sources = [new("a", 0, even), new("b", 1, odd), new("c", 0, even), new("d", 1, odd)];
        SampleRecord record = RecordReader.Parse(Samples.Record(Plan(7, 9), 1, sources));
        Assert.Equal(Expected(Plan(7, 9), sources), record.Label);
    }

    public static TheoryData<ClassWeight[]> NoLabels => new()
    {
        Array.Empty<ClassWeight>(),
        new ClassWeight[] { new(0, 999_999) },
        new ClassWeight[] { new(0, 1_000_001) },
        new ClassWeight[] { new(0, 0), new(1, 1_000_000) },
        new ClassWeight[] { new(0, -1), new(1, 1_000_001) },
        new ClassWeight[] { new(1, 500_000), new(0, 500_000) },
        new ClassWeight[] { new(1, 500_000), new(1, 500_000) },
        new ClassWeight[] { new(-1, 1_000_000) },
    };

    [Theory]
    [MemberData(nameof(NoLabels))]
    public void A_soft_label_that_is_none_is_an_error(ClassWeight[] label) =>
        Assert.ThrowsAny<ArgumentException>(() => RecordSource.Soft("a", label));

    [Fact]
    public void A_soft_labelled_source_is_listed_under_its_heaviest_class()
    {
        Assert.Equal(2, RecordSource.Soft("a", [new(1, 300_000), new(2, 700_000)]).Class);
        Assert.Equal(1, RecordSource.Soft("a", [new(1, 500_000), new(2, 500_000)]).Class);
        Assert.Throws<ArgumentException>(() => new RecordSource("a", 1, [new(1, 300_000), new(2, 700_000)]));
    }

    private static ClassWeight[] SoftLabel(int[] classes, int[] weights)
    {
        long rest = ClassWeight.PerPixel;
        var label = new ClassWeight[classes.Length];
        for (int i = 0; i < label.Length; i++)
        {
            long weight = i == label.Length - 1 ? rest : weights[i];
            label[i] = new ClassWeight(classes[i], weight);
            rest -= weight;
        }

        return label;
    }

    private static SamplePlan Plan(int x, int y)
    {
        return new SamplePlan(0, 0, 0, "ricap", Samples.Layers(
            new Layer(0, 0, 0, x, y, 0, 0, false, 0, 0),
            new Layer(1, 0, 0, 32 - x, y, x, 0, false, 0, 0),
            new Layer(2, 0, 0, x, 32 - y, 0, y, false, 0, 0),
            new Layer(3, 0, 0, 32 - x, 32 - y, x, y, false, 0, 0)));
    }

    // The same by the book: a dictionary that counts.
    private static ClassWeight[] Expected(SamplePlan plan, RecordSources sources)
    {
        var sums = new SortedDictionary<int, long>();
        SampleLayers patches = plan.Layers;
        for (int i = 0; i < patches.Count; i++)
        {
            RecordSource source = sources[patches[i].Source];
            foreach (ClassWeight entry in source.SoftLabel ?? [new(source.Class, ClassWeight.PerPixel)])
            {
                sums[entry.Class] = sums.GetValueOrDefault(entry.Class) + (entry.Weight * patches[i].Area);
            }
        }

        return [.. sums.Where(pair => pair.Value > 0).Select(pair => new ClassWeight(pair.Key, pair.Value))];
    }
}
