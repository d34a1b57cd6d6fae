using Ricap.Sources;

namespace Ricap.Tests.Sources;

public sealed class CsvListTests
{
    [Theory]
    [InlineData("a.png,cat")]
    [InlineData("path,class\na.png,cat\n")]
    [InlineData("\r\npath,class\r\n\r\na.png,cat\r\n")]
    [InlineData("\"path\",\"class\"\n\"a.png\",\"cat\"")]
    public void The_header_and_the_last_line_end_are_optional(string text) =>
        Assert.Equal([("a.png", "cat")], Read(text).Select(row => (row.Path, Assert.Single(row.Weights).Key)));

    [Fact]
    public void A_byte_order_mark_is_tolerated()
    {
        using TempFolder folder = new TempFolder().With("a.png");
        folder.Write("list.csv", [.. "\uFEFFpath,class\na.png,cat\n"u8]);
        Assert.Equal(["cat"], folder.Open("list.csv").Classes);
    }

    [Fact]
    public void Quotes_are_as_in_rfc_4180()
    {
        ListRow[] rows = Read("\"a, b.png\",\"the \"\"big\"\" cat\"\n\"line\r\nbreak.png\",\"\n\"\nlast.png, spaced \n");
        Assert.Equal(
            [(1, "a, b.png", "the \"big\" cat"), (2, "line\r\nbreak.png", "\n"), (5, "last.png", " spaced ")],
            rows.Select(row => (row.Line, row.Path, row.Weights[0].Key)));
    }

    [Theory]
    [InlineData("ok.png,c\na.png\nok.png,c", 2, "2 fields")]
    [InlineData("ok.png,c\na.png,c,d\nok.png,c", 2, "2 fields")]
    [InlineData("path,class,split\nok.png,c", 1, "2 fields")]
    [InlineData("ok.png,c\n,c\nok.png,c", 2, "path is empty")]
    [InlineData("ok.png,c\na.png,\nok.png,c", 2, "class is empty")]
    [InlineData("ok.png,c\na\0b.png,c\nok.png,c", 2, "NUL")]
    [InlineData("ok.png,c\na\"b.png,c\nok.png,c", 2, "quote stands inside")]
    [InlineData("ok.png,c\n\"a.png\"b,c\nok.png,c", 2, "after a closing quote")]
    [InlineData("ok.png,c\nok.png,\"c\n\n", 2, "never closed")]
    public void A_malformed_line_is_said_and_the_next_one_read(string text, int line, string hint)
    {
        var problems = new List<(int Line, string Message)>();
        List<ListRow> rows = [.. CsvList.Read(text, (at, message) => problems.Add((at, message)))];
        (int at, string message) = Assert.Single(problems);
        Assert.Equal(line, at);
        Assert.Contains(hint, message, StringComparison.Ordinal);
        Assert.All(rows, row => Assert.Equal("ok.png", row.Path));
    }

    [Fact]
    public void Under_the_header_label_weights_are_read()
    {
        ListRow row = Assert.Single(Read("path,label\na.png,cat:0.7;time 12:30:3e-1\n"));
        Assert.Equal([KeyValuePair.Create("cat", 0.7m), KeyValuePair.Create("time 12:30", 0.3m)], row.Weights);
    }

    [Fact]
    public void Without_it_they_are_the_name_of_a_class() =>
        Assert.Equal("cat:0.7;dog:0.3", Read("path,class\na.png,cat:0.7;dog:0.3")[0].Weights[0].Key);

    [Theory]
    [InlineData("cat")]
    [InlineData("cat:")]
    [InlineData(":1")]
    [InlineData("cat:x")]
    [InlineData("cat:0")]
    [InlineData("cat:-1")]
    [InlineData("cat:+1")]
    [InlineData("cat: 1")]
    [InlineData("cat:1,0")]
    [InlineData("cat:NaN")]
    [InlineData("cat:Infinity")]
    [InlineData("cat:1e10")]
    [InlineData("cat:1e999")]
    [InlineData("cat:1;cat:1")]
    [InlineData("cat:1;")]
    [InlineData("cat:1;;dog:1")]
    public void A_malformed_label_is_said(string label)
    {
        int line = 0;
        Assert.Empty(CsvList.Read($"path,label\na.png,\"{label}\"\n", (at, _) => line = at));
        Assert.Equal(2, line);
    }

    private static ListRow[] Read(string text) =>
        [.. CsvList.Read(text, (line, message) => Assert.Fail($"{line}: {message}"))];
}
