using System.Text.Json;
using CsCheck;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;
using Ricap.Shards.Text;

namespace Ricap.Tests.Shards;

public class RecordTests
{
    private const string Expected =
        """{"id":"0003-00000012","epoch":3,"batch":0,"beta":0.3,"width":32,"height":32,"boundary":{"w":20,"h":7}"""
        + ""","label":{"class":[1,4],"weight":[440,584]},"patches":["""
        + """{"source":"cat/a.png","index":0,"class":1,"area":140,"crop":{"x":3,"y":0,"w":20,"h":7},"at":{"x":0,"y":0},"flip":false,"shift":{"x":-2,"y":4}},"""
        + """{"source":"dog/b \"q\".png","index":1,"class":4,"area":84,"crop":{"x":0,"y":5,"w":12,"h":7},"at":{"x":20,"y":0},"flip":true,"shift":{"x":0,"y":0}},"""
        + """{"source":"vögel/日本.png","index":2,"class":4,"area":500,"crop":{"x":1,"y":2,"w":20,"h":25},"at":{"x":0,"y":7},"flip":false,"shift":{"x":1,"y":-1}},"""
        + """{"source":"cat/a.png","index":0,"class":1,"area":300,"crop":{"x":6,"y":4,"w":12,"h":25},"at":{"x":20,"y":7},"flip":true,"shift":{"x":0,"y":2}}]}""";

    [Fact]
    public void A_record_is_the_documented_line() =>
        Assert.Equal(Expected, Samples.Text(Samples.Record(Samples.Plan())));

