using Ricap.Sources;
using Ricap.Sources.Classes;

namespace Ricap.Tests.Sources;

/// <summary>What holds for lists of either kind.</summary>
public sealed class ListTests
{
    [Fact]
    public void Order_and_repetition_are_the_list_s_and_classes_are_in_order()
    {
        using TempFolder folder = new TempFolder().With("b.png", "sub/a.png");
        folder.Write("list.csv", "sub/a.png,zebra\nb.png,😀\nsub/a.png,ant\nsub/a.png,zebra\nb.png,\uFFEE\n");
        SourceSet set = folder.Open("list.csv");
        Assert.Equal(["ant", "zebra", "\uFFEE", "😀"], set.Classes);
        Assert.Equal(
            [("sub/a.png", 1), ("b.png", 3), ("sub/a.png", 0), ("sub/a.png", 1), ("b.png", 2)],
            set.Sources.Select(source => (source.Path, source.Class)));
        Assert.All(set.Sources, source => Assert.Equal(1, source.Length));
    }

    [Fact]
    public void An_image_root_takes_the_place_of_the_list_s_folder()
    {
        using TempFolder folder = new TempFolder().With("images/a.png", "a.png");
        folder.Write("images/a.png", TestImages.RgbPng());
        folder.Write("lists/list.csv", "a.png,cat\n");
        SourceSet set = folder.Open("lists/list.csv", folder.At("images"));
        using SourceContent content = set.Read(0);
        content.Decode(new FitOptions(1, 1), new byte[3]);

        Problem problem = Assert.Single(folder.Problems("lists/list.csv", folder.At("nowhere")));
        Assert.Equal((ProblemCodes.SourcesNotFound, folder.At("nowhere")), (problem.Code, problem.Path));
    }

    [Fact]
    public void A_missing_list_is_said()
    {
        using var folder = new TempFolder();
        Assert.Equal(ProblemCodes.SourcesNotFound, Assert.Single(folder.Problems("missing.csv")).Code);
    }

    [Theory]
    [InlineData("list.csv", "")]
    [InlineData("list.csv", "path,class\n\n")]
    [InlineData("list.jsonl", "\n \n")]
    public void A_list_of_nothing_is_an_error(string name, string content)
    {
        using var folder = new TempFolder();
        folder.Write(name, content);
        Assert.Equal(ProblemCodes.NoImages, Assert.Single(folder.Problems(name)).Code);
    }

