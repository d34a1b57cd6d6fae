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
    [InlineData("linear:0.01..1@20%..101%")]
    [InlineData("linear:1%..1@20%..90%")]
    [InlineData("30%")]
    [InlineData("linear:0.01..1@%..90%")]
    [InlineData("linear:0.01..1@-5%..90%%")]
    [InlineData("linear:0.01..1@99999999999%..90%")]
    public void What_is_no_share_is_refused(string schedule) =>
        Assert.Throws<FormatException>(() => RelativeSchedule.Resolve(schedule, 100));
}
