using System.Text.Json;
using Ricap.Shards;

namespace Ricap.Tests.Shards;

public class BaseShardRecordTests
{
    private const string Expected =
        """
        [
        {"path":"cat/a.png","class":0,"xxh128":"00000000000000000000000000000001"},
        {"path":"mix/b.png","class":1,"xxh128":"ffffffffffffffffffffffffffffffff","label":{"class":[0,1,7],"weight":[0.3,0.699999,0.000001]}},
        {"path":"one/ü.png","class":2,"xxh128":"00000000000000000000000000000000","label":{"class":[2],"weight":[1]}}
        ]

        """;

    private static readonly BaseRecords Records =
    [
        new(new("cat/a.png", 0), new(0, 1)),
        new(RecordSource.Soft("mix/b.png", [new(0, 300_000), new(1, 699_999), new(7, 1)]), new Hash128(ulong.MaxValue, ulong.MaxValue)),
        new(RecordSource.Soft("one/ü.png", [new(2, 1_000_000)]), default),
    ];

    [Fact]
    public void Rows_are_lines_of_an_array()
    {
        byte[] json = Samples.Written(output => BaseShardRecords.Write(Records, 0, output));
        Assert.Equal(Expected, Samples.Text(json));
        Assert.Equal(3, JsonDocument.Parse(json).RootElement.GetArrayLength());
    }

    [Fact]
    public void What_was_written_is_read()
    {
        byte[] json = System.Text.Encoding.UTF8.GetBytes(Expected);
        BaseRecords read = BaseShardRecords.Read(json, "a.json");
        Assert.Equal(Records.Select(Parts), read.Select(Parts));
        Assert.Equal(Records[1].Source.SoftLabel, read[1].Source.SoftLabel);
        Assert.Null(read[0].Source.SoftLabel);
        Assert.Equal(json, Samples.Written(output => BaseShardRecords.Write(read, 0, output)));
    }

    [Fact]
    public void A_shard_without_rows_is_an_empty_array()
    {
        byte[] json = Samples.Written(output => BaseShardRecords.Write([], 0, output));
        Assert.Equal("[\n]\n", Samples.Text(json));
        Assert.Empty(BaseShardRecords.Read(json, "a.json"));
    }

    [Fact]
    public void Damage_is_refused_in_the_documented_way()
    {
        int refused = 0;
        foreach (byte[] damaged in Samples.Damaged(System.Text.Encoding.UTF8.GetBytes(Expected)))
        {
            try
            {
                BaseShardRecords.Read(damaged, "a.json");
            }
            catch (ShardFormatException e)
            {
                Assert.Equal("a.json", e.Shard);
                refused++;
            }
        }

        Assert.InRange(refused, Expected.Length, int.MaxValue);
    }

    private static (string Path, int Class, Hash128 Hash) Parts(BaseRecord record) =>
        (record.Source.Path, record.Source.Class, record.XxHash128);
}
