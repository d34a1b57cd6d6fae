using CsCheck;
using Ricap.Planning;

namespace Ricap.Tests.Planning;

public sealed class PlannerTests
{
    private static readonly Gen<(PlanOptions Options, int Sources, int Epoch)> AnyPlan = Gen.Select(
        Gen.Int[1, 70], Gen.Int[1, 70], Gen.ULong, Gen.Enum<RandomnessMode>(), Gen.Int[1, 40],
        Gen.OneOf(Gen.Const(0.01), Gen.Const(0.3), Gen.Const(1.0), Gen.Const(100.0)), Gen.Bool, Gen.Int[1, 200],
        (w, h, seed, mode, batch, beta, flip, sources) => (
            new PlanOptions
            {
                Width = w,
                Height = h,
                Seed = seed,
                Mode = mode,
                Schedule = BetaSchedule.Constant(beta),
                BatchSize = batch,
                Flip = flip,
                MaxShiftX = w / 3,
                MaxShiftY = h / 4,
            },
            sources,
            (int)(seed % 1000)));

    [Fact]
    public void Patches_tile_the_sample_and_crops_stay_inside() => AnyPlan.Sample(
        plan =>
        {
            (PlanOptions options, int sources, int epoch) = plan;
            EpochPlan epochPlan = new Planner(options, sources).Epoch(epoch);
            for (int index = 0; index < sources; index++)
            {
                SamplePlan sample = epochPlan.Sample(index);
                int area = 0;
                for (int k = 0; k < SampleLayers.Capacity; k++)
                {
                    Layer patch = sample.Layers[k];
                    area += patch.Area;
                    Assert.InRange(patch.Source, 0, sources - 1);
                    Assert.InRange(patch.CropX, 0, options.Width - patch.Width);
                    Assert.InRange(patch.CropY, 0, options.Height - patch.Height);
                    Assert.Equal(k % 2 == 0 ? 0 : sample.BoundaryX, patch.AtX);
                    Assert.Equal(k < 2 ? 0 : sample.BoundaryY, patch.AtY);
                    Assert.Equal(k % 2 == 0 ? sample.BoundaryX : options.Width - sample.BoundaryX, patch.Width);
                    Assert.Equal(k < 2 ? sample.BoundaryY : options.Height - sample.BoundaryY, patch.Height);
                    Assert.InRange(patch.ShiftX, -options.MaxShiftX, options.MaxShiftX);
                    Assert.InRange(patch.ShiftY, -options.MaxShiftY, options.MaxShiftY);
                }

                Assert.Equal(options.Width * options.Height, area);
            }
        },
        iter: 300);

    [Fact]
    public void Each_source_is_used_four_times_in_one_batch_and_its_uses_agree() => AnyPlan.Sample(
        plan =>
        {
            (PlanOptions options, int sources, int epoch) = plan;
            var planner = new Planner(options, sources);
            EpochPlan epochPlan = planner.Epoch(epoch);
            var uses = new List<(int Batch, Layer Patch)>[sources];
            for (int index = 0; index < sources; index++)
            {
                SamplePlan sample = epochPlan.Sample(index);
                Assert.Equal(index / options.BatchSize, sample.Batch);
                foreach (Layer patch in sample.Layers.ToArray())
                {
                    (uses[patch.Source] ??= []).Add((sample.Batch, patch));
                }
            }

            foreach (List<(int Batch, Layer Patch)> use in uses)
            {
                Assert.Equal(4, use.Count);
                Assert.Single(use.Select(u => u.Batch).Distinct());
                Assert.Single(use.Select(u => (u.Patch.Flip, u.Patch.ShiftX, u.Patch.ShiftY)).Distinct());
            }
        },
        iter: 300);

    [Fact]
    public void A_sample_is_the_same_however_it_is_asked_for() => AnyPlan.Sample(
        plan =>
        {
            (PlanOptions options, int sources, int epoch) = plan;
            var planner = new Planner(options, sources);
            EpochPlan epochPlan = planner.Epoch(epoch);
            for (int b = planner.Batches - 1; b >= 0; b--)
            {
                BatchPlan batch = epochPlan.Batch(b);
                for (int row = batch.Count - 1; row >= 0; row--)
                {
                    Assert.Equal(new Planner(options, sources).Epoch(epoch).Sample(batch.First + row), batch[row]);
                }
            }
        },
        iter: 50);

    [Theory]
    [InlineData(RandomnessMode.Paper, 1, 4)]
    [InlineData(RandomnessMode.Batch, 1, 64)]
    [InlineData(RandomnessMode.Sample, 16, 64)]
    public void Modes_share_what_they_say(RandomnessMode mode, int boundaries, int atLeastCrops)
    {
        PlanOptions options = Options(mode) with { Width = 4000, Height = 4000, BatchSize = 16, Schedule = BetaSchedule.Constant(1) };
        BatchPlan batch = new Planner(options, 16).Epoch(0).Batch(0);
        SamplePlan[] samples = [.. Enumerable.Range(0, 16).Select(i => batch[i])];
        Assert.Equal(boundaries, samples.Select(s => (s.BoundaryX, s.BoundaryY)).Distinct().Count());
        int crops = samples.SelectMany(s => Enumerable.Range(0, 4).Select(k => (k, s.Layers[k].CropX, s.Layers[k].CropY))).Distinct().Count();
        Assert.Equal(atLeastCrops, crops);
    }

