using Ricap.Planning;
using Ricap.Planning.Randomness;

namespace Ricap.Tests.Planning;

/// <summary>χ² of what mixes draw against what they should draw, as <see cref="PlanStatisticsTests"/> does of RICAP.</summary>
public sealed class MixStatisticsTests
{
    private const int Sources = 20_000;
    private const int Bins = 32;

    [Theory]
    [InlineData("cutmix", "1")]
    [InlineData("mixup", "1")]
    [InlineData("mixup", "0.2")]
    [InlineData("mixup", "8")]
    public void Ratios_follow_their_distribution(string mix, string alpha)
    {
        PlanOptions options = Options(mix) with { MixSettings = MixSettings.Default.With($"{mix}-alpha", alpha) };
        var ratio = MixRatio.Of(alpha);
        var counts = new long[Bins];
        if (mix == "mixup")
        {
            Each(options, sample => counts[Math.Min((int)((long)sample.Layers[0].Share * Bins / MixRatio.Unit), Bins - 1)]++);
            PlanStatisticsTests.AssertFits(counts, bin => Enumerable.Range(0, MixRatio.Unit + 1)
                .Where(r => Math.Min((int)((long)r * Bins / MixRatio.Unit), Bins - 1) == bin).Sum(ratio.Probability));
            return;
        }

        // A box tells its λ where no edge cuts it off.
        PlanOptions square = options with { Width = 2048, Height = 2048 };
        var sides = new long[Bins];
        Each(square, sample =>
        {
            Layer box = sample.Layers[1];
            if (box.AtX > 0 && box.AtX + box.Width < 2048 && box.Width == box.Height)
            {
                sides[box.Width * Bins / 2048]++;
            }
        });

        // α = 1: λ is uniform, so that s = √(1−λ) has the density 2s; (1−s)² of the places of such a box are clear of the edges.
        double[] density = [.. Enumerable.Range(0, Bins).Select(bin => Integral(bin / (double)Bins, (bin + 1) / (double)Bins))];
        PlanStatisticsTests.AssertFits(sides, bin => density[bin] / density.Sum());

        static double Integral(double from, double to) => Primitive(to) - Primitive(from); // of 2s(1−s)²

        static double Primitive(double s) => (s * s) - (4 * s * s * s / 3) + (s * s * s * s / 2);
    }

    [Theory]
    [InlineData("cutmix")]
    [InlineData("cutout")]
    public void Boxes_are_centred_uniformly(string mix)
    {
        // Small boxes: where they are, cut off or not, tells the centre.
        PlanOptions options = Options(mix) with { Width = 12, Height = 9, MixSettings = MixSettings.Default.With("cutout-size", "2") };
        var cells = new long[12 * 9];
        long kept = 0;
        Each(options, sample =>
        {
            Layer box = sample.Layers[1];
            (int sideX, int sideY) = mix == "cutout" ? (2, 2) : (Box.Side(12, Part(sample)), Box.Side(9, Part(sample)));
            if (sideX / 2 == 1 && sideY / 2 == 1)
            {
                int x = box.AtX == 0 && box.Width == 1 ? 0 : box.AtX + 1;
                int y = box.AtY == 0 && box.Height == 1 ? 0 : box.AtY + 1;
                cells[(y * 12) + x]++;
                kept++;
            }
        });
        Assert.True(kept > 500, $"{kept} boxes");
        PlanStatisticsTests.AssertFits(cells, _ => 1.0 / cells.Length);

        int Part(SamplePlan sample)
        {
            var draws = new Draws(options.Seed, 0);
            return MixRatio.Unit - MixRatio.Of("1").Draw(draws, DrawLane.CutMixRatio, sample.Index);
        }
    }

    [Theory]
    [InlineData(MixChoice.Sample)]
    [InlineData(MixChoice.Batch)]
    public void Choices_follow_their_weights(MixChoice choose)
    {
        PlanOptions options = Options("ricap:0.5,cutmix:0.3,none:0.2") with { Choose = choose, BatchSize = 10 };
        var counts = new Dictionary<string, long> { ["ricap"] = 0, ["baseline"] = 0, ["cutmix"] = 0 };
        var mixesOf = new Dictionary<int, HashSet<string>>();
        Each(options, sample =>
        {
            counts[sample.Mix] += choose == MixChoice.Sample || sample.Index % 10 == 0 ? 1 : 0;
            (mixesOf.TryGetValue(sample.Batch, out HashSet<string>? mixes) ? mixes : mixesOf[sample.Batch] = []).Add(sample.Mix);
        });
        double[] chances = [0.5, 0.2, 0.3];
        PlanStatisticsTests.AssertFits([.. counts.Values], i => chances[i]);
        Assert.Equal(choose == MixChoice.Batch, mixesOf.Values.All(mixes => mixes.Count == 1));
    }

    [Theory]
    [InlineData("cutmix")]
    [InlineData("mixup")]
    public void Partners_are_uniform(string mix)
    {
        const int Batch = 8;
        var cells = new long[Batch * Batch];
        EpochPlan epoch = new Planner(Options(mix) with { BatchSize = Batch }, Sources).Epoch(2);
        for (int b = 0; b < epoch.Planner.Batches; b++)
        {
            BatchPlan batch = epoch.Batch(b);
            var given = new HashSet<int>();
            for (int row = 0; row < Batch; row++)
            {
                SamplePlan sample = batch[row];
                Assert.Equal(batch.Sources[row], sample.Layers[0].Source);
                Assert.True(given.Add(sample.Layers[1].Source), "a source is blended in twice");
                cells[(row * Batch) + batch.Sources.IndexOf(sample.Layers[1].Source)]++;
            }
        }

        PlanStatisticsTests.AssertFits(cells, _ => 1.0 / cells.Length);
    }

    private static PlanOptions Options(string augment) => new()
    {
        Width = 32,
        Height = 24,
        Seed = 42,
        Mode = RandomnessMode.Sample,
        Schedule = BetaSchedule.Constant(0.3),
        BatchSize = 128,
        Augmentation = Augmentation.Parse(augment),
    };

    private static void Each(PlanOptions options, Action<SamplePlan> action)
    {
        EpochPlan epoch = new Planner(options, Sources).Epoch(0);
        for (int b = 0; b < epoch.Planner.Batches; b++)
        {
            BatchPlan batch = epoch.Batch(b);
            for (int row = 0; row < batch.Count; row++)
            {
                action(batch[row]);
            }
        }
    }
}
