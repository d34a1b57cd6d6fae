using Ricap.Options;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Sources;

namespace Ricap.Tests.Options;

public sealed class OptionTableTests
{
    [Fact]
    public void Defaults_are_the_documented_ones()
    {
        DatasetOptions options = Parse();
        foreach (OptionSpec spec in OptionTable.All.Where(s => s.Default.Length > 0))
        {
            // Spelling the default out changes nothing; --beta and --schedule are two spellings of one option.
            Assert.Equal(options with { Epochs = null! }, Parse((spec.Name, spec.Default)) with { Epochs = null! });
        }
    }

    [Fact]
    public void Every_option_is_read()
    {
        DatasetOptions options = Parse(
            ("name", "faces"), ("seed", "18446744073709551615"), ("mode", "paper"), ("schedule", "linear:0.01..1@20..90"),
            ("epochs", "3..5"), ("batch", "64"), ("shard-size", "640"), ("format", "npy"), ("image", "jpeg:80"),
            ("flip", "horizontal"), ("shift", "10%"), ("fill", "constant:0a0B0c"), ("fit", "pad"), ("background", "000000"),
            ("augment", "none"), ("on-bad-image", "skip"), ("max-pixels", "1000"), ("threads", "3"), ("memory", "7MB"), ("cache", "c"), ("classes", "names.txt"),
            ("on-duplicate", "error"), ("not-in", "other"));
        Assert.Equal((96, 64), (options.Width, options.Height));
        Assert.Equal(ulong.MaxValue, options.Seed);
        Assert.Equal(RandomnessMode.Paper, options.Mode);
        Assert.Equal("linear:0.01..1@20..90", options.Schedule.ToString());
        Assert.Equal([3, 4, 5], options.Epochs.Epochs);
        Assert.Equal((64, 640), (options.Batch, options.ShardSize));
        Assert.Equal(("npy", "jpeg:80"), (options.Format.Name, options.Image.ToString()));
        Assert.True(options.Flip);
        Assert.Equal((9, 6), (options.Plan.MaxShiftX, options.Plan.MaxShiftY));
        Assert.Equal(FillRule.Constant(new Rgb24(10, 11, 12)), options.Fill);
        Assert.Equal((FitMode.Pad, Augmentation.None, BadImagePolicy.Skip), (options.Fit, options.Augment, options.OnBadImage));
        Assert.Equal(("names.txt", "other", DuplicatePolicy.Error), (options.Classes, options.NotIn, options.OnDuplicate));
        Assert.Equal("numeric", Parse(("class-order", "numeric")).ClassOrder);
        Assert.Equal((1000L, 3, 7L << 20, "c"), (options.MaxPixels, options.Threads, options.Memory, options.Cache));
    }

