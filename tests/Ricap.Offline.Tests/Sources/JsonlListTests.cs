using Ricap.Sources.Lists;

namespace Ricap.Tests.Sources;

public sealed class JsonlListTests
{
    [Fact]
    public void Classes_and_labels_may_stand_in_one_list()
    {
        ListRow[] rows = Read(
            "{\"path\":\"a.png\",\"class\":\"caf\\u00e9\"}\r\n\n  {\"note\":[1],\"label\":{\"dog\":0.30000000000000004,\"cat\":7e-1},\"path\":\"b\\\"\\ud83d\\ude00.png\"}");
        Assert.Equal([(1, "a.png"), (3, "b\"😀.png")], rows.Select(row => (row.Line, row.Path)));
        Assert.Equal([KeyValuePair.Create("café", 1m)], rows[0].Weights);
        Assert.Equal(
            [KeyValuePair.Create("dog", 0.30000000000000004m), KeyValuePair.Create("cat", 0.7m)], rows[1].Weights);
    }

    [Fact]
    public void A_class_may_be_a_whole_number_and_stand_under_either_name()
    {
        ListRow[] rows = Read("{\"path\":\"a.png\",\"class\":7}\n{\"path\":\"b.png\",\"label\":-1}\n{\"path\":\"c.png\",\"label\":\" cat \"}\n");
        Assert.Equal([("7", true), ("-1", true), ("cat", false)], rows.Select(row => (row.Weights[0].Key, row.IsNumbered)));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"path\":\"a.png\"")]
    [InlineData("{\"path\":\"a.png\",\"class\":\"c\"} extra")]
    [InlineData("[\"a.png\",\"c\"]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"path\":\"a.png\"}")]
    [InlineData("{\"class\":\"c\"}")]
    [InlineData("{\"path\":1,\"class\":\"c\"}")]
    [InlineData("{\"path\":null,\"class\":\"c\"}")]
    [InlineData("{\"path\":\"\",\"class\":\"c\"}")]
    [InlineData("{\"path\":\"a\\u0000.png\",\"class\":\"c\"}")]
    [InlineData("{\"path\":\"\\ud800.png\",\"class\":\"c\"}")]
    [InlineData("{\"path\":\"a.png\",\"class\":3.5}")]
    [InlineData("{\"path\":\"a.png\",\"class\":3.0}")]
    [InlineData("{\"path\":\"a.png\",\"class\":1e2}")]
    [InlineData("{\"path\":\"a.png\",\"class\":-0}")]
    [InlineData("{\"path\":\"a.png\",\"class\":99999999999999999999}")]
    [InlineData("{\"path\":\"a.png\",\"class\":true}")]
    [InlineData("{\"path\":\"a.png\",\"class\":\" \"}")]
    [InlineData("{\"path\":\"a.png\",\"class\":\"\"}")]
    [InlineData("{\"path\":\"a.png\",\"class\":\"\\udc00\"}")]
    [InlineData("{\"path\":\"a.png\",\"class\":\"c\",\"class\":\"d\"}")]
    [InlineData("{\"path\":\"a.png\",\"class\":\"c\",\"label\":{\"c\":1}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":[1]}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{\"c\":0}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{\"c\":-1}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{\"c\":\"1\"}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{\"c\":1e400}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{\"c\":1e10}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{\"\":1}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{\"c\":1,\"c\":2}}")]
    [InlineData("{\"path\":\"a.png\",\"label\":{\"\\ud800\":1}}")]
    public void A_malformed_line_is_said_and_the_next_one_read(string line)
    {
        var problems = new List<int>();
        const string Good = "{\"path\":\"ok.png\",\"class\":\"c\"}";
        List<ListRow> rows = [.. JsonlList.Read($"{Good}\n{line}\n{Good}\n", (at, message) =>
        {
            Assert.DoesNotContain('\n', message);
            problems.Add(at);
        })];
        Assert.Equal([2], problems);
        Assert.Equal([1, 3], rows.Select(row => row.Line));
    }

    private static ListRow[] Read(string text) =>
        [.. JsonlList.Read(text, (line, message) => Assert.Fail($"{line}: {message}"))];
}
