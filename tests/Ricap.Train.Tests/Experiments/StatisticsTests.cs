using Ricap.Train.Cli.Experiments;

namespace Ricap.Train.Tests.Experiments;

public sealed class StatisticsTests
{
    /// <summary>Two-sided 95 % and 99 %, from the tables in NIST's handbook (1.3.6.7.2) and longer ones where they have more digits.</summary>
    [Theory]
    [InlineData(0.95, 1, 12.7062)]
    [InlineData(0.95, 2, 4.3027)]
    [InlineData(0.95, 3, 3.1824)]
    [InlineData(0.95, 4, 2.7764)]
    [InlineData(0.95, 5, 2.5706)]
    [InlineData(0.95, 9, 2.2622)]
    [InlineData(0.95, 10, 2.2281)]
    [InlineData(0.95, 29, 2.0452)]
    [InlineData(0.95, 30, 2.0423)]
    [InlineData(0.95, 100, 1.9840)]
    [InlineData(0.99, 1, 63.6567)]
    [InlineData(0.99, 2, 9.9248)]
    [InlineData(0.99, 10, 3.1693)]
    [InlineData(0.99, 60, 2.6603)]
    [InlineData(0.5, 1, 1.0)]
    public void Quantiles_are_those_of_the_tables(double confidence, int freedom, double expected) =>
        Assert.Equal(expected, StudentT.Quantile(confidence, freedom), 4);

    /// <summary>One degree of freedom is Cauchy's distribution; two have t = c·√(2/(1−c²)).</summary>
    [Fact]
    public void Quantiles_equal_the_closed_forms()
    {
        for (double c = 0.01; c < 1; c += 0.01)
        {
            double cauchy = Math.Tan(Math.PI * c / 2);
            double two = c * Math.Sqrt(2 / (1 - (c * c)));
            Assert.InRange(StudentT.Quantile(c, 1) / cauchy, 1 - 1e-12, 1 + 1e-12);
            Assert.InRange(StudentT.Quantile(c, 2) / two, 1 - 1e-12, 1 + 1e-12);
        }
    }

    /// <summary>Against the density, summed up in small steps: every number of degrees, odd and even.</summary>
    [Fact]
    public void The_distribution_is_the_sum_of_its_density()
    {
        for (int freedom = 1; freedom <= 12; freedom++)
        {
            // The density's constant by its recurrence: Γ((v+1)/2)/Γ(v/2) from v = 1 (1/√π) and 2 (√π/2) on.
            double ratio = freedom % 2 == 1 ? 1 / Math.Sqrt(Math.PI) : Math.Sqrt(Math.PI) / 2;
            for (int v = freedom % 2 == 1 ? 1 : 2; v < freedom; v += 2)
            {
                ratio *= (v + 1.0) / v;
            }

            double scale = ratio / Math.Sqrt(freedom * Math.PI);
            const int Steps = 20_000;
            const double End = 3.0;
            double sum = 0;
            for (int i = 0; i < Steps; i++)
            {
                double x = End * (i + 0.5) / Steps;
                sum += Math.Pow(1 + (x * x / freedom), -(freedom + 1) / 2.0) * (End / Steps);
            }

            Assert.Equal(2 * scale * sum, StudentT.Within(End, freedom), 1e-9);
        }
    }

    [Fact]
    public void Many_degrees_of_freedom_come_near_the_normal_distribution() =>
        Assert.Equal(1.959964, StudentT.Quantile(0.95, 10_000_000), 5);

    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 3)]
    [InlineData(double.NaN, 3)]
    [InlineData(0.95, 0)]
    public void Quantiles_that_do_not_exist_are_refused(double confidence, int freedom) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(confidence, freedom));

    [Fact]
    public void An_interval_is_worked_out_as_by_hand()
    {
        // 1, 2, 3: mean 2, deviation 1, standard error 1/√3, t(2) = 4.302653.
        Summary three = Summary.Of([1, 2, 3])!;
        Assert.Equal((3, 2.0), (three.Count, three.Mean));
        Assert.Equal(4.302653 / Math.Sqrt(3), three.HalfWidth!.Value, 5);
        Assert.Equal(0, Summary.Of([0.25, 0.25])!.HalfWidth);
        Assert.Equal(new Summary(1, 7, null), Summary.Of([7]));
        Assert.Null(Summary.Of([]));
        Assert.Equal(0.005, Summary.CountingError(0.5, 10_000), 12);
    }

    /// <summary>What the interval promises: of many experiments with normal noise, 95 of 100 intervals have the truth in them.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Intervals_hold_the_truth_as_often_as_they_say(int seeds)
    {
        var random = new Random(11);
        const int Experiments = 20_000;
        int held = 0;
        for (int e = 0; e < Experiments; e++)
        {
            double[] values = [.. Enumerable.Range(0, seeds).Select(_ =>
                5 + (2 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];
            Summary summary = Summary.Of(values)!;
            held += Math.Abs(summary.Mean - 5) <= summary.HalfWidth ? 1 : 0;
        }

        Assert.InRange((double)held / Experiments, 0.944, 0.956); // ± 4 standard errors
    }
}
