using System.Text.Json;
using Ricap.Building;
using Ricap.Tests.Building;
using Ricap.Verifying;
using SkiaSharp;

namespace Ricap.Tests.Formats;

public class MdsTests
{
    private static readonly (string Name, string Value)[] Mixed = [("flip", "horizontal"), ("shift", "2"), ("mode", "batch")];

    [Theory]
    [InlineData("ricap")]
    [InlineData("none")]
    public void An_independent_reader_finds_what_the_npy_set_has(string augment)
    {
        using var mds = new TinySet();
        using var npy = new TinySet();
        mds.Build([("format", "mds"), ("augment", augment), .. Mixed]);
        npy.Build([("format", "npy"), ("augment", augment), .. Mixed]);
        using RicapDataset expected = RicapDataset.Open(npy.Output);
        for (int epoch = 0; epoch < 2; epoch++)
        {
            List<MdsSample> found = MdsFolder.Read(mds.Of($"epoch-{epoch:D4}"));
            Assert.Equal(21, found.Count);
            Assert.All(found.Zip(expected.Stored(epoch)), pair =>
            {
                Assert.Equal(pair.Second.Json.ToArray(), pair.First.Record);
                Assert.Equal(pair.Second.Pixels.ToArray(), Pixels(pair.First.Image));
                Assert.Equal(Label(pair.First.Record, classes: 3), pair.First.Label);
            });
        }
    }

    [Fact]
    public void An_index_is_the_documented_text()
    {
        using var set = new TinySet(classes: 2, each: 5);
        BuildResult built = set.Build(("format", "mds"), ("image", "jpeg:80"), ("epochs", "3..3"));
        long[] bytes = [.. built.Shards.Select(shard => new FileInfo(shard).Length)];
        const string Columns = """
            "column_encodings":["jpeg","ndarray:float32:2","json"],"column_names":["image","label","record"],"column_sizes":[null,8,null],"compression":null,"format":"mds","hashes":[]
            """;
        string Entry(int shard, int samples) =>
            $$$"""{{{{Columns}}},"raw_data":{"basename":"ricap-0003-{{{shard:D6}}}.mds","bytes":{{{bytes[shard]}}},"hashes":{}},"samples":{{{samples}}},"size_limit":67108864,"version":2,"zip_data":null}""";
        Assert.Equal(
            $$"""{"shards":[{{Entry(0, 8)}},{{Entry(1, 2)}}],"version":2}""" + "\n", File.ReadAllText(set.Of("epoch-0003/index.json")));
        Assert.Equal(10, MdsFolder.Read(set.Of("epoch-0003")).Count);
    }

    [Fact]
    public void Only_what_changed_is_made_again_and_the_index_follows()
    {
        using var set = new TinySet();
        set.Build(("format", "mds"));
        File.Delete(set.Of("epoch-0001/index.json"));
        BuildResult again = set.Build(("format", "mds"));
        Assert.Equal((0, 0), (again.Made, again.Samples));
        Assert.Equal(21, MdsFolder.Read(set.Of("epoch-0001")).Count);

        TinySet.Draw(Path.Join(set.Images, "class1", "003.png"), 20, 16, seed: 99);
        BuildResult changed = set.Build(("format", "mds"));
        Assert.Equal(3, changed.Made); // its base shard, and its shard of each epoch
        Assert.Equal(21, MdsFolder.Read(set.Of("epoch-0000")).Count);
        Assert.Empty(Verify(set));
    }

    /// <summary>A label has a float for each class: one class fewer is other bytes, even where no source of the shard changed.</summary>
    [Fact]
    public void Another_number_of_classes_makes_every_shard_anew()
    {
        using var set = new TinySet(classes: 2, each: 12);
        Directory.CreateDirectory(Path.Join(set.Images, "last"));
        TinySet.Draw(Path.Join(set.Images, "last", "1.png"), 20, 16, seed: 77);
        set.Build(("format", "mds"));
        Assert.All(MdsFolder.Read(set.Of("epoch-0000")), sample => Assert.Equal(3, sample.Label.Length));

        File.Move(Path.Join(set.Images, "last", "1.png"), Path.Join(set.Images, "class1", "last.png"));
        Directory.Delete(Path.Join(set.Images, "last"));
        set.Build(("format", "mds"));
        Assert.All(MdsFolder.Read(set.Of("epoch-0000")), sample => Assert.Equal(2, sample.Label.Length));
        Assert.Empty(Verify(set));
    }

    [Fact]
    public void A_shard_is_read_back_or_refused()
    {
        using var set = new TinySet();
        string shard = set.Build(("format", "mds"), ("epochs", "1")).Shards[1];
        byte[] bytes = File.ReadAllBytes(shard);
        using RicapDataset dataset = RicapDataset.Open(set.Output);
        Assert.Equal(21, dataset.Stored(0).Count());
        foreach (int length in (int[])[0, 3, 4, 30, 200, bytes.Length - 1])
        {
            File.WriteAllBytes(shard, bytes[..length]);
            Problem problem = Assert.Single(Assert.Throws<RicapException>(() => dataset.Stored(0).Count()).Problems);
            Assert.Equal((ProblemCodes.DamagedFile, shard), (problem.Code, problem.Path));
        }

        // Each byte of the header is held to; what follows is the sample's own.
        for (int at = 0; at < 4 * 10; at++)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 0x80;
            File.WriteAllBytes(shard, changed);
            Assert.Throws<RicapException>(() => dataset.Stored(0).Count());
        }

        File.WriteAllBytes(shard, [.. bytes, 0]);
        Assert.Throws<RicapException>(() => dataset.Stored(0).Count());
    }

    private static IReadOnlyList<Problem> Verify(TinySet set) =>
        DatasetVerifier.Verify(set.Output, new BuildListener(), threads: 2, CancellationToken.None).Problems;

    private static byte[] Pixels(byte[] png)
    {
        using SKBitmap bitmap = SKBitmap.Decode(png);
        return [.. bitmap.Pixels.SelectMany(pixel => (byte[])[pixel.Red, pixel.Green, pixel.Blue])];
    }

    /// <summary>The record's label as probabilities.</summary>
    private static float[] Label(byte[] record, int classes)
    {
        using JsonDocument json = JsonDocument.Parse(record);
        JsonElement label = json.RootElement.GetProperty("label");
        double area = json.RootElement.GetProperty("width").GetInt32() * json.RootElement.GetProperty("height").GetInt32();
        float[] row = new float[classes];
        foreach ((JsonElement number, JsonElement weight) in label.GetProperty("class").EnumerateArray().Zip(label.GetProperty("weight").EnumerateArray()))
        {
            row[number.GetInt32()] = (float)(weight.GetDouble() / area);
        }

        return row;
    }
}
