using Ricap.Sources.Lists;

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
        ListRow[] rows = Read("\"a, b.png\",\"the \"\"big\"\" cat\"\n\"line\r\nbreak.png\",\"x\ny\"\nlast.png,c\n");
        Assert.Equal(
            [(1, "a, b.png", "the \"big\" cat"), (2, "line\r\nbreak.png", "x\ny"), (5, "last.png", "c")],
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
    public void White_space_around_a_field_is_no_part_of_it_unless_quoted()
    {
        ListRow[] rows = Read(" a.png ,\tcat \r\n  \n\" b.png\" , \" dog \" \r\npath with space.png,the dog\n");
        Assert.Equal(
            [(1, "a.png", "cat"), (3, " b.png", "dog"), (4, "path with space.png", "the dog")],
            rows.Select(row => (row.Line, row.Path, row.Weights[0].Key)));
    }

    [Theory]
    [InlineData("path, class")]
    [InlineData("PATH,Class")]
    [InlineData("filename,label")]
    [InlineData("file,category")]
    [InlineData("Image,Target")]
    [InlineData("image_path,class_name")]
    [InlineData("\"Image Path\" , \"Label\"")]
    public void Common_headers_are_known_in_any_case(string header) =>
        Assert.Equal([("a/1.png", "cat")], Read($"{header}\na/1.png,cat\n").Select(row => (row.Path, row.Weights[0].Key)));

    [Fact]
    public void A_header_may_name_the_columns_the_other_way_around() =>
        Assert.Equal([("a/1.png", "cat")], Read("label,filename\ncat,a/1.png\n").Select(row => (row.Path, row.Weights[0].Key)));

    [Fact]
    public void A_header_is_known_in_the_first_line_only() =>
        Assert.Equal(["a.png", "path"], Read("a.png,cat\npath,class\n").Select(row => row.Path));

    [Fact]
    public void A_table_of_something_else_is_said_once()
    {
        var problems = new List<(int Line, string Message)>();
        string rows = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i % 10}{string.Concat(Enumerable.Repeat(",0", 784))}\n"));
        Assert.Empty(CsvList.Read($"label,{string.Join(',', Enumerable.Range(0, 784))}\n{rows}", (at, message) => problems.Add((at, message))));
        (int line, string message) = Assert.Single(problems);
        Assert.Equal(1, line);
        Assert.StartsWith("there are 785 fields", message, StringComparison.Ordinal);
        Assert.Contains("3000 more lines", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(';', "there is 1 field, for a comma separates them, not a semicolon or tab; there should be")]
    [InlineData('\t', "there is 1 field, for a comma separates them, not a semicolon or tab; there should be")]
    [InlineData(' ', "there is 1 field; there should be")]
    public void Another_separator_is_named(char separator, string expected)
    {
        var messages = new List<string>();
        Assert.Empty(CsvList.Read($"path{separator}class\na/1.png{separator}cat\n", (_, message) => messages.Add(message)));
        Assert.StartsWith(expected, Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public void Under_the_header_label_weights_are_read()
    {
        ListRow row = Assert.Single(Read("path,label\na.png,cat:0.7;time 12:30:3e-1\n"));
        Assert.Equal([KeyValuePair.Create("cat", 0.7m), KeyValuePair.Create("time 12:30", 0.3m)], row.Weights);
    }

    [Fact]
    public void Under_the_header_label_a_class_may_stand_alone() =>
        Assert.Equal(
            ["cat", "cat dog"],
            Read("path,label\na.png,cat\nb.png,cat: 0.5; dog :0.5\n").Select(row => string.Join(' ', row.Weights.Select(w => w.Key))));

    [Fact]
    public void Without_it_they_are_the_name_of_a_class() =>
        Assert.Equal("cat:0.7;dog:0.3", Read("path,class\na.png,cat:0.7;dog:0.3")[0].Weights[0].Key);

    [Theory]
    [InlineData("")]
    [InlineData("cat;dog")]
    [InlineData("cat:")]
    [InlineData(":1")]
    [InlineData("cat:x")]
    [InlineData("cat:0")]
    [InlineData("cat:-1")]
    [InlineData("cat:+1")]
    [InlineData("cat: 1 0")]
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