    [Theory]
    [InlineData("list.csv", "path,class\ra.png,cat\r")]
    [InlineData("list.jsonl", "{\"path\":\"a.png\",\"class\":\"cat\"}\r{\"path\":\"b.png\",\"class\":\"cat\"}")]
    public void Lines_that_end_in_CR_alone_are_one_error_that_says_so(string name, string content)
    {
        using TempFolder folder = new TempFolder().With("a.png");
        folder.Write(name, System.Text.Encoding.UTF8.GetBytes(content));
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => folder.Open(name)).Problems);
        Assert.Contains("CR alone", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_are_brought_to_one_form_and_may_not_leave_the_folder()
    {
        using TempFolder folder = new TempFolder().With("in/a.png", "in-too/b.png", "c.png");
        folder.Write(
            "in/list.csv",
            $"./x/../a.png,ok\n{folder.At("in/a.png")},ok\n../c.png,bad\n{folder.At("c.png")},bad\n../in-too/b.png,bad\n");
        Assert.Equal(
            [(3, ProblemCodes.OutsideFolder), (4, ProblemCodes.OutsideFolder), (5, ProblemCodes.OutsideFolder)],
            folder.Problems("in/list.csv").Select(problem => (problem.Line, problem.Code)));

        folder.Write("in/list.csv", $"./x/../a.png,ok\n{folder.At("in/a.png")},ok\n");
        Assert.All(folder.Open("in/list.csv").Sources, source => Assert.Equal("a.png", source.Path));
    }

    [UnixFact]
    public void Links_may_not_leave_the_folder_either()
    {
        using TempFolder folder = new TempFolder().With("in/a.png", "out/b.png");
        folder.Link("in/inside.png", "a.png");
        folder.Link("in/outside.png", "../out/b.png");
        folder.Link("in/folder", "../out");
        folder.Link("in/gone.png", "nothing");
        folder.Write("in/list.csv", "inside.png,a\noutside.png,a\nfolder/b.png,a\ngone.png,a\n");
        Assert.Equal(
            [(2, ProblemCodes.OutsideFolder), (3, ProblemCodes.OutsideFolder), (4, ProblemCodes.Unreadable)],
            folder.Problems("in/list.csv").Select(problem => (problem.Line, problem.Code)));
    }

    [CaseSensitiveFact]
    public void Paths_that_differ_by_case_alone_collide_once()
    {
        using TempFolder folder = new TempFolder().With("a/x.png", "A/x.png", "A/y.png", "a/X.png");
        folder.Write("list.csv", "a/x.png,c\nA/x.png,c\nA/y.png,c\na/X.png,c\na/x.png,c\n");
        Assert.Equal(
            [(2, ProblemCodes.CaseCollision), (4, ProblemCodes.CaseCollision)],
            folder.Problems("list.csv").Select(problem => (problem.Line, problem.Code)));
    }

    [Theory]
    [InlineData("cat", "Cat")]
    [InlineData("caf\u00e9", "cafe\u0301")]
    [InlineData("\uD55C", "\u1112\u1161\u11AB")]
    [InlineData("\u1EC7", "E\u0323\u0302")]
    public void Classes_that_read_alike_collide_in_every_kind_of_list(string one, string other)
    {
        using TempFolder folder = new TempFolder().With("a.png");
        folder.Write("list.csv", $"a.png,{one}\na.png,{one}\na.png,{other}\na.png,{other}\n");
        folder.Write("list.jsonl", $"{{\"path\":\"a.png\",\"class\":\"{one}\"}}\n\n{{\"path\":\"a.png\",\"class\":\"{other}\"}}\n");
        Assert.All((string[])["list.csv", "list.jsonl"], name =>
        {
            Problem problem = Assert.Single(folder.Problems(name));
            Assert.Equal((3, ProblemCodes.CaseCollision), (problem.Line, problem.Code));
        });

        // Named both, both are meant.
        var both = new ClassRules(List: new ClassList([other, one], "a list"));
        Assert.Equal([1, 1, 0, 0], folder.Open("list.csv", classes: both).Sources.Select(source => source.Class));
    }

    [Fact]
    public void White_space_makes_no_class()
    {
        using TempFolder folder = new TempFolder().With("a/1.png", "a/2.png", "b/1.png", "b/2.png");
        folder.Write("list.csv", "path,class\na/1.png,cat\na/2.png, cat\nb/1.png,dog\nb/2.png,dog \n");
        folder.Write("list.jsonl", "{\"path\":\"a/1.png\",\"class\":\"cat\"}\n{\"path\":\"b/1.png\",\"label\":{\" cat\":1,\"dog\\t\":2}}\n");
        Assert.All((string[])["list.csv", "list.jsonl"], name => Assert.Equal(["cat", "dog"], folder.Open(name).Classes));
    }

    [Fact]
    public void Numbers_are_classes_in_their_own_order_where_all_are_numbers()
    {
        using TempFolder folder = new TempFolder().With("a/1.png", "b/1.png", "b/2.png");
        folder.Write("list.jsonl", "{\"path\":\"a/1.png\",\"class\":0}\n{\"path\":\"b/1.png\",\"class\":10}\n{\"path\":\"b/2.png\",\"class\":2}\n");
        Assert.Equal(["0", "2", "10"], folder.Open("list.jsonl").Classes);
        Assert.Equal([0, 2, 1], folder.Open("list.jsonl").Sources.Select(source => source.Class));
    }

    [Fact]
    public void A_header_in_unknown_words_is_one_message_with_those_that_are_known()
    {
        using TempFolder folder = new TempFolder().With("a/1.png", "b/1.png");
        folder.Write("list.csv", "bild,klasse\na/1.png,cat\nb/1.png,dog\n");
        Problem problem = Assert.Single(folder.Problems("list.csv"));
        Assert.Equal((1, ProblemCodes.Unreadable), (problem.Line, problem.Code));
        Assert.Contains("filename", problem.Message, StringComparison.Ordinal);
        Assert.Contains("category", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_more_columns_is_one_problem_of_the_file()
    {
        using var folder = new TempFolder();
        folder.Write("list.csv", ",image,label\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},a/{i}.png,{i % 10}\n")));
        Problem problem = Assert.Single(folder.Problems("list.csv"));
        Assert.Equal((1, ProblemCodes.MalformedList), (problem.Line, problem.Code));
        Assert.Contains("200 more lines", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_problems_of_one_kind_end_in_a_count()
    {
        using var folder = new TempFolder();
        folder.Write("list.csv", string.Concat(Enumerable.Range(0, 500).Select(i => $"a/{i}.png,cat\n")));
        IReadOnlyList<Problem> problems = folder.Problems("list.csv");
        Assert.Equal(Enumerable.Range(1, 20), problems.Select(problem => problem.Line));
        Assert.Contains("480 more lines", problems[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Backslashes_are_separators_everywhere()
    {
        using TempFolder folder = new TempFolder().With("a/1.png", "b/deep/1.png");
        folder.Write("list.csv", "path,class\r\na\\1.png,cat\r\nb\\deep\\1.png,dog\r\n");
        folder.Write("list.jsonl", "{\"path\":\"a\\\\1.png\",\"class\":\"cat\"}\n{\"path\":\"b\\\\deep/1.png\",\"class\":\"dog\"}\n");
        Assert.All((string[])["list.csv", "list.jsonl"], name =>
            Assert.Equal(["a/1.png", "b/deep/1.png"], folder.Open(name).Sources.Select(source => source.Path)));
    }

    [UnixFact]
    public void A_file_with_a_backslash_in_its_name_is_that_file()
    {
        using TempFolder folder = new TempFolder().With("a\\1.png", "a/1.png");
        folder.Write("list.csv", "a\\1.png,cat\n");
        Assert.Equal("a\\1.png", Assert.Single(folder.Open("list.csv").Sources).Path);
    }

    [Fact]
    public void All_problems_come_together_in_the_order_of_the_lines()
    {
        using TempFolder folder = new TempFolder().With("a.png");
        string list = folder.Write("list.csv", "missing.png,c\nonly one field\na.png,c\n../up.png,c\nbad\"quote,c\n");
        IReadOnlyList<Problem> problems = folder.Problems("list.csv");
        Assert.Equal(
            [
                (1, ProblemCodes.Unreadable), (2, ProblemCodes.MalformedList), (4, ProblemCodes.OutsideFolder),
                (5, ProblemCodes.MalformedList),
            ],
            problems.Select(problem => (problem.Line, problem.Code)));
        Assert.All(problems, problem => Assert.Equal(list, problem.Path));
    }

    [Theory]
    [InlineData("list.csv")]
    [InlineData("list.jsonl")]
    public void Bytes_that_are_no_utf8_are_said_with_their_line(string name)
    {
        using var folder = new TempFolder();
        folder.Write(name, [.. "\uFEFFa.png,cat\nb.png,caf"u8, 0xE9, (byte)'\n']);
        Problem problem = Assert.Single(folder.Problems(name));
        Assert.Equal((ProblemCodes.MalformedList, 2), (problem.Code, problem.Line));
    }

    [Fact]
    public void A_class_whose_images_are_all_soft_is_a_class_too()
    {
        using TempFolder folder = new TempFolder().With("a.png");
        folder.Write(
            "list.jsonl",
            """
            {"path":"a.png","label":{"dog":3,"cat":1}}
            {"path":"a.png","label":{"owl":0.5}}
            """);
        SourceSet set = folder.Open("list.jsonl");
        Assert.Equal(["cat", "dog", "owl"], set.Classes);
        Assert.Equal(1, set.Sources[0].Class);
        Assert.Equal([0, 1], set.Sources[0].Label!.Classes);
        Assert.Equal([250_000, 750_000], set.Sources[0].Label!.Millionths);

        // One class of any weight is a plain class.
        Assert.Equal((2, null), (set.Sources[1].Class, set.Sources[1].Label));
    }
}