    [Fact]
    public void Unaugmented_samples_are_their_sources_in_order()
    {
        PlanOptions options = Options(RandomnessMode.Sample) with { Augmentation = Augmentation.None, Flip = true, MaxShiftX = 5 };
        EpochPlan epoch = new Planner(options, 100).Epoch(2);
        Assert.Null(epoch.Beta);
        for (int i = 0; i < 100; i++)
        {
            SamplePlan sample = epoch.Sample(i);
            Assert.Equal(new Layer(i, 0, 0, 32, 32, 0, 0, false, 0, 0), sample.Layers[0]);
            Assert.Equal([1024, 0, 0, 0], Enumerable.Range(0, 4).Select(k => sample.Layers[k].Area));
        }
    }

    [Fact]
    public void Baseline_samples_are_whole_sources_in_the_batches_of_ricap_flipped_and_shifted_alike()
    {
        PlanOptions ricap = Options(RandomnessMode.Sample) with { Flip = true, MaxShiftX = 5, MaxShiftY = 3, Schedule = BetaSchedule.Constant(1) };
        EpochPlan patched = new Planner(ricap, 100).Epoch(2);
        EpochPlan whole = new Planner(ricap with { Augmentation = Augmentation.Baseline }, 100).Epoch(2);
        Assert.Null(whole.Beta);
        var uses = Enumerable.Range(0, 100).SelectMany(i => Enumerable.Range(0, 4).Select(k => patched.Sample(i).Layers[k]))
            .GroupBy(p => p.Source).ToDictionary(g => g.Key, g => Assert.Single(g.Select(p => (p.Flip, p.ShiftX, p.ShiftY)).Distinct()));
        var seen = new HashSet<int>();
        for (int i = 0; i < 100; i++)
        {
            SamplePlan sample = whole.Sample(i);
            Layer patch = sample.Layers[0];
            Assert.True(seen.Add(patch.Source));
            Assert.Equal(patched.Batch(sample.Batch).Sources[i % ricap.BatchSize], patch.Source);
            Assert.Equal(uses[patch.Source], (patch.Flip, patch.ShiftX, patch.ShiftY));
            Assert.Equal((0, 0, 32, 32, 0, 0), (patch.CropX, patch.CropY, patch.Width, patch.Height, patch.AtX, patch.AtY));
            Assert.Equal([1024, 0, 0, 0], Enumerable.Range(0, 4).Select(k => sample.Layers[k].Area));
        }

        Assert.Contains(uses.Values, u => u.Flip);
        Assert.Contains(uses.Values, u => !u.Flip);
    }

    [Fact]
    public void Epochs_and_seeds_differ()
    {
        PlanOptions options = Options(RandomnessMode.Sample);
        SamplePlan first = new Planner(options, 1000).Epoch(0).Sample(5);
        Assert.NotEqual(first.Layers, new Planner(options, 1000).Epoch(1).Sample(5).Layers);
        Assert.NotEqual(first.Layers, new Planner(options with { Seed = 43 }, 1000).Epoch(0).Sample(5).Layers);
        Assert.NotEqual(first.Layers, new Planner(options with { Seed = 42ul + (1ul << 32) }, 1000).Epoch(0).Sample(5).Layers);
    }

    /// <summary>A plan is a promise: these numbers change only together with <see cref="PlanVersion"/>.</summary>
    [Fact]
    public void A_pinned_plan_stays_as_it_is()
    {
        Assert.Equal(1, PlanVersion.Current);
        PlanOptions options = Options(RandomnessMode.Sample) with { Flip = true, MaxShiftX = 4, MaxShiftY = 4 };
        SamplePlan sample = new Planner(options, 50_000).Epoch(3).Sample(12_345);
        Assert.Equal((12, 32), (sample.BoundaryX, sample.BoundaryY));
        Assert.Equal(
            ["2406@20,0+12x32-4-4", "38057@4,0+20x32f+2+3", "6666@1,10+12x0-2+3", "8626@10,20+20x0+3+4"],
            Enumerable.Range(0, 4).Select(k => Text(sample.Layers[k])));
    }

    private static string Text(Layer p) =>
        $"{p.Source}@{p.CropX},{p.CropY}+{p.Width}x{p.Height}{(p.Flip ? "f" : "")}{p.ShiftX:+0;-0;+0}{p.ShiftY:+0;-0;+0}";

    private static PlanOptions Options(RandomnessMode mode) => new()
    {
        Width = 32,
        Height = 32,
        Seed = 42,
        Mode = mode,
        Schedule = BetaSchedule.Constant(0.3),
        BatchSize = 128,
    };
}
