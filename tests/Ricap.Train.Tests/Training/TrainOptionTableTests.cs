using System.Reflection;
using Ricap.Options;
using Ricap.Train.Training;
using Row = Ricap.Options.OptionRow<Ricap.Train.Training.TrainOptions>;

namespace Ricap.Train.Tests.Training;

/// <summary>What the rows of a run's options say of themselves holds, for every one of them.</summary>
public sealed class TrainOptionTableTests
{
    /// <summary>A value of each that is not its default, in its one spelling.</summary>
    private static readonly Dictionary<string, string> Values = new(StringComparer.Ordinal)
    {
        ["data"] = "d",
        ["test"] = "t",
        ["out"] = "o",
        ["model"] = "resnet18",
        ["dropout"] = "0.25",
        ["init"] = "i.safetensors",
        ["normalise"] = "0.5,0.25,0.125/0.1,0.2,0.3",
        ["freeze-until"] = "conv3",
        ["epochs"] = "7",
        ["optimiser"] = "adamw",
        ["lr"] = "step:0.1,0.02@3",
        ["momentum"] = "0.5",
        ["nesterov"] = "false",
        ["weight-decay"] = "0.001",
        ["lr-by"] = "step",
        ["warmup"] = "2.5",
        ["warmup-from"] = "0.1",
        ["no-decay"] = "norm,bias",
        ["backbone-lr"] = "0.1",
        ["layer-decay"] = "0.65",
        ["clip"] = "1.5",
        ["accumulate"] = "4",
        ["label-smoothing"] = "0.1",
        ["ema"] = "0.99",
        ["source"] = "online",
        ["device"] = "cuda:1",
        ["device-memory"] = "1000",
        ["threads"] = "3",
        ["prefetch"] = "9",
        ["verify"] = "false",
        ["tf32"] = "true",
        ["bf16"] = "true",
        ["test-every"] = "2",
        ["checkpoint-every"] = "5",
        ["resume"] = "true",
        ["overwrite"] = "true",
        ["val"] = "v",
        ["val-split"] = "12.5%",
        ["fold"] = "1/4",
        ["patience"] = "3",
        ["mix-until"] = "5",
        ["class-weights"] = "balanced",
        ["seed"] = "6",
    };

    private static IEnumerable<Row> Rows => TrainOptionTable.Table.Rows.Where(row => !row.IsShorthand && (row.Name == "seed" || TrainOptionTable.Plan.All(plan => plan.Name != row.Name)));

    [Fact]
    public void What_is_spelled_is_read_back() => Assert.All(Rows, row =>
    {
        TrainOptions changed = row.Parse(TrainOptionTable.Table.Defaults, Values[row.Name])!;
        Assert.Equal(Values[row.Name], row.Spell(changed));
        Assert.NotEqual(row.Spell(TrainOptionTable.Table.Defaults), row.Spell(changed));
    });

    [Fact]
    public void Every_property_is_set_by_a_row()
    {
        PropertyInfo[] properties = [.. typeof(TrainOptions).GetProperties().Where(property => property.CanWrite && property.Name != nameof(TrainOptions.Network))]; // which is no text
        IEnumerable<string> set = Rows.SelectMany(row =>
        {
            TrainOptions before = TrainOptionTable.Table.Defaults, after = row.Parse(before, Values[row.Name])!;
            return properties.Where(property => !Equals(property.GetValue(before), property.GetValue(after))).Select(property => property.Name);
        });
        Assert.Equal(properties.Select(property => property.Name).Order(), set.Distinct().Order());
    }

    /// <summary>All that changes samples may be changed by a run, and nothing else of a data set.</summary>
    [Fact]
    public void The_plans_options_are_those_that_change_samples() => Assert.Equal(
        ["seed", "mode", "beta", "schedule", "batch", "flip", "shift", "fill", "augment", "choose"],
        TrainOptionTable.Plan.Select(row => row.Name).Where(name => !name.Contains('-', StringComparison.Ordinal)));

    [Theory]
    [InlineData("sgd", "momentum", true)]
    [InlineData("adamw", "momentum", false)]
    [InlineData("adamw", "weight-decay", true)]
    public void An_optimisers_constants_decide_where_it_has_them(string optimiser, string name, bool decides)
    {
        TrainOptions options = TrainOptionTable.Parse([new("data", "d"), new("out", "o"), new("optimiser", optimiser)]);
        Assert.Equal(decides, TrainOptionTable.Table.Deciding(OptionEffects.Weights, options).Any(row => row.Name == name));
    }

    /// <summary>What is off is not in a run's record, so that runs from before an option are not other runs.</summary>
    [Theory]
    [InlineData("lr-by", "step")]
    [InlineData("warmup", "5%")]
    [InlineData("no-decay", "bias,norm")]
    [InlineData("backbone-lr", "0.5")]
    [InlineData("layer-decay", "0.5")]
    [InlineData("clip", "1")]
    [InlineData("accumulate", "2")]
    [InlineData("label-smoothing", "0.1")]
    [InlineData("ema", "0.9")]
    public void What_refines_a_step_decides_where_it_is_on(string name, string value)
    {
        Assert.False(Decides());
        Assert.True(Decides(new KeyValuePair<string, string>(name, value)));

        bool Decides(params KeyValuePair<string, string>[] given) => TrainOptionTable.Table
            .Deciding(OptionEffects.Weights, TrainOptionTable.Parse([new("data", "d"), new("out", "o"), .. given])).Any(row => row.Name == name);
    }

    [Fact]
    public void Warm_up_in_percent_is_of_all_epochs_wherever_they_are_given()
    {
        TrainOptions options = TrainOptionTable.Parse([new("data", "d"), new("out", "o"), new("warmup", "5%"), new("epochs", "60")]);
        Assert.Equal(3, options.Warmup);
        Assert.Equal("--warmup 3, --warmup-from 0.01", StepOptionRows.On(options));
    }

    [Fact]
    public void Defaults_are_told_as_they_would_be_given() => Assert.All(Rows.Where(row => row.Default.Length > 0 && row.Name != "seed"), row =>
    {
        TrainOptions plain = TrainOptionTable.Parse([new("data", "d"), new("out", "o")]);
        Assert.Equal(plain, TrainOptionTable.Parse([new("data", "d"), new("out", "o"), new(row.Name, row.Default)]));
    });
}
