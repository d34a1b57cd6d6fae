using System.Buffers;
using System.Text;
using Ricap.Shards;
using Ricap.Shards.Text;

namespace Ricap.Tests.Shards;

/// <summary>The short way to read the records of a base shard, held to the JSON that it stands for.</summary>
public class BaseRecordLinesTests
{
    private const string Line = """{"path":"cat/ä b.png","class":17,"xxh128":"0123456789abcdeffedcba9876543210"}""";

    [Theory]
    [InlineData("[\n" + Line + "\n]\n", 1)]
    [InlineData("[\n" + Line + ",\n" + Line + "\n]\n", 2)]
    public void Reads_what_the_json_is(string json, int count)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);

        BaseRecords? read = BaseRecordLines.TryRead(bytes);

        Assert.Equal(count, read?.Count);
        Assert.Equal(GeneratedJson.Read(bytes, DatasetJson.File.ListBaseRecordJson).Select(row => row.ToRecord()), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[\n]\n")]
    [InlineData("[\n" + Line + "\n]\n ")]
    [InlineData("[\n" + Line + "\n]")]
    [InlineData("[\n" + Line)]
    [InlineData("[\n" + Line + ",\n]\n")]
    [InlineData("""[ {"path":"a","class":1,"xxh128":"0123456789abcdeffedcba9876543210"}]""")]
    [InlineData("[\n{\"path\":\"a\\u0041\",\"class\":1,\"xxh128\":\"0123456789abcdeffedcba9876543210\"}\n]\n")]
    [InlineData("[\n{\"path\":\"a\tb\",\"class\":1,\"xxh128\":\"0123456789abcdeffedcba9876543210\"}\n]\n")]
    [InlineData("[\n{\"path\":\"a\",\"class\":01,\"xxh128\":\"0123456789abcdeffedcba9876543210\"}\n]\n")]
    [InlineData("[\n{\"path\":\"a\",\"class\":-1,\"xxh128\":\"0123456789abcdeffedcba9876543210\"}\n]\n")]
    [InlineData("[\n{\"path\":\"a\",\"class\":9999999999,\"xxh128\":\"0123456789abcdeffedcba9876543210\"}\n]\n")]
    [InlineData("[\n{\"path\":\"a\",\"class\":1,\"xxh128\":\"0123456789ABCDEFfedcba9876543210\"}\n]\n")]
    [InlineData("[\n{\"path\":\"a\",\"class\":1,\"xxh128\":\"0123\"}\n]\n")]
    public void Leaves_all_else_to_the_json(string json) => Assert.Null(BaseRecordLines.TryRead(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Leaves_what_is_not_utf8_to_the_json()
    {
        byte[] bytes = Encoding.Latin1.GetBytes("[\n" + Line + "\n]\n");

        Assert.Null(BaseRecordLines.TryRead(bytes));
    }

    [Theory]
    [InlineData("cat/a.png")]
    [InlineData("cat/\"a\\b\u007f\u2028.png")]
    [InlineData("猫/ä.png")]
    public void Writes_lines_as_the_json_spells_them(string path)
    {
        var record = new BaseRecord(new RecordSource(path, 3), new Hash128(5UL << 36, 0));
        var output = new ArrayBufferWriter<byte>();

        BaseShardRecords.Write([record], 0, output);

        string json = System.Text.Json.JsonSerializer.Serialize(BaseRecordJson.Of(record), DatasetJson.File.BaseRecordJson);
        string line = Encoding.UTF8.GetString(output.WrittenSpan)[2..^3];
        Assert.Equal(System.Text.Json.JsonSerializer.Deserialize(json, DatasetJson.File.BaseRecordJson), System.Text.Json.JsonSerializer.Deserialize(line, DatasetJson.File.BaseRecordJson));
        Assert.Equal(record, Assert.Single(BaseShardRecords.Read(output.WrittenSpan, "shard")));
    }
}
