using System.Globalization;
using CsCheck;
using Ricap.Planning;

namespace Ricap.Tests.Planning;

public sealed class BoundaryTableTests
{
    /// <summary>Values made by boundary-reference.py with mpmath at 60 digits.</summary>
    [Fact]
    public void Agrees_with_an_independent_reference_to_1e_minus_12()
    {
        string file = Path.Combine(AppContext.BaseDirectory, "Planning", "boundary-reference.tsv");
        int compared = 0;
        foreach (string line in File.ReadLines(file).Where(l => !l.StartsWith('#')))
        {
            string[] field = line.Split('\t');
            double beta = double.Parse(field[0], CultureInfo.InvariantCulture);
            int length = int.Parse(field[1], CultureInfo.InvariantCulture);
            int k = int.Parse(field[2], CultureInfo.InvariantCulture);
            double expected = double.Parse(field[3], CultureInfo.InvariantCulture);
            double actual = BoundaryTable.Create(beta, length).Probability(k);
            Assert.True(Math.Abs(expected - actual) < 1e-12, $"β {beta} W {length} k {k}: {actual:R} is not {expected:R}");
            compared++;
        }

        Assert.True(compared > 800, $"only {compared} reference values were found");
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    public void Is_symmetric_and_sums_to_one(double beta)
    {
        foreach (int length in (int[])[1, 2, 3, 32, 33, 640])
        {
            BoundaryTable table = BoundaryTable.Create(beta, length);
            double sum = 0;
            for (int k = 0; k <= length; k++)
            {
                Assert.True(table.Probability(k) >= 0);
                Assert.Equal(table.Probability(length - k), table.Probability(k), 15);
                sum += table.Probability(k);
            }

            Assert.Equal(1, sum, 12);
        }
    }

    [Fact]
    public void Picks_both_ends()
    {
        BoundaryTable table = BoundaryTable.Create(0.3, 32);
        Assert.Equal(0, table.Pick(0));
        Assert.Equal(32, table.Pick(ulong.MaxValue));
    }

    [Fact]
    public void At_beta_one_hundredth_most_samples_show_one_image()
    {
        BoundaryTable table = BoundaryTable.Create(0.01, 32);
        double ends = table.Probability(0) + table.Probability(32);
        Assert.Equal(0.92, ends * ends, 2);
    }

    /// <summary>The same bits on every platform: Linux, Windows, macOS; x64 and arm64.</summary>
    [Theory]
    [InlineData(0.01, 32, "f0281075c93b3ef4d53b70ab796948fd")]
    [InlineData(0.3, 32, "117a00c01ae404b8582b682a5222a21f")]
    [InlineData(0.7351, 224, "c9bd30d45426afebeafba92cb9633a46")]
    [InlineData(100, 640, "7d5d9e80b55dc41d18d34148bb88b7e6")]
    public void Has_the_same_hash_on_every_platform(double beta, int length, string hash) =>
        Assert.Equal(hash, BoundaryTable.Create(beta, length).Hash().ToString());

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Refuses_what_is_no_beta(double beta) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BoundaryTable.Create(beta, 32));

    /// <summary>A draw is the first boundary whose share of the bits it falls below: counted here from one end to the other.</summary>
    [Fact]
    public void Picks_by_inverse_cdf() =>
        Gen.Select(Gen.Int[1, 300], Gen.OneOf(Gen.Const(0.001), Gen.Const(0.3), Gen.Const(1.0), Gen.Const(1000.0)), Gen.ULong).Sample((length, beta, bits) =>
        {
            var table = BoundaryTable.Create(beta, length);
            ulong edge = bits & (ulong.MaxValue << 50); // where slices of draws may begin
            foreach (ulong draw in (ulong[])[bits, edge, edge - 1, 0, ulong.MaxValue, 1UL << 63, (1UL << 63) - 1])
            {
                double below = 0;
                int expected = -1;
                while (below <= draw >> 11)
                {
                    below += table.Probability(++expected) * (1UL << 53);
                }

                Assert.Equal(expected, table.Pick(draw));
            }
        });
}
