using Ricap.Planning;

namespace Ricap.Tests.Planning;

public sealed class BetaScheduleTests
{
    [Theory]
    [InlineData("linear:0.01..1@20..90", 0, 0.01)]
    [InlineData("linear:0.01..1@20..90", 20, 0.01)]
    [InlineData("linear:0.01..1@20..90", 55, 0.505)]
    [InlineData("linear:0.01..1@20..90", 90, 1)]
    [InlineData("linear:0.01..1@20..90", 99, 1)]
    [InlineData("linear:1..0.1@0..9", 3, 0.7)]
    [InlineData("cosine:0.1..0.9@10..20", 9, 0.1)]
    [InlineData("cosine:0.1..0.9@10..20", 15, 0.5)]
    [InlineData("cosine:0.1..0.9@10..20", 20, 0.9)]
    [InlineData("step:0.1,0.3@30,1@60", 29, 0.1)]
    [InlineData("step:0.1,0.3@30,1@60", 30, 0.3)]
    [InlineData("step:0.1,0.3@30,1@60", 1000, 1)]
    [InlineData("list:0.1,0.2,0.3", 2, 0.3)]
    [InlineData("constant:0.3", 7, 0.3)]
    [InlineData("0.3", 7, 0.3)]
    public void Gives_beta_by_the_number_of_the_epoch(string text, int epoch, double beta) =>
        Assert.Equal(beta, BetaSchedule.Parse(text).At(epoch), 12);

    [Theory]
    [InlineData("linear:0.01..1@20..90")]
    [InlineData("cosine:0.1..0.9@10..20")]
    [InlineData("step:0.1,0.3@30,1@60")]
    [InlineData("list:0.1,0.2,0.3")]
    [InlineData("constant:0.3")]
    public void Is_spelled_as_it_was_read(string text)
    {
        BetaSchedule schedule = BetaSchedule.Parse(text);
        Assert.Equal(text, schedule.ToString());
        Assert.Equal(schedule, BetaSchedule.Parse(schedule.ToString()!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-0.3")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0,3")]
    [InlineData("linear:0.1..1")]
    [InlineData("linear:0.1..1@9..3")]
    [InlineData("linear:0.1..1@-1..3")]
    [InlineData("linear:0..1@1..3")]
    [InlineData("step:0.1@3")]
    [InlineData("step:0.1,0.2@5,0.3@5")]
    [InlineData("list:")]
    [InlineData("list:0.1,,0.2")]
    [InlineData("ramp:1")]
    public void Refuses_what_is_no_schedule(string text)
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => BetaSchedule.Parse(text)).Problems);
        Assert.Equal(ProblemCodes.InvalidOption, problem.Code);
    }

    [Fact]
    public void A_list_names_the_epoch_it_does_not_have()
    {
        var exception = Assert.Throws<RicapException>(() => BetaSchedule.Parse("list:0.1,0.2").At(2));
        Assert.Contains("epoch 2", exception.Message, StringComparison.Ordinal);
    }
}
