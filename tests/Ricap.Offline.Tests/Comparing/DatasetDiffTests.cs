using Ricap.Comparing;
using Ricap.Shards;
using Ricap.Tests.Building;

namespace Ricap.Tests.Comparing;

public sealed class DatasetDiffTests : IDisposable
{
    private readonly TinySet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Equal_data_sets_are_equal_and_no_shard_is_opened()
    {
        string a = Build("a");
        string b = Build("b");
        foreach (string file in (string[])[.. Directory.GetFiles(a, "*.tar", SearchOption.AllDirectories), .. Directory.GetFiles(b, "*.npy", SearchOption.AllDirectories)])
        {
            File.Delete(file);
        }

        DatasetDiff diff = Diff(a, b);
        Assert.True(diff.Equal);
        Assert.Equal(0, diff.Samples.Compared);
        Assert.Equal("equal", DiffText.Of(diff).Last());
    }

    [Fact]
    public void Another_mode_is_another_option_and_other_plans_of_the_same_sources()
    {
        DatasetDiff diff = Diff(Build("a"), Build("b", ("mode", "paper")));
        Assert.Equal([new OptionChange("mode", "sample", "paper")], diff.Options);
        Assert.Empty(diff.Sources);
        Assert.False(diff.Classes.Any);
        Assert.Equal((7, 6), (diff.Shards.Compared, diff.Shards.Changed.Count));
        Assert.Equal(42, diff.Samples.Compared);
        Assert.InRange(diff.Samples.Plans, 1, 42);
        Assert.Equal(5, diff.Samples.First.Count);
        Assert.All(diff.Samples.First, change => Assert.DoesNotContain(change.Plan, field => field.Field.EndsWith("source", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("format", "npy")]
    [InlineData("format", "mds")]
    [InlineData("image", "webp")]
    [InlineData("shard-size", "16")]
    public void Another_way_to_store_changes_no_sample(string option, string value)
    {
        DatasetDiff diff = Diff(Build("a"), Build("b", (option, value)));
        Assert.Single(diff.Options);
        Assert.Equal(0, diff.Samples.Changed);
        Assert.InRange(diff.Samples.Compared, 32, 42); // the last shards of 16 are those of 8
        Assert.False(diff.Equal);
    }

    [Fact]
    public void A_lossy_codec_changes_pixels_and_no_plan()
    {
        DatasetDiff diff = Diff(Build("a"), Build("b", ("image", "jpeg:50")));
        Assert.Equal((0, 42), (diff.Samples.Plans, diff.Samples.Pixels));
    }

    [Fact]
    public void Sources_are_told_apart_by_path_content_and_class()
    {
        string a = Build("a");
        File.Delete(Path.Join(_set.Images, "class0", "000.png"));
        TinySet.Draw(Path.Join(_set.Images, "class0", "new.png"), 20, 16, seed: 99);
        TinySet.Draw(Path.Join(_set.Images, "class1", "003.png"), 20, 16, seed: 98);
        DatasetDiff diff = Diff(a, Build("b"));
        Assert.Equal(
            [
                new SourceChange("class0/000.png", SourceChangeKind.Removed),
                new SourceChange("class0/new.png", SourceChangeKind.Added),
                new SourceChange("class1/003.png", SourceChangeKind.Content),
            ],
            diff.Sources);
    }

    /// <summary>A class in front renumbers all others; where samples are their sources, none of them changes by that.</summary>
    [Fact]
    public void Renumbered_classes_and_sources_change_no_sample()
    {
        File.WriteAllText(Path.Join(_set.Images, "list.csv"), List(["class0", "class1"]));
        string a = Build("a", ("images", Path.Join(_set.Images, "list.csv")), ("augment", "none"));
        File.WriteAllText(Path.Join(_set.Images, "list.csv"), List(["class1", "class0"], "a,b"));
        DatasetDiff diff = Diff(a, Build("b", ("images", Path.Join(_set.Images, "list.csv")), ("augment", "none")));
        Assert.NotEmpty(diff.Sources);
        Assert.All(diff.Sources, source => Assert.Equal(SourceChangeKind.Label, source.Kind));

        string List(string[] folders, string names = "b,a") => "path,class\n" + string.Concat(folders
            .Order(StringComparer.Ordinal)
            .SelectMany(folder => Enumerable.Range(0, 7).Select(i => $"{folder}/{i:D3}.png,{names.Split(',')[folder == "class0" ? 0 : 1]}\n")));
    }

    [Fact]
    public void Epochs_of_one_alone_are_named_and_not_read()
    {
        DatasetDiff diff = Diff(Build("a", ("schedule", "list:0.3,0.4,0.5")), Build("b", ("schedule", "list:0.3,0.9,0.5"), ("epochs", "1,2")));
        Assert.Equal(
            [new EpochChange(0, true, false, 0.3, null), new EpochChange(1, true, true, 0.4, 0.9), new EpochChange(2, false, true, null, 0.5)],
            diff.Epochs);
        Assert.Equal(21, diff.Samples.Compared);
    }

    [Fact]
    public void One_changed_pixel_is_found_and_drawn()
    {
        string a = Build("a", ("format", "npy"));
        string b = Build("b", ("format", "npy"));
        (int image, int x, int y) = (2, 7, 3);
        string shard = Path.Join(b, "epoch-0001", "ricap-0001-000001.npy");
        byte[] bytes = File.ReadAllBytes(shard);
        bytes[NpyFile.HeaderLength + ((((image * 10) + y) * 12) + x) * 3] ^= 0x10;
        File.WriteAllBytes(shard, bytes);
        Tampering.Rehash(b, "epoch-0001/ricap-0001-000001.npy");

        DatasetDiff diff = Diff(a, b);
        SampleChange change = Assert.Single(diff.Samples.First);
        Assert.Equal("0001-00000010", change.Id);
        Assert.Empty(change.Plan);
        Assert.Equal((1, 120, x, y, 16), (change.Pixels!.Count, change.Pixels.Of, change.Pixels.X, change.Pixels.Y, change.Pixels.Largest));
        Assert.Equal((8, 1), (diff.Samples.Compared, diff.Samples.Changed));
        Assert.Contains($"  ~ {change.Id}: 1 of 120 pixels, first x 7, y 3: {change.Pixels.A} -> {change.Pixels.B}, largest difference 16", DiffText.Of(diff));
        ImageFiles.Png.PngReader.Image sheet = ImageFiles.Png.PngReader.Read(DiffSheet.Draw(diff).Span);
        Assert.InRange(sheet.Width, 128 * 3, 1000);
    }

    private string Build(string name, params (string Name, string Value)[] changes)
    {
        string folder = Path.Join(Path.GetDirectoryName(_set.Output), name);
        _set.Build([("out", folder), ("name", "tiny"), .. changes]);
        return folder;
    }

    private static DatasetDiff Diff(string a, string b) => DatasetComparer.Compare(a, b, keep: 5);
}
