using Ricap.Train.Optimisers;

namespace Ricap.Train.Tests.Optimisers;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void The_paper_multiplies_by_a_fifth_after_60_120_and_160_epochs()
    {
        TrainingRecipe paper = TrainingRecipe.Named("paper");
        Assert.Equal((128, 200, 0.9, true, 5e-4), (paper.Batch, paper.Epochs, paper.Optimiser.Momentum, paper.Optimiser.Nesterov, paper.Optimiser.WeightDecay));
        foreach ((int epoch, double rate) in ((int, double)[])
            [(0, 0.1), (59, 0.1), (60, 0.02), (119, 0.02), (120, 0.004), (159, 0.004), (160, 0.0008), (199, 0.0008)])
        {
            Assert.Equal(rate, LearningRateSchedule.Parse(RelativeSchedule.Resolve(paper.LearningRate, paper.Epochs)).At(epoch));
        }
    }

    [Fact]
    public void Cosine_is_PyTorchs()
    {
        var schedule = LearningRateSchedule.Parse("cosine:0.1..0@0..200");
        double[] reference = [.. Formula.Read("optimisers.json").GetProperty("cosine").EnumerateArray().Select(r => r.GetDouble())];
        for (int i = 0; i < reference.Length; i++)
        {
            Assert.Equal(reference[i], schedule.At(20 * i), 1e-12);
        }

        Assert.Equal(0, schedule.At(200));
        Assert.Equal(0, schedule.At(1000));
    }

    [Fact]
    public void Linear_rises_between_its_epochs()
    {
        var schedule = LearningRateSchedule.Parse("linear:0..1@10..20");
        Assert.Equal([0, 0, 0.5, 1, 1], ((int[])[0, 10, 15, 20, 99]).Select(schedule.At));
    }

    [Theory]
    [InlineData("0.1", "constant:0.1")]
    [InlineData("constant:1e-4", "constant:0.0001")]
    [InlineData("step:0.1,0.02@60", "step:0.1,0.02@60")]
    [InlineData("cosine:0.1..1e-05@0..200", "cosine:0.1..1E-05@0..200")]
    [InlineData("linear:0..0.1@0..5,cosine:0.1..0@5..60", "linear:0..0.1@0..5,cosine:0.1..0@5..60")]
    [InlineData("step:0.1,0.02@3,linear:0.02..0@7..9", "step:0.1,0.02@3,linear:0.02..0@7..9")]
    [InlineData("0.1,cosine:0.1..0@5..6", "constant:0.1,cosine:0.1..0@5..6")]
    public void What_is_read_is_written(string text, string written)
    {
        var schedule = LearningRateSchedule.Parse(text);
        Assert.Equal(written, schedule.ToString());
        Assert.Equal(schedule, LearningRateSchedule.Parse(written));
    }

    [Theory]
    [InlineData("", "is no learning-rate schedule")]
    [InlineData("step:", "is no learning-rate schedule")]
    [InlineData("step:0.1@5", "is no learning-rate schedule")]
    [InlineData("step:0.1,0.2", "is no learning-rate schedule")]
    [InlineData("step:0.1,0.2@0", "the epochs must rise, 0 does not")]
    [InlineData("step:0.1,0.2@5,0.3@5", "the epochs must rise, 5 does not")]
    [InlineData("cosine:0.1..0@9..9", "the epochs must rise, 9 does not")]
    [InlineData("cosine:0.1@0..9", "is no learning-rate schedule")]
    [InlineData("constant:-1", "rate -1 in 'constant:-1' must lie in 0..1000")]
    [InlineData("constant:NaN", "must lie in 0..1000")]
    [InlineData("plateau:1", "is no learning-rate schedule")]
    [InlineData("linear:0..1@0..5,step:1,2@9", "is no learning-rate schedule")]
    [InlineData("linear:0..1@0..5,constant:1", "is no learning-rate schedule")]
    [InlineData("linear:0..1@0..5,cosine:1..0@4..9", "the epochs must rise, 4 does not")]
    public void What_is_none_is_refused(string text, string message)
    {
        Problem problem = Assert.Throws<RicapException>(() => LearningRateSchedule.Parse(text)).Problems[0];
        Assert.Equal(ProblemCodes.InvalidOption, problem.Code);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipes_that_are_none_are_refused() => Assert.Contains(
        "'best' is none of paper, rmsprop, adamw", Assert.Throws<RicapException>(() => TrainingRecipe.Named("best")).Message, StringComparison.Ordinal);
}
