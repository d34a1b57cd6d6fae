using CsCheck;
using Ricap.Sources;

namespace Ricap.Tests.Sources;

public sealed class SoftLabelTests
{
    [Fact]
    public void Weights_of_any_sum_become_millionths()
    {
        SoftLabel label = Label((3, 2m), (1, 6m));
        Assert.Equal([1, 3], label.Classes);
        Assert.Equal([750_000, 250_000], label.Millionths);
        Assert.Equal(1, label.Heaviest);
    }

    [Fact]
    public void What_is_left_goes_to_the_largest_remainder_and_of_equals_to_the_lower_class()
    {
        Assert.Equal([333_334, 333_333, 333_333], Label((9, 1m), (5, 1m), (7, 1m)).Millionths);
        Assert.Equal([166_667, 166_667, 666_666], Label((0, 1m), (1, 1m), (2, 4m)).Millionths);
        Assert.Equal([333_333, 666_667], Label((0, 1m), (1, 2m)).Millionths);
        Assert.Equal(0, Label((1, 1m), (0, 1m)).Heaviest);
    }

    [Fact]
    public void A_class_left_without_a_millionth_is_dropped()
    {
        SoftLabel label = Label((0, 1m), (1, 0.000_000_1m));
        Assert.Equal([0], label.Classes);
        Assert.Equal([1_000_000], label.Millionths);
    }

    [Fact]
    public void Always_whole_ascending_and_within_a_millionth() => Gen.Decimal[0.000_000_000_1m, 1_000_000_000m].Array[1, 50]
        .Sample(weights =>
        {
            SoftLabel label = SoftLabel.FromWeights(weights.Select((weight, i) => KeyValuePair.Create(i, weight)));
            Assert.Equal(SoftLabel.Whole, label.Millionths.Sum());
            Assert.All(label.Millionths, share => Assert.True(share > 0));
            Assert.Equal(label.Classes.Order(), label.Classes);
            decimal sum = weights.Sum();
            for (int i = 0; i < label.Classes.Count; i++)
            {
                decimal exact = weights[label.Classes[i]] * SoftLabel.Whole / sum;
                Assert.True(Math.Abs(label.Millionths[i] - exact) < 1.000_001m);
            }
        });

    [Fact]
    public void Nonsense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Label());
        Assert.Throws<ArgumentOutOfRangeException>(() => Label((0, 0m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Label((0, -1m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Label((0, 1_000_000_001m)));
        Assert.Throws<ArgumentException>(() => Label((0, 1m), (0, 1m)));
    }

    private static SoftLabel Label(params (int Class, decimal Weight)[] weights) =>
        SoftLabel.FromWeights(weights.Select(weight => KeyValuePair.Create(weight.Class, weight.Weight)));
}
