using CsCheck;
using Ricap.Planning.Randomness;


namespace Ricap.Tests.Planning;

public sealed class KeyedPermutationTests
{
    [Fact]
    public void Is_a_bijection_at_every_small_size()
    {
        for (int count = 1; count <= 300; count++)
        {
            AssertBijection(count, seed: (ulong)count);
        }
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(50_000)]
    [InlineData(65_537)]
    [InlineData(1_000_003)]
    public void Is_a_bijection_at_large_sizes(int count) => AssertBijection(count, seed: 7);

    /// <summary>All permutations of 2 to 6 elements come equally often: χ² over n! cells.</summary>
    [Theory]
    [InlineData(2, 10.83)]
    [InlineData(3, 20.52)]
    [InlineData(4, 49.73)]
    [InlineData(5, 173.6)]
    [InlineData(6, 841.0)]
    public void Every_permutation_is_equally_likely(int count, double critical)
    {
        int cells = Enumerable.Range(1, count).Aggregate((a, b) => a * b);
        int keys = cells * 500;
        var seen = new Dictionary<int, int>();
        for (int key = 0; key < keys; key++)
        {
            var draws = new Draws(11, epoch: 0);
            var permutation = new KeyedPermutation(draws, DrawLane.Partner, key, patch: 1, count);
            int code = 0;
            for (int i = 0; i < count; i++)
            {
                code = (code * count) + permutation[i];
            }

            seen[code] = seen.GetValueOrDefault(code) + 1;
        }

        Assert.Equal(cells, seen.Count);
        double chi = seen.Values.Sum(n => (n - 500.0) * (n - 500.0) / 500);
        Assert.True(chi < critical, $"χ² {chi:F1} with {cells - 1} degrees of freedom exceeds {critical} (p = 0.001)");
    }

    /// <summary>Many at once are what they are one by one, whatever is asked for and however often they walk on.</summary>
    [Fact]
    public void Fills_with_what_it_gives_one_by_one() =>
        Gen.Select(Gen.OneOf(Gen.Int[1, 5000], Gen.Int[0, 12].Select(bits => 1 << bits)), Gen.Double[0, 1], Gen.Double[0, 1], Gen.ULong).Sample((count, from, share, seed) =>
        {
            int first = (int)(from * (count - 1));
            int length = (int)(share * (count - first));
            var permutation = new KeyedPermutation(new Draws(seed, epoch: 3), DrawLane.Partner, index: 2, patch: 1, count);
            (int[] expected, int[] vector, int[] face) = (new int[length], new int[length], new int[length]);
            permutation.FillScalar(first, expected);
            permutation.FillVector(first, vector);
            permutation.Fill(first, face);
            Assert.Equal(expected, vector);
            Assert.Equal(expected, face);
        });

    [Fact]
    public void Fills_at_the_largest_size()
    {
        var permutation = new KeyedPermutation(new Draws(5, epoch: 0), DrawLane.Order, 0, 0, int.MaxValue);
        (int[] expected, int[] actual) = (new int[300], new int[300]);
        permutation.FillScalar(int.MaxValue - 300, expected);
        permutation.FillVector(int.MaxValue - 300, actual);
        Assert.Equal(expected, actual);
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation.Fill(int.MaxValue - 299, actual));
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation.Fill(-1, actual));
    }

    [Fact]
    public void Refuses_what_lies_outside()
    {
        var permutation = new KeyedPermutation(new Draws(1, 0), DrawLane.Order, 0, 0, 5);
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation[5]);
        Assert.Throws<ArgumentOutOfRangeException>(() => permutation[-1]);
    }

    private static void AssertBijection(int count, ulong seed)
    {
        var permutation = new KeyedPermutation(new Draws(seed, epoch: 3), DrawLane.Order, 0, 0, count);
        var seen = new bool[count];
        for (int i = 0; i < count; i++)
        {
            int to = permutation[i];
            Assert.False(seen[to], $"{to} comes twice among {count}");
            seen[to] = true;
        }
    }
}
