using System.Text;
using Ricap.Building;
using Ricap.MSBuild.Fingerprints;
using Ricap.Options;

namespace Ricap.MSBuild.Tests.Units;

/// <summary>What a fingerprint sees of the sources.</summary>
public sealed class FingerprintTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ricap-stats").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_file_of_a_folder_counts_but_what_systems_hide()
    {
        Put("b/2.png", 7);
        Put("b/deep/er/1.png", 8);
        Put("a/1.png", 9);
        Put("stray.txt", 1);
        Put("a/.hidden", 1);
        Put("a/Thumbs.db", 1);

        Assert.Equal(
            ["stray.txt 1", "a/1.png 9", "b/2.png 7", "b/deep/er/1.png 8"],
            Lines(_folder));
    }

    [Fact]
    public void Links_are_followed_to_what_they_name_and_not_in_circles()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // links need a privilege there
        }

        Put("a/1.png", 9);
        Put("b/2.png", 7);
        File.CreateSymbolicLink(At("b/link.png"), At("a/1.png"));
        Directory.CreateSymbolicLink(At("a/up"), _folder);
        Directory.CreateSymbolicLink(At("a/side"), At("b"));
        Directory.CreateSymbolicLink(At("b/side"), At("a"));

        Assert.Equal(
            ["a/1.png 9", "a/side/2.png 7", "a/side/link.png 9", "b/2.png 7", "b/link.png 9", "b/side/1.png 9"],
            Lines(_folder));
    }

    [Fact]
    public void A_list_counts_and_what_it_names()
    {
        Put("x/1.png", 5);
        File.WriteAllText(At("list.csv"), "x/1.png,cat\nx/none.png,dog\nx/1.png,cat\n");
        File.WriteAllText(At("list.jsonl"), """{"path":"x/1.png","class":"cat"}""" + "\nnonsense\n");

        Assert.Equal(["list.csv 39", "x/1.png 5", "x/none.png missing"], Lines(At("list.csv")));
        Assert.Equal(["list.jsonl 42", "x/1.png 5"], Lines(At("list.jsonl")));
    }

    [Fact]
    public void An_idx_file_counts_and_its_labels()
    {
        Put("train-images-idx3-ubyte.gz", 4);
        Put("train-labels-idx1-ubyte", 3);

        Assert.Equal(
            ["train-images-idx3-ubyte.gz 4", "train-labels-idx1-ubyte.gz missing", "train-labels-idx1-ubyte 3"],
            Lines(At("train-images-idx3-ubyte.gz")));
    }

    /// <summary>Only the end of the name tells images from labels.</summary>
    [Fact]
    public void The_labels_of_an_idx_file_are_those_that_are_read()
    {
        Put("digit-images-train-images-idx3-ubyte", 4);
        Put("digit-images-train-labels-idx1-ubyte", 3);
        Put("digit-labels-train-labels-idx1-ubyte", 2);

        Assert.Equal(
            [
                "digit-images-train-images-idx3-ubyte 4", "digit-images-train-labels-idx1-ubyte 3",
                "digit-images-train-labels-idx1-ubyte.gz missing",
            ],
            Lines(At("digit-images-train-images-idx3-ubyte")));
    }

    [Fact]
    public void Folders_of_systems_do_not_count()
    {
        Put("a/1.png", 9);
        Put("a/@eaDir/1.png", 7);
        Put("__MACOSX/a/1.png", 7);

        Assert.Equal(["a/1.png 9"], Lines(_folder));
    }

    [Fact]
    public void What_is_not_there_is_missing() => Assert.Equal(["none missing"], Lines(At("none")));

    [Theory]
    [InlineData(null, "it has not been rendered yet")]
    [InlineData("", "the last rendering did not end")]
    [InlineData("option\tSeed\t2", "Seed was '2' and is '1'")]
    [InlineData("option\tSeed\t1\noption\tBeta\t1", "Beta was '1' and is not given")]
    [InlineData("source\ta.png\t1 1", "Seed was not given and is '1' (and 1 more)")]
    public void The_first_difference_is_the_reason(string? rendered, string reason)
    {
        const string Now = "option\tSeed\t1\n";

        Assert.Equal(reason, StaleReason.Of(rendered?.Length == 0 ? Now : rendered, Now));
    }

    [Theory]
    [InlineData("shardsize", "ShardSize")]
    [InlineData("Shard-Size", "ShardSize")]
    [InlineData("Betta", "Beta")]
    [InlineData("Epoch", "Epochs")]
    [InlineData("Colour", null)]
    public void The_nearest_name_is_offered(string name, string? nearest) =>
        Assert.Equal(nearest, NearestName.Of(name, ["Images", "Beta", "Epochs", "ShardSize"]));

    private string At(string path) => Path.Combine(_folder, path);

    private void Put(string path, int length)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllBytes(At(path), new byte[length]);
    }

    /// <summary>The lines of the fingerprint: name and size, without the time.</summary>
    private static IEnumerable<string> Lines(string images)
    {
        var text = new StringBuilder();
        SourceStats.Of(BuildInputs.Of(OptionTable.All.Single(option => option.Name == "images"), images)).AppendTo(text);
        return text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(FingerprintLine.Parse)
            .Select(line => $"{line.Name} {line.Value.Split(' ')[0]}");
    }
}
