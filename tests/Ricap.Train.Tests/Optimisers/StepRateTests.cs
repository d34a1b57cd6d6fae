using System.Text.Json;
using Ricap.Train.Optimisers;

namespace Ricap.Train.Tests.Optimisers;

public sealed class StepRateTests
{
    private const int Steps = 5;

    public static TheoryData<int> Warmups => [.. Enumerable.Range(0, References.Length)];

    private static JsonElement[] References { get; } = [.. Formula.Read("training.json").GetProperty("warmups").EnumerateArray()];

    /// <summary><c>LinearLR</c> before and over other schedulers, by step.</summary>
    [Theory]
    [MemberData(nameof(Warmups))]
    public void Warm_up_is_PyTorchs(int reference)
    {
        JsonElement expected = References[reference];
        var rate = new StepRate(
            LearningRateSchedule.Parse(expected.GetProperty("lr").GetString()!),
            LearningRateUnit.Step,
            expected.GetProperty("warmup").GetDouble(),
            expected.GetProperty("from").GetDouble());
        double[] rates = [.. expected.GetProperty("rates").EnumerateArray().Select(r => r.GetDouble())];
        Assert.Equal(40, rates.Length);
        Assert.All(rates, (r, i) => Assert.Equal(r, rate.At(i / Steps, i % Steps, Steps), 1e-12));
    }

    [Theory]
    [InlineData("cosine:0.1..0@0..60")]
    [InlineData("linear:0.3..0.01@5..50")]
    [InlineData("step:0.1,0.02@30,0.004@40")]
    public void By_epoch_and_without_warm_up_it_is_the_schedules_to_the_bit(string schedule)
    {
        var lr = LearningRateSchedule.Parse(schedule);
        var rate = new StepRate(lr, LearningRateUnit.Epoch, 0, 0.01);
        Assert.All(Enumerable.Range(0, 60), epoch => Assert.All(Enumerable.Range(0, 7), step => Assert.Equal(lr.At(epoch), rate.At(epoch, step, 7))));
    }

    [Fact]
    public void Warm_up_is_by_step_even_where_the_schedule_is_by_epoch()
    {
        var rate = new StepRate(LearningRateSchedule.Parse("step:0.5,0.1@1"), LearningRateUnit.Epoch, 1.5, 0);
        Assert.Equal([0, 0.5 * 0.5 / 1.5], [rate.At(0, 0, 2), rate.At(0, 1, 2)]);
        Assert.Equal([0.1 / 1.5, 0.1], [rate.At(1, 0, 2), rate.At(1, 1, 2)]);
    }

    [Theory]
    [InlineData(53, 8, 1, 7, 7)]
    [InlineData(53, 8, 3, 7, 3)]
    [InlineData(53, 8, 7, 7, 1)]
    [InlineData(53, 8, 100, 7, 1)]
    [InlineData(48, 8, 4, 6, 2)]
    public void Each_image_of_a_step_counts_alike(int images, int batch, int accumulate, int batches, int steps)
    {
        var plan = new StepsOfEpoch(images, batch, accumulate);
        Assert.Equal((batches, steps), (plan.Batches, plan.Steps));
        (int Step, int Count, double Share)[] all =
            [.. Enumerable.Range(0, batches).Select(b => (plan.StepOf(b), Math.Min(batch, images - (b * batch)))).Select((b, i) => (b.Item1, b.Item2, plan.ShareOf(i, b.Item2)))];
        Assert.All(all.GroupBy(b => b.Step), step =>
        {
            Assert.Equal(1, step.Sum(b => b.Share), 1e-12);
            Assert.All(step, b => Assert.Equal((double)b.Count / step.Sum(x => x.Count), b.Share));
        });
        Assert.Equal(steps, Enumerable.Range(0, batches).Count(plan.Begins));
        Assert.Equal(steps, Enumerable.Range(0, batches).Count(plan.Ends));
        Assert.All(Enumerable.Range(0, batches - 1), b => Assert.Equal(plan.Ends(b), plan.Begins(b + 1)));
    }
}
