using System.Text.Json;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Tests.Shards;

/// <summary>Records of samples that are not patched.</summary>
public class MixRecordTests
{
    private const string Expected =
        """{"id":"0003-00000012","epoch":3,"batch":0,"beta":null,"width":32,"height":32,"mix":"mixture","label":{"class":[1,4],"weight":[20000,45536],"total":65536},"layers":["""
        + """{"source":"cat/a.png","index":0,"class":1,"share":20000,"crop":{"x":0,"y":0,"w":32,"h":32},"at":{"x":0,"y":0},"flip":false,"shift":{"x":-2,"y":4},"opacity":65536},"""
        + """{"source":"dog/b \"q\".png","index":1,"class":4,"share":45536,"crop":{"x":0,"y":0,"w":32,"h":32},"at":{"x":0,"y":0},"flip":true,"shift":{"x":0,"y":0},"opacity":45536},"""
        + """{"fill":"0A0BFF","share":0,"crop":{"x":0,"y":0,"w":5,"h":6},"at":{"x":7,"y":8},"opacity":65536}]}""";

    private static SamplePlan Plan => new(3, 12, 0, "mixture", Samples.Layers(
        new Layer(0, 0, 0, 32, 32, 0, 0, false, -2, 4) with { Share = 20_000 },
        new Layer(1, 0, 0, 32, 32, 0, 0, true, 0, 0) with { Share = 45_536, Opacity = 45_536 },
        Layer.Filled(new Rgb24(10, 11, 255), 7, 8, 5, 6)));

    [Fact]
    public void A_record_is_the_documented_line() => Assert.Equal(Expected, Samples.Text(Samples.Record(Plan, null)));

    [Fact]
    public void What_was_written_is_read()
    {
        SampleRecord record = RecordReader.Parse(Samples.Record(Plan, null));
        Assert.Equal(Plan, record.Plan);
        Assert.Equal(65_536, record.Plan.LabelTotal);
        Assert.Equal([new LayerSource("cat/a.png", 1), new LayerSource("dog/b \"q\".png", 4), null], record.Sources);
        Assert.Equal([new(1, 20_000_000_000), new ClassWeight(4, 45_536_000_000)], record.Label);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Any_number_of_layers_is_read(int count)
    {
        var layer = new Layer(3, 0, 0, 32, 32, 0, 0, false, 0, 0);
        SamplePlan plan = Plan with { Layers = Samples.Layers([.. Enumerable.Repeat(layer, count)]) };
        byte[] json = Samples.Record(plan, null);
        Assert.Equal(plan, RecordReader.Parse(json).Plan);
        Assert.Equal(1024 * count, JsonDocument.Parse(json).RootElement.GetProperty("label").GetProperty("weight").EnumerateArray().Sum(w => w.GetDecimal()));
    }

    [Theory]
    [InlineData("\"total\":65536", "\"total\":65535")]
    [InlineData(",\"total\":65536", "")]
    [InlineData("\"opacity\":45536", "\"opacity\":65537")]
    [InlineData("\"opacity\":45536", "\"opacity\":-1")]
    [InlineData("\"mix\":", "\"blend\":")]
    [InlineData("0A0BFF", "0a0bff")]
    [InlineData("0A0BFF", "0A0BF")]
    [InlineData("\"share\":0", "\"share\":1")]
    [InlineData("\"w\":5", "\"w\":-5")]
    [InlineData("]}", ",{}]}")]
    public void Anything_else_is_refused(string right, string wrong)
    {
        string json = Expected.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Expected, json);
        Assert.Throws<ShardFormatException>(() => RecordReader.Parse(System.Text.Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void Damage_is_refused_in_the_documented_way()
    {
        foreach (byte[] damaged in Samples.Damaged(Samples.Record(Plan, null)))
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
}
