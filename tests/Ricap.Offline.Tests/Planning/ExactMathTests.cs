using Ricap.Planning;

namespace Ricap.Tests.Planning;

/// <summary>Held to the platform's own functions, which differ from ours and from each other in the last bits only.</summary>
public sealed class ExactMathTests
{
    [Fact]
    public void Log_is_within_four_units_in_the_last_place()
    {
        for (int i = 1; i <= 20_000; i++)
        {
            double x = i / 10_000.0;
            AssertClose(Math.Log(x), ExactMath.Log(x), x);
            AssertClose(Math.Log(x * 1e-9), ExactMath.Log(x * 1e-9), x * 1e-9);
        }
    }

    [Fact]
    public void Exp_is_within_four_units_in_the_last_place()
    {
        for (int i = 0; i <= 70_000; i++)
        {
            double x = -i / 100.0;
            AssertClose(Math.Exp(x), ExactMath.ExpOfNegative(x), x);
        }

        Assert.Equal(0, ExactMath.ExpOfNegative(-800));
    }

    [Fact]
    public void Half_cosine_rises_from_zero_to_one()
    {
        Assert.Equal(0, ExactMath.HalfCosine(0));
        Assert.Equal(1, ExactMath.HalfCosine(1));
        for (int i = 1; i <= 1000; i++)
        {
            double x = i / 1000.0;
            Assert.True(ExactMath.HalfCosine(x) > ExactMath.HalfCosine((i - 1) / 1000.0));
            Assert.Equal(Math.Pow(Math.Sin(Math.PI * x / 2), 2), ExactMath.HalfCosine(x), tolerance: 4e-15);
        }
    }

    private static void AssertClose(double expected, double actual, double at) =>
        Assert.True(
            Math.Abs(expected - actual) <= 4 * Math.BitIncrement(Math.Abs(expected)) - 4 * Math.Abs(expected) + 1e-300,
            $"at {at:R}: {actual:R} is not {expected:R}");
}
