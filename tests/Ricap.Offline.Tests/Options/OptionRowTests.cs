using System.Globalization;
using System.Reflection;
using CsCheck;
using Ricap.Building;
using Ricap.Options;
using Ricap.Planning;
using Row = Ricap.Options.OptionRow<Ricap.Options.DatasetOptions>;

namespace Ricap.Tests.Options;

/// <summary>What the rows say of themselves holds, for every one of them: a new row needs a value here and nothing else.</summary>
public sealed class OptionRowTests
{
    /// <summary>Values that are not defaults, each in its one spelling.</summary>
    private static readonly Dictionary<string, Gen<string>> Values = new(StringComparer.Ordinal)
    {
        ["images"] = Gen.Const("i"),
        ["out"] = Gen.Const("o"),
        ["classes"] = Gen.Const("names.txt"),
        ["class-order"] = Among("numeric", "ordinal", "order.txt"),
        ["not-in"] = Gen.Const("other"),
        ["on-duplicate"] = Among("error", "ignore"),
        ["name"] = Among("faces", "β x"),
        ["size"] = Gen.Select(Gen.Int[21, 300], Gen.Int[17, 300], (w, h) => $"{w}x{h}"),
        ["seed"] = Gen.ULong[1, ulong.MaxValue].Select(Text),
        ["mode"] = Among("paper", "batch"),
        ["beta"] = Gen.Double[0.4, 1000].Select(Text),
        ["schedule"] = Among("constant:0.5", "linear:0.01..1@20..90", "cosine:1..0.1@0..9", "step:0.1,0.2@3", "list:0.1,0.2"),
        ["epochs"] = Among("2", "10..19", "0,5,9"),
        ["batch"] = Gen.Int[129, 1_000_000].Select(Text),
        ["shard-size"] = Gen.Int[1, 4095].Select(Text),
        ["format"] = Among("npy", "mds"),
        ["image"] = Gen.OneOf(Gen.Const("webp"), Gen.Const("png:fast"), Gen.Int[1, 100].Select(quality => $"jpeg:{quality}")),
        ["flip"] = Gen.Const("horizontal"),
        ["shift"] = Gen.OneOf(Gen.Int[2, 65_535].Select(Text), Gen.Int[10, 100].Select(percent => $"{percent}%")),
        ["fill"] = Among("reflect", "constant:0A0B0C"),
        ["fit"] = Among("crop", "pad"),
        ["background"] = Among("000000", "00A0FF"),
        ["augment"] = Among("baseline", "none", "cutmix", "ricap:2,cutmix:1"),
        ["choose"] = Gen.Const("batch"),
        ["cutmix-alpha"] = Gen.Double[1.5, 1000].Select(Text),
        ["mixup-alpha"] = Gen.Double[1.5, 1000].Select(Text),
        ["cutout-size"] = Gen.Int[1, 49].Select(percent => $"{percent}%"),
        ["cutout-fill"] = Gen.Const("102030"),
        ["on-bad-image"] = Gen.Const("skip"),
        ["max-pixels"] = Gen.Int[1, 99_999_999].Select(Text),
        ["threads"] = Gen.Int[1, 1024].Select(Text),
        ["memory"] = Gen.Int[0, 511].Select(n => n == 0 ? "0" : $"{n}MB"),
        ["cache"] = Gen.Const("c"),
        ["force"] = Gen.Const("true"),
    };

    private static readonly DatasetOptions Base = OptionTable.Parse(
        [new("images", "a"), new("out", "b"), new("size", "20x16"), new("batch", "8"), new("shard-size", "4096"), new("shift", "1")]);

