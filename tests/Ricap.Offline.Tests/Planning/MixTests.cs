using CsCheck;
using Ricap.Planning;

namespace Ricap.Tests.Planning;

/// <summary>What mixes make of a batch, and how they are spelled.</summary>
public sealed class MixTests
{
    private static readonly string[] Names = ["ricap", "baseline", "cutmix", "mixup", "cutout", "ricap:1,cutmix:2,mixup:0.5,none:1", "none"];

    [Fact]
    public void Layers_cover_the_sample_and_shares_add_up() => Gen.Select(
        Gen.Int[0, Names.Length - 1].Select(i => Names[i]), Gen.Int[1, 50], Gen.Int[1, 50], Gen.ULong, Gen.Enum<RandomnessMode>(), Gen.Int[1, 20], Gen.Enum<MixChoice>()).Sample(
        (augment, w, h, seed, mode, batch, choose) =>
        {
            PlanOptions options = Options(augment) with { Width = w, Height = h, Seed = seed, Mode = mode, BatchSize = batch, Choose = choose, Flip = true, MaxShiftX = w / 2 };
            EpochPlan epoch = new Planner(options, 30).Epoch(1);
            for (int i = 0; i < 30; i++)
            {
                SamplePlan sample = epoch.Sample(i);
                BatchPlan own = epoch.Batch(sample.Batch);
                Layer[] layers = sample.Layers.ToArray();
                Assert.Equal(w * h, sample.IsPatched ? layers.Sum(layer => layer.Area) : layers[0].Area);
                Assert.Equal(sample.Mix == "mixup" ? 65_536 : w * h, sample.LabelTotal);
                Assert.All(layers, layer =>
                {
                    Assert.True(layer.IsColour || own.Sources.Contains(layer.Source));
                    Assert.InRange(layer.AtX, 0, w - layer.Width);
                    Assert.InRange(layer.AtY, 0, h - layer.Height);
                    Assert.InRange(layer.CropX, 0, w - layer.Width);
                    Assert.InRange(layer.CropY, 0, h - layer.Height);
                    Assert.InRange(layer.Opacity, 0, Layer.Opaque);
                });
            }
        },
        iter: 200);

    /// <summary>timm's rand_bbox in its own words, with λ and the centre that were drawn.</summary>
    [Fact]
    public void CutMix_boxes_are_those_of_rand_bbox() => Gen.Select(Gen.Int[1, 300], Gen.Int[1, 300], Gen.Int[0, 65_536], Gen.ULong).Sample(
        (w, h, ratio, place) =>
        {
            (int x, int y) = ((int)(place % (ulong)w), (int)(place / 1000 % (ulong)h));
            decimal root = Root((65_536 - ratio) / 65_536m);
            (int cutW, int cutH) = ((int)(w * root), (int)(h * root));
            int left = Math.Clamp(x - (cutW / 2), 0, w);
            int right = Math.Clamp(x + (cutW / 2), 0, w);
            int top = Math.Clamp(y - (cutH / 2), 0, h);
            int bottom = Math.Clamp(y + (cutH / 2), 0, h);
            var box = Box.About(x, y, Box.Side(w, 65_536 - ratio), Box.Side(h, 65_536 - ratio), w, h);
            Assert.Equal((left, top, right - left, bottom - top), (box.X, box.Y, box.Width, box.Height));
        });

    [Fact]
    public void Sides_are_exact_at_squares()
    {
        Assert.Equal(0, Box.Side(16_384, 0));
        for (int root = 1; root <= 256; root++)
        {
            Assert.Equal(64 * root, Box.Side(16_384, root * root));
            Assert.InRange(Box.Side(16_384, (root * root) - 1), 0, (64 * root) - 1);
        }
    }

    [Fact]
    public void Modes_share_what_they_say()
    {
        Assert.Equal(1, Shared("cutmix", RandomnessMode.Paper).Places);
        Assert.Equal((1, 16), Shared("cutmix", RandomnessMode.Batch));
        Assert.Equal(16, Shared("cutmix", RandomnessMode.Sample).Places);
        Assert.InRange(Shared("cutmix", RandomnessMode.Sample).Ratios, 2, 16);
        Assert.Equal(1, Shared("mixup", RandomnessMode.Paper).Ratios);
        Assert.Equal(1, Shared("mixup", RandomnessMode.Batch).Ratios);
        Assert.Equal(16, Shared("mixup", RandomnessMode.Sample).Ratios);
        Assert.Equal(16, Shared("cutout", RandomnessMode.Paper).Places);

        static (int Ratios, int Places) Shared(string mix, RandomnessMode mode)
        {
            PlanOptions options = Options(mix) with { Width = 4096, Height = 4096, BatchSize = 16, Mode = mode, MixSettings = MixSettings.Default.With("cutmix-alpha", "100").With("cutout-size", "2") };
            BatchPlan batch = new Planner(options, 16).Epoch(0).Batch(0);
            Layer[] over = [.. Enumerable.Range(0, 16).Select(row => batch[row].Layers[1])];

            // A box that an edge cuts off is no longer of its λ's size.
            int ratios = mix == "mixup"
                ? over.Select(layer => layer.Opacity).Distinct().Count()
                : over.Where(layer => layer.AtX > 0 && layer.AtX + layer.Width < 4096).Select(layer => layer.Width).Distinct().Count();
            return (ratios, over.Select(layer => (layer.AtX, layer.AtY, layer.Width, layer.Height)).Distinct().Count());
        }
    }

