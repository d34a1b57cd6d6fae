using Ricap.Planning;
using Ricap.Reporting;

namespace Ricap.Tests.Reporting;

public sealed class ScheduleCurveTests
{
    [Theory]
    [InlineData("constant:0.3", 1, 2)]
    [InlineData("linear:0.01..1@20..90", 9, 99)]
    [InlineData("cosine:0.2..3@5..60", 80, 88)]
    [InlineData("step:0.1,0.2@5,0.3@40", 3, 44)]
    [InlineData("list:0.1,0.2,0.3", 1, 2)]
    public void ReachesBeyondTheLastChangeAndTheLastRenderedEpoch(string text, int rendered, int end)
    {
        var schedule = BetaSchedule.Parse(text);
        var curve = ScheduleCurve.Of(schedule, [0, rendered], rendered);
        Assert.Equal(Enumerable.Range(0, end + 1), curve.Points.Select(p => p.Epoch));
        Assert.All(curve.Points, point => Assert.Equal(schedule.At(point.Epoch), point.Beta));
    }

    [Fact]
    public void OfALongScheduleHasSomePointsAndEveryEpochThatIsAskedFor()
    {
        const int Last = 1_999_999_999;
        var curve = ScheduleCurve.Of(BetaSchedule.Parse("linear:0.01..1@0..2000000000"), [1, Last], Last);
        Assert.InRange(curve.Points.Count, 400, 405);
        Assert.Contains(Last, curve.Points.Select(p => p.Epoch));
        Assert.Equal(int.MaxValue, curve.Points[^1].Epoch);
    }
}
