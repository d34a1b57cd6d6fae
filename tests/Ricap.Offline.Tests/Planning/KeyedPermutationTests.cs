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