    [Fact]
    public void Soft_labels_are_fractions_of_pixels_without_trailing_zeros()
    {
        // 140 pixels of class 1, 84 + 300 of which class 1 has 0.3 and class 2 has 0.7, 500 of class 4.
        string json = Samples.Text(Samples.Record(Samples.Plan(b: 3, d: 3)));
        Assert.Contains("\"label\":{\"class\":[1,2,4],\"weight\":[255.2,268.8,500]}", json, StringComparison.Ordinal);
        Assert.Contains("\"source\":\"mix/c.png\",\"index\":3,\"class\":2,", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData(0.3, "0.3")]
    [InlineData(1.0, "1")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(0.00001, "1E-05")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    public void Beta_is_the_shortest_text_that_reads_back(double? beta, string expected)
    {
        byte[] json = Samples.Record(Samples.Plan(), beta);
        Assert.Contains($",\"beta\":{expected},", Samples.Text(json), StringComparison.Ordinal);
        Assert.Equal(beta, RecordReader.Parse(json).Beta);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Beta_is_finite(double beta) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Samples.Record(Samples.Plan(), beta));

    [Fact]
    public void Zero_area_patches_are_listed_and_weigh_nothing()
    {
        SampleLayers patches = Samples.Layers(
            new Layer(0, 0, 0, 32, 32, 0, 0, false, 0, 0),
            new Layer(1, 32, 0, 0, 32, 32, 0, false, 0, 0),
            new Layer(2, 0, 32, 32, 0, 0, 32, false, 0, 0),
            new Layer(3, 32, 32, 0, 0, 32, 32, false, 0, 0));
        SampleRecord record = RecordReader.Parse(Samples.Record(new SamplePlan(0, 0, 0, "ricap", patches)));
        Assert.Equal([new ClassWeight(1, 1024 * ClassWeight.PerPixel)], record.Label);
        Assert.Equal(patches, record.Plan.Layers);
    }

    [Fact]
    public void The_largest_numbers_there_are_fit()
    {
        const int M = int.MaxValue;
        var patch = new Layer(0, M, M, M, 1, M, M, true, -M - 1, -M - 1);
        var plan = new SamplePlan(M, M, M, "ricap", Samples.Layers(patch, patch, patch, patch));
        SampleRecord record = RecordReader.Parse(Samples.Record(plan, -double.Epsilon, [new("", M)]));
        Assert.Equal(plan, record.Plan);
        Assert.Equal("2147483647-2147483647", record.Id);
    }

    [Fact]
    public void Any_path_comes_back_and_stays_on_one_line() =>
        Gen.String.Select(text => text.Replace("\uFFFD", "")).Sample(path =>
        {
            if (!IsUnicode(path))
            {
                Assert.Throws<ArgumentException>(() => new RecordSource(path, 0));
                return;
            }

            byte[] json = Samples.Record(Samples.Plan(a: 0, b: 0, c: 0, d: 0), 1, [new(path, 0)]);
            Assert.Equal(path, RecordReader.Parse(json).Sources[2]!.Path);
            Assert.Equal(path, JsonDocument.Parse(json).RootElement.GetProperty("patches")[0].GetProperty("source").GetString());
            Assert.DoesNotContain(Samples.Text(json), c => char.IsControl(c) || c is '\u2028' or '\u2029');
        });

    [Fact]
    public void System_text_json_reads_it_too()
    {
        JsonElement root = JsonDocument.Parse(Samples.Record(Samples.Plan())).RootElement;
        Assert.Equal("vögel/日本.png", root.GetProperty("patches")[2].GetProperty("source").GetString());
        Assert.Equal(1024, root.GetProperty("label").GetProperty("weight").EnumerateArray().Sum(w => w.GetDecimal()));
    }

    [Fact]
    public void What_was_written_is_read()
    {
        SampleRecord record = RecordReader.Parse(Samples.Record(Samples.Plan(b: 3)));
        Assert.Equal(Samples.Plan(b: 3), record.Plan);
        Assert.Equal((Samples.Width, Samples.Height, 0.3), (record.Width, record.Height, record.Beta));
        Assert.Equal(new LayerSource("mix/c.png", 2), record.Sources[1]);
        Assert.Equal([new(1, 465_200_000), new(2, 58_800_000), new(4, 500_000_000)], record.Label);
    }

    [Fact]
    public void An_array_of_records_is_read()
    {
        byte[] json = Samples.Written(output =>
        {
            var lines = new JsonArrayWriter(output);
            var writer = new RecordWriter(Samples.Sources, Samples.Width, Samples.Height);
            for (int i = 0; i < 3; i++)
            {
                lines.Next();
                writer.Write(Samples.Plan(index: i), 0.3, output);
            }

            lines.End();
        });
        Assert.Equal([0, 1, 2], RecordReader.ParseArray(json).Select(record => record.Plan.Index));
        Assert.Equal(5, Samples.Text(json).Count(c => c == '\n'));
        Assert.Empty(RecordReader.ParseArray("[\n]\n"u8));
    }

    [Theory]
    [InlineData("\"epoch\":3", "\"epoch\":4")]
    [InlineData("\"epoch\":3,", "")]
    [InlineData("\"epoch\":3,", "\"epoch\":3,\"epoch\":3,")]
    [InlineData("\"area\":140", "\"area\":141")]
    [InlineData("\"batch\":0", "\"batch\":-1")]
    [InlineData("\"batch\":0", "\"batch\":0.5")]
    [InlineData("\"beta\":0.3", "\"beta\":1e999")]
    [InlineData("[1,4]", "[4,1]")]
    [InlineData("[440,584]", "[440]")]
    [InlineData("[440,584]", "[440,584,1]")]
    [InlineData("[440,584]", "[440,-584]")]
    [InlineData("[440,584]", "[440,584.0000001]")]
    [InlineData("\"flip\":true", "\"flip\":1")]
    [InlineData("0003-00000012", "3-12")]
    [InlineData("0003-00000012", "00003-00000012")]
    [InlineData("cat/a.png", "\\ud800")]
    [InlineData("\"epoch\":", "\"\\ud800\":")]
    [InlineData("]}", "]} 1")]
    public void Anything_else_is_refused(string right, string wrong)
    {
        string json = Expected.Replace(right, wrong, StringComparison.Ordinal);
        var e = Assert.Throws<ShardFormatException>(
            () => RecordReader.Parse(System.Text.Encoding.UTF8.GetBytes(json), "a.tar", 1000));
        Assert.Equal("a.tar", e.Shard);
        Assert.InRange(e.Offset, 1000, 1000 + json.Length);
    }

    [Fact]
    public void Damage_is_refused_in_the_documented_way()
    {
        foreach (byte[] damaged in Samples.Damaged(Samples.Record(Samples.Plan(b: 3))))
        {
            try
            {
                RecordReader.Parse(damaged);
            }
            catch (ShardFormatException)
            {
            }
        }
    }

    private static bool IsUnicode(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
