using Ricap.Train.Optimisers;

namespace Ricap.Train.Tests.Optimisers;

public sealed class RelativeScheduleTests
{
    [Theory]
    [InlineData("linear:0.01..1@20%..90%", 100, "linear:0.01..1@20..90")]
    [InlineData("linear:0.01..1@20%..90%", 10, "linear:0.01..1@2..9")]
    [InlineData("linear:0.01..1@20%..90%", 1, "linear:0.01..1@0..1")]
    [InlineData("linear:0.01..1@12.5%..100%", 12, "linear:0.01..1@2..12")] // 1.5 up
    [InlineData("cosine:0.1..0@0%..100%", 7, "cosine:0.1..0@0..7")]
    [InlineData("cosine:0.1..0@5..100%", 50, "cosine:0.1..0@5..50")]
    [InlineData("step:0.1,0.02@30%,0.004@60%,0.0008@80%", 200, "step:0.1,0.02@60,0.004@120,0.0008@160")]
    [InlineData("linear:0.01..1@20..90", 10, "linear:0.01..1@20..90")]
    [InlineData("0.3", 10, "0.3")]
    [InlineData("linear:0.01..1@0%..100%", int.MaxValue, "linear:0.01..1@0..2147483647")]
    public void Shares_become_epochs(string schedule, int epochs, string expected) =>
        Assert.Equal(expected, RelativeSchedule.Resolve(schedule, epochs));

    [Theory]
    [InlineData("step:0.1,0.02@30%,0.004@60%,0.0008@80%", 3, "step:0.1,0.02@1,0.0008@2")]
    [InlineData("step:0.1,0.02@30%,0.004@60%,0.0008@80%", 2, "step:0.1,0.004@1,0.0008@2")]
    [InlineData("step:0.1,0.02@30%,0.004@60%,0.0008@80%", 1, "step:0.02,0.0008@1")]
    [InlineData("step:0.1,0.01@10%,0.001@20%", 2, "constant:0.001")]
    [InlineData("step:0.1,0.02@1,0.004@50%", 2, "step:0.1,0.004@1")]
    [InlineData("linear:0.01..1@10%..20%", 1, "constant:1")]
    [InlineData("cosine:0.1..0@60%..80%", 1, "step:0.1,0@1")]
    [InlineData("linear:0.01..0.1@0%..5%,cosine:0.1..0@5%..100%", 5, "cosine:0.1..0@0..5")]
    [InlineData("linear:0.1..0.01@40%..60%,cosine:0.1..0@60%..100%", 1, "linear:0.1..0.01@0..1,linear:0..0@1..2")]
    [InlineData("step:0.1,0.2@20%,linear:0.2..0.3@40%..50%", 2, "constant:0.2,linear:0.3..0.3@1..2")]
    [InlineData("linear:0.1..0.2@40%..45%,cosine:0.2..0@45%..100%", 2, "constant:0.1,cosine:0.2..0@1..2")]
    public void Of_shares_that_fall_into_one_epoch_the_later_holds(string schedule, int epochs, string expected)
    {
        Assert.Equal(expected, RelativeSchedule.Resolve(schedule, epochs));
        LearningRateSchedule.Parse(expected);
    }

    [Theory]
    [InlineData("step:0.1,0.02@2,0.004@2,0.0008@80%")]
    [InlineData("step:0.1,0.02@0,0.004@80%")]
    [InlineData("step:0.1,0.02@60%,0.004@60%")]
    [InlineData("step:0.1,0.02@80%,0.004@60%")]
    [InlineData("step:0.1,0.02@50%,0.004@1")]
    [InlineData("cosine:0.1..0@80%..80%")]
    [InlineData("cosine:0.1..0@80%..60%")]
    [InlineData("cosine:0.1..0@60%..0")]
    public void What_does_not_rise_in_any_run_is_refused(string schedule)
    {
        foreach (int epochs in (int[])[1, 2, 3, 200])
        {
            Assert.Contains(
                "must rise", Assert.Throws<RicapException>(() => LearningRateSchedule.Parse(RelativeSchedule.Resolve(schedule, epochs))).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("linear:0.01..1@20%..101%")]
    [InlineData("linear:1%..1@20%..90%")]
    [InlineData("30%")]
    [InlineData("linear:0.01..1@%..90%")]
    [InlineData("linear:0.01..1@-5%..90%%")]
    [InlineData("linear:0.01..1@99999999999%..90%")]
    public void What_is_no_share_is_refused(string schedule) =>
        Assert.Throws<FormatException>(() => RelativeSchedule.Resolve(schedule, 100));
}