    public static TheoryData<string> Names => [.. OptionTable.All.Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_spelled_is_read_back(string name) => Values[name].Sample(value =>
    {
        Row row = OptionTable.Table.Find(name)!;
        DatasetOptions changed = row.Parse(Base, value)!;
        Assert.Equal(value, row.Spell(changed));
        Assert.NotEqual(row.Spell(Base), value);
        Assert.Equal(value, row.Spell(row.Parse(OptionTable.Table.Defaults, row.Spell(changed)!)!));
    });

    /// <summary>A property that no row sets could be given by nobody, and would be in no manifest or key.</summary>
    [Fact]
    public void Every_property_is_set_by_a_row()
    {
        PropertyInfo[] properties = [.. typeof(DatasetOptions).GetProperties().Where(property => property.CanWrite)];
        IEnumerable<string> set = Values.SelectMany(entry =>
        {
            DatasetOptions changed = OptionTable.Table.Find(entry.Key)!.Parse(Base, entry.Value.Single())!;
            return properties.Where(property => !Equals(property.GetValue(Base), property.GetValue(changed))).Select(property => property.Name);
        });
        Assert.Equal(properties.Select(property => property.Name).Order(), set.Distinct().Order());
    }

    /// <summary>Keys are those of what has to be made again, a manifest tells all of it, and neither has more.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_affects_what_it_says(string name)
    {
        Row row = OptionTable.Table.Find(name)!;
        Augmentation[] augmentations =
            [Augmentation.Ricap, Augmentation.None, .. MixRegistry.All.Where(kind => kind.Parameters.Count > 0).Select(kind => Augmentation.Parse(kind.Name)), Mixed];
        Values[name].Sample(
            value => Assert.All(augmentations, augmentation =>
            {
                DatasetOptions before = Base with { Augment = augmentation };
                DatasetOptions after = row.Parse(before, value)!;
                bool differs = row.Spell(before) != row.Spell(after);
                bool matters = differs && (Matters(before) || Matters(after));
                Assert.Equal(matters && Affects(OptionEffects.Base), BaseKey(before) != BaseKey(after));
                Assert.Equal(
                    matters && Affects(OptionEffects.Base | OptionEffects.Samples | OptionEffects.Encoding), ShardKey(before) != ShardKey(after));
                Assert.Equal(differs && Affects(OptionEffects.Shards) && (!row.IsOptional || matters), !ManifestText.Of(before).Equals(ManifestText.Of(after)));
            }),
            iter: 5);

        bool Affects(OptionEffects effects) => (row.Affects & effects) != 0;

        // β is schedule's, by another name.
        bool Matters(DatasetOptions options) => row.IsShorthand ? options.Augment.HasPatches : row.Matters(options);
    }

    [Fact]
    public void Other_spellings_of_the_same_samples_have_the_same_key()
    {
        DatasetOptions wide = Base with { Width = 20, Height = 20 };
        Assert.Equal(ShardKey(Change(wide, "shift", "2")), ShardKey(Change(wide, "shift", "10%")));
        Assert.Equal(ShardKey(Change(Base, "schedule", "linear:0.5..1@3..4")), ShardKey(Change(Base, "beta", "0.5")));
        DatasetOptions still = Change(Base, "shift", "0");
        Assert.Equal(ShardKey(still), ShardKey(Change(still, "fill", "reflect")));
    }

    [Fact]
    public void A_row_of_a_table_of_its_own_needs_nothing_else()
    {
        // With the defaults that the shared rows have already: a table gives them to its rows.
        var table = new OptionTable<DatasetOptions>(
            OptionTable.Table.Defaults, [.. OptionTable.Table.Rows, Row.Int("zoom", 1, 9, "How near.", o => o.Threads, (o, v) => o with { Threads = v }, OptionEffects.Weights)]);
        DatasetOptions changed = table.Change(Base, [new("zoom", "7"), new("batch", "3")]);
        Assert.Equal((7, 3), (changed.Threads, changed.Batch));
        Assert.Equal("zoom", Assert.Single(table.Deciding(OptionEffects.Weights, changed)).Name);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => table.Change(Base, [new("zoom", "10")])).Problems);
        Assert.Equal(("zoom", "--zoom '10' is not 1..9"), (problem.Option, problem.Message));
    }

    private static Augmentation Mixed => Augmentation.TryParse("ricap:1,cutmix:1", out Augmentation? both) ? both : throw new InvalidOperationException();

    private static DatasetOptions Change(DatasetOptions options, string name, string value) => OptionTable.Table.Change(options, [new(name, value)]);

    private static Hash128 BaseKey(DatasetOptions options) => ContentKeys.OfBase(options, []);

    /// <summary>The key of the first two samples of epoch 1, of 24 sources: which samples a shard has is not the options' to say here.</summary>
    private static Hash128 ShardKey(DatasetOptions options) => ContentKeys.OfShard(
        options, new Planner(options.Plan, 24).Epoch(1), 0, 2, 3, [.. Enumerable.Range(0, 24).Select(source => new Hash128(0, (ulong)source))]);

    private static Gen<string> Among(params string[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static string Text<T>(T value)
        where T : IFormattable =>
        value.ToString(null, CultureInfo.InvariantCulture);
}
