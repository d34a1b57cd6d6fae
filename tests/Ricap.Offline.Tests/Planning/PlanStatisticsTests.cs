using Ricap.Planning;

namespace Ricap.Tests.Planning;

/// <summary>
/// χ² of what the planner draws against what it should draw. Seeds are fixed, so a test passes or fails for good;
/// critical values are for p ≈ 0.001 by Wilson and Hilferty. Over seeds 0..299 and four β, 1 of 1,200 boundary tests
/// exceeded its critical value, as 0.1 % should.
/// </summary>
public sealed class PlanStatisticsTests
{
    private const int Sources = 20_000;

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    [InlineData(1)]
    [InlineData(10)]
    public void Boundaries_follow_their_table(double beta)
    {
        PlanOptions options = Options() with { Schedule = BetaSchedule.Constant(beta) };
        EpochPlan epoch = new Planner(options, Sources).Epoch(0);
        var x = new long[options.Width + 1];
        var y = new long[options.Height + 1];
        ForEachSample(epoch, sample =>
        {
            x[sample.BoundaryX]++;
            y[sample.BoundaryY]++;
        });
        AssertFits(x, k => epoch.Widths!.Probability(k));
        AssertFits(y, k => epoch.Heights!.Probability(k));
    }

    [Fact]
    public void Width_and_height_are_independent()
    {
        EpochPlan epoch = new Planner(Options() with { Width = 3, Height = 3, Schedule = BetaSchedule.Constant(1) }, Sources).Epoch(0);
        var cells = new long[16];
        ForEachSample(epoch, sample => cells[(sample.BoundaryX * 4) + sample.BoundaryY]++);
        AssertFits(cells, c => epoch.Widths!.Probability(c / 4) * epoch.Heights!.Probability(c % 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Offsets_are_uniform_with_both_ends(int patch)
    {
        var offsets = new Dictionary<int, long[]>();
        ForEachSample(new Planner(Options(), Sources).Epoch(1), sample =>
        {
            Layer plan = sample.Layers[patch];
            Count(offsets, 32 - plan.Width, plan.CropX);
            Count(offsets, 24 - plan.Height, plan.CropY);
        });
        int tested = 0;
        foreach ((int room, long[] counts) in offsets.Where(o => o.Key > 0 && o.Value.Sum() > 20 * (o.Key + 1)))
        {
            AssertFits(counts, _ => 1.0 / (room + 1));
            tested++;
        }

        Assert.True(tested >= 5, $"only {tested} ranges came often enough");
    }

    [Fact]
    public void Shifts_and_flips_are_uniform()
    {
        var x = new long[9];
        var y = new long[7];
        var flips = new long[2];
        ForEachSample(new Planner(Options() with { Flip = true, MaxShiftX = 4, MaxShiftY = 3 }, Sources).Epoch(1), sample =>
        {
            Layer plan = sample.Layers[0];
            x[plan.ShiftX + 4]++;
            y[plan.ShiftY + 3]++;
            flips[plan.Flip ? 1 : 0]++;
        });
        AssertFits(x, _ => 1.0 / 9);
        AssertFits(y, _ => 1.0 / 7);
        AssertFits(flips, _ => 0.5);
    }

    /// <summary>Which of the batch's sources a patch shows: uniform for each row, and independent between patches.</summary>
    [Fact]
    public void Partners_are_uniform_and_independent()
    {
        const int Batch = 8;
        var single = new long[4][];
        var pairs = new long[Batch * Batch];
        for (int patch = 0; patch < 4; patch++)
        {
            single[patch] = new long[Batch * Batch];
        }

        EpochPlan epoch = new Planner(Options() with { BatchSize = Batch }, Sources).Epoch(2);
        for (int b = 0; b < Sources / Batch; b++)
        {
            BatchPlan batch = epoch.Batch(b);
            for (int row = 0; row < Batch; row++)
            {
                SamplePlan sample = batch[row];
                int first = batch.Sources.IndexOf(sample.Layers[0].Source);
                pairs[(first * Batch) + batch.Sources.IndexOf(sample.Layers[3].Source)]++;
                for (int patch = 0; patch < 4; patch++)
                {
                    single[patch][(row * Batch) + batch.Sources.IndexOf(sample.Layers[patch].Source)]++;
                }
            }
        }

        foreach (long[] counts in single)
        {
            AssertFits(counts, _ => 1.0 / (Batch * Batch));
        }

        AssertFits(pairs, _ => 1.0 / (Batch * Batch));
    }

    /// <summary>Where a source stands in the epoch's order: uniform over 50 epochs, and no epoch is the one before.</summary>
    [Fact]
    public void Orders_are_uniform()
    {
        const int Count = 100;
        var cells = new long[100];
        var sources = new int[Count];
        var planner = new Planner(Options(), Count);
        for (int e = 0; e < 2000; e++)
        {
            planner.Epoch(e).SourcesAt(0, sources);
            for (int place = 0; place < Count; place++)
            {
                cells[((place / 10) * 10) + (sources[place] / 10)]++;
            }
        }

        // Rows and columns are fixed sums, so the χ² has 81 degrees of freedom and a scale of (n−1)/n.
        AssertFits(cells, _ => 0.01, degrees: 81);
    }

    private static void Count(Dictionary<int, long[]> tables, int room, int value)
    {
        if (!tables.TryGetValue(room, out long[]? counts))
        {
            tables[room] = counts = new long[room + 1];
        }

        counts[value]++;
    }

    private static void ForEachSample(EpochPlan epoch, Action<SamplePlan> action)
    {
        for (int b = 0; b < epoch.Planner.Batches; b++)
        {
            BatchPlan batch = epoch.Batch(b);
            for (int row = 0; row < batch.Count; row++)
            {
                action(batch[row]);
            }
        }
    }

    internal static void AssertFits(long[] observed, Func<int, double> probability, int? degrees = null)
    {
        double total = observed.Sum();
        double chi = 0;
        double restObserved = 0;
        double restExpected = 0;
        int cells = 0;
        for (int k = 0; k < observed.Length; k++)
        {
            double expected = total * probability(k);
            if (expected < 5)
            {
                restObserved += observed[k];
                restExpected += expected;
                continue;
            }

            chi += (observed[k] - expected) * (observed[k] - expected) / expected;
            cells++;
        }

        if (restExpected >= 5)
        {
            chi += (restObserved - restExpected) * (restObserved - restExpected) / restExpected;
            cells++;
        }
        else
        {
            Assert.True(restObserved <= 25, $"{restObserved} draws where {restExpected:F2} were expected");
        }

        double k1 = degrees ?? (cells - 1);
        if (k1 == 0)
        {
            return;
        }

        double critical = k1 * Math.Pow(1 - (2 / (9 * k1)) + (3.09 * Math.Sqrt(2 / (9 * k1))), 3);
        Assert.True(chi < critical, $"χ² {chi:F1} with {k1} degrees of freedom exceeds {critical:F1}");
    }

    private static PlanOptions Options() => new()
    {
        Width = 32,
        Height = 24,
        Seed = 1811,
        Mode = RandomnessMode.Sample,
        Schedule = BetaSchedule.Constant(0.3),
        BatchSize = 128,
    };
}