    [Fact]
    public void Mixes_of_equal_options_show_the_sources_of_a_batch_alike()
    {
        BatchPlan Of(string augment) => new Planner(Options(augment) with { Flip = true, MaxShiftX = 5 }, 64).Epoch(3).Batch(1);
        (BatchPlan whole, BatchPlan cutmix, BatchPlan mixup) = (Of("baseline"), Of("cutmix"), Of("mixup"));
        Assert.True(whole.Sources.SequenceEqual(cutmix.Sources));
        for (int row = 0; row < whole.Count; row++)
        {
            Assert.Equal(whole[row].Layers[0], cutmix[row].Layers[0] with { Share = 32 * 32 });
            Assert.Equal(whole[row].Layers[0], mixup[row].Layers[0] with { Share = 32 * 32 });
        }
    }

    [Theory]
    [InlineData("ricap", "ricap")]
    [InlineData("none", "none")]
    [InlineData("ricap:0.5,cutmix:0.3,none:0.2", "ricap:5,baseline:2,cutmix:3")]
    [InlineData("cutmix:3,ricap:3", "ricap:1,cutmix:1")]
    [InlineData("none:1", "baseline")]
    [InlineData("mixup:7", "mixup")]
    public void Augmentations_have_one_spelling(string text, string expected)
    {
        Assert.True(Augmentation.TryParse(text, out Augmentation? augmentation));
        Assert.Equal(expected, augmentation.ToString());
        Assert.Equal(augmentation, Augmentation.Parse(expected));
    }

    [Theory]
    [InlineData("")]
    [InlineData("RICAP")]
    [InlineData("ricap,cutmix")]
    [InlineData("ricap:1,ricap:1")]
    [InlineData("none:1,baseline:1")]
    [InlineData("ricap:0,cutmix:1")]
    [InlineData("ricap:-1,cutmix:1")]
    [InlineData("ricap:0.0000001,cutmix:1")]
    [InlineData("ricap:101,cutmix:1")]
    [InlineData("ricap:1,cutmix:1,")]
    [InlineData("ricap:1;cutmix:1")]
    public void Anything_else_is_refused(string text) => Assert.False(Augmentation.TryParse(text, out _));

    [Fact]
    public void Settings_are_equal_if_their_values_are()
    {
        MixSettings changed = MixSettings.Default.With("cutmix-alpha", "0.50");
        Assert.Equal("0.5", changed["cutmix-alpha"]);
        Assert.NotEqual(MixSettings.Default, changed);
        Assert.Equal(MixSettings.Default, changed.With("cutmix-alpha", "1.0"));
        Assert.Throws<RicapException>(() => changed.With("cutmix-alpha", "0"));
        Assert.Throws<ArgumentException>(() => changed.With("cutmix-beta", "1"));
    }

    /// <summary>A plan is a promise: these numbers change only together with <see cref="PlanVersion"/>.</summary>
    [Fact]
    public void Pinned_plans_stay_as_they_are()
    {
        Assert.Equal(
            "cutmix 8626@0,0>0,0+32x32+3*65536=1016 35132@0,27>0,27+2x4-3*65536=8 | cutmix 4823@0,0>0,0+32x32+4*65536=634 20521@0,1>0,1+15x26+1*65536=390",
            Text("cutmix"));
        Assert.Equal(
            "mixup 8626@0,0>0,0+32x32+3*65536=48069 30875@0,0>0,0+32x32f+3*17467=17467 | mixup 4823@0,0>0,0+32x32+4*65536=37542 16094@0,0>0,0+32x32+2*27994=27994",
            Text("mixup"));
        Assert.Equal(
            "cutout 8626@0,0>0,0+32x32+3*65536=1024 -1@0,0>4,0+16x10+0*65536=0 | cutout 4823@0,0>0,0+32x32+4*65536=1024 -1@0,0>18,0+14x13+0*65536=0",
            Text("cutout"));
        Assert.Equal(
            "cutout 8626@0,0>0,0+32x32+3*65536=1024 -1@0,0>4,0+16x10+0*65536=0 | ricap 8626@0,0>0,0+32x32+3*65536=1024",
            Text("ricap:1,baseline:1,cutmix:1,mixup:1,cutout:1"));
        Assert.Equal(
            "9b2e8992f480d710ae423b67b19fcc78",
            $"{MixRatio.Of("0.2").Hash:x}");

        static string Text(string augment)
        {
            EpochPlan epoch = new Planner(Options(augment) with { Flip = true, MaxShiftX = 4 }, 50_000).Epoch(3);
            return string.Join(" | ", Enumerable.Range(12_345, 2).Select(epoch.Sample).Select(sample => $"{sample.Mix} " + string.Join(
                " ", sample.Layers.ToArray().Where(l => l.Area > 0).Select(l => $"{l.Source}@{l.CropX},{l.CropY}>{l.AtX},{l.AtY}+{l.Width}x{l.Height}{(l.Flip ? "f" : "")}{l.ShiftX:+0;-0;+0}*{l.Opacity}={l.Share}"))));
        }
    }

    private static decimal Root(decimal x)
    {
        decimal root = (decimal)Math.Sqrt((double)x);
        return root == 0 ? 0 : (root + (x / root)) / 2;
    }

    private static PlanOptions Options(string augment) => new()
    {
        Width = 32,
        Height = 32,
        Seed = 42,
        Mode = RandomnessMode.Sample,
        Schedule = BetaSchedule.Constant(0.3),
        BatchSize = 16,
        Augmentation = Augmentation.Parse(augment),
    };
}