    [Theory]
    [InlineData("size", "0x5")]
    [InlineData("size", "5")]
    [InlineData("size", "-5x5")]
    [InlineData("size", "5x5x5")]
    [InlineData("size", "16385x1")]
    [InlineData("seed", "-1")]
    [InlineData("seed", "18446744073709551616")]
    [InlineData("mode", "Sample")]
    [InlineData("mode", "2")]
    [InlineData("beta", "0")]
    [InlineData("beta", "-0.3")]
    [InlineData("beta", "NaN")]
    [InlineData("beta", "Infinity")]
    [InlineData("beta", "0,3")]
    [InlineData("schedule", "linear:0..1@1..2")]
    [InlineData("epochs", "0")]
    [InlineData("epochs", "5..3")]
    [InlineData("epochs", "-1")]
    [InlineData("epochs", "1,,2")]
    [InlineData("epochs", "2147483647..2147483647")]
    [InlineData("batch", "0")]
    [InlineData("shard-size", "0")]
    [InlineData("format", "tar")]
    [InlineData("image", "gif")]
    [InlineData("image", "jpeg:0")]
    [InlineData("flip", "vertical")]
    [InlineData("shift", "-1")]
    [InlineData("shift", "101%")]
    [InlineData("fill", "constant:12345")]
    [InlineData("fill", "wrap")]
    [InlineData("fit", "zoom")]
    [InlineData("background", "white")]
    [InlineData("augment", "mixdown")]
    [InlineData("augment", "ricap,cutmix")]
    [InlineData("augment", "ricap:1,cutmix:0")]
    [InlineData("choose", "epoch")]
    [InlineData("cutmix-alpha", "0")]
    [InlineData("mixup-alpha", "1001")]
    [InlineData("cutout-size", "0")]
    [InlineData("cutout-size", "101%")]
    [InlineData("cutout-fill", "grey")]
    [InlineData("on-bad-image", "ignore")]
    [InlineData("max-pixels", "0")]
    [InlineData("max-pixels", "536870898")]
    [InlineData("threads", "-1")]
    [InlineData("name", "a/b")]
    [InlineData("images", "")]
    [InlineData("classes", "")]
    [InlineData("class-order", "")]
    [InlineData("not-in", "")]
    [InlineData("on-duplicate", "skip")]
    public void A_bad_value_is_refused_by_name(string name, string value)
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Parse((name, value))).Problems);
        Assert.Equal(ProblemCodes.InvalidOption, problem.Code);
        Assert.Contains($"--{name}", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shardsize", "shard-size")]
    [InlineData("batch-size", "batch")]
    [InlineData("epoch", "epochs")]
    public void An_unknown_option_suggests_the_nearest(string name, string meant)
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Parse((name, "1"))).Problems);
        Assert.Equal(ProblemCodes.UnknownOption, problem.Code);
        Assert.Contains($"'{meant}'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var exception = Assert.Throws<RicapException>(() => OptionTable.Parse([new("seed", "x"), new("batch", "0"), new("zoom", "1")]));
        Assert.Equal(
            [ProblemCodes.InvalidOption, ProblemCodes.InvalidOption, ProblemCodes.UnknownOption, ProblemCodes.MissingOption, ProblemCodes.MissingOption, ProblemCodes.MissingOption],
            exception.Problems.Select(p => p.Code));
    }

    [Fact]
    public void Beta_and_schedule_exclude_each_other() =>
        Assert.Throws<RicapException>(() => Parse(("beta", "0.3"), ("schedule", "constant:0.3")));

    [Fact]
    public void Classes_have_their_order_already() =>
        Assert.Throws<RicapException>(() => Parse(("classes", "names.txt"), ("class-order", "numeric")));

    [Theory]
    [InlineData("images", "a", true)]
    [InlineData("out", "a", true)]
    [InlineData("class-order", "numeric", false)]
    [InlineData("class-order", "numeric.txt", true)]
    [InlineData("not-in", "DATASET", true)]
    [InlineData("mode", "paper", false)]
    public void What_is_a_path_is_known(string name, string value, bool isPath) =>
        Assert.Equal(isPath, OptionTable.All.Single(spec => spec.Name == name).IsPath(value));

    /// <summary>A problem carries its options, so that whoever reads it is told in the words that he gave them in.</summary>
    [Fact]
    public void Options_are_called_as_the_reader_calls_them()
    {
        var metadata = new OptionSpelling((name, value) => value is null ? name.ToUpperInvariant() : $"{name.ToUpperInvariant()}='{value}'");
        var exception = Assert.Throws<RicapException>(() => OptionTable.Parse(
        [
            new("images", "i"), new("out", "o"), new("batch", "0"), new("beta", "1"), new("schedule", "linear:1..2@3"),
        ]));
        Assert.Equal(["batch", "schedule", "size", "beta"], exception.Problems.Select(problem => problem.Option));
        Assert.Equal(
            [
                "BATCH '0' is not 1..1000000",
                $"SCHEDULE 'linear:1..2@3' is not a number or one of {BetaSchedule.Grammar}",
                "SIZE is needed, for example SIZE='96x96'",
                "BETA and SCHEDULE exclude each other; BETA='B' is SCHEDULE='constant:B'",
            ],
            exception.Problems.Select(problem => problem.Spelled(metadata).Message));
        Assert.StartsWith("--batch '0'", exception.Problems[0].Message, StringComparison.Ordinal);

        // What somebody says instead is not said again otherwise.
        Assert.Equal("no", (exception.Problems[0] with { Message = "no" }).Spelled(metadata).Message);
    }

    [Fact]
    public void A_list_too_short_for_the_epochs_is_refused_before_anything_is_done() =>
        Assert.Throws<RicapException>(() => Parse(("schedule", "list:0.1,0.2"), ("epochs", "3")));

    [Theory]
    [InlineData("4", new[] { 0, 1, 2, 3 })]
    [InlineData("7..9", new[] { 7, 8, 9 })]
    [InlineData("0,5,9", new[] { 0, 5, 9 })]
    [InlineData("9,0,5..6,5", new[] { 0, 5, 6, 9 })]
    [InlineData("5,", null)]
    public void Epochs_are_counts_ranges_and_lists(string text, int[]? expected)
    {
        Assert.Equal(expected is not null, EpochSet.TryParse(text, out EpochSet? set));
        Assert.Equal(expected, set?.Epochs);
    }

    private static DatasetOptions Parse(params (string Name, string Value)[] values) =>
        OptionTable.Parse(new (string Name, string Value)[] { ("images", "i"), ("out", "o"), ("size", "96x64") }
            .Where(d => values.All(v => v.Name != d.Name))
            .Concat(values)
            .Select(v => KeyValuePair.Create(v.Name, v.Value)));
}
