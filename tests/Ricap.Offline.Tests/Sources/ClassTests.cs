using Ricap.Sources;
using Ricap.Sources.Classes;
using Ricap.Sources.Finding;

namespace Ricap.Tests.Sources;

/// <summary>Which classes there are, and in what order: one set of rules for every kind of source.</summary>
public sealed class ClassTests
{
    private static readonly string[] Digits = ["0", "1", "10", "11", "2"];

    [Fact]
    public void Folders_named_by_numbers_keep_the_order_of_names_and_say_so_once()
    {
        using TempFolder folder = Numbers();
        Problem warning = Assert.Single(folder.Warnings("photos"));
        Assert.Equal((ProblemCodes.NumbersByName, folder.At("photos")), (warning.Code, warning.Path));
        Assert.Contains("0, 1, 10, 11, 2;", warning.Message, StringComparison.Ordinal);
        Assert.Contains("--class-order numeric", warning.Message, StringComparison.Ordinal);
        Assert.Equal(Digits, SourceKinds.Open(new SourceRequest(folder.At("photos")), _ => { }).Classes);
        Assert.Equal(Digits, folder.Open("photos", classes: new ClassRules(ClassOrder.Ordinal)).Classes);
    }

    [Theory]
    [InlineData("list.csv")]
    [InlineData("list.jsonl")]
    public void Lists_obey_the_same_order(string name)
    {
        using TempFolder folder = Numbers();
        Assert.Equal(ProblemCodes.NumbersByName, Assert.Single(folder.Warnings(name)).Code);
        Assert.Equal(Digits, folder.Open(name, classes: new ClassRules(ClassOrder.Ordinal)).Classes);
        Assert.Equal(["0", "1", "2", "10", "11"], folder.Open(name, classes: new ClassRules(ClassOrder.Numeric)).Classes);
    }

    [Fact]
    public void Numeric_order_moves_the_classes_and_their_images()
    {
        using TempFolder folder = Numbers();
        SourceSet set = folder.Open("photos", classes: new ClassRules(ClassOrder.Numeric));
        Assert.Equal(["0", "1", "2", "10", "11"], set.Classes);
        Assert.All(set.Sources, source => Assert.Equal(source.Path.Split('/')[0], set.Classes[source.Class]));
        Assert.Equal(["0/x.png", "1/x.png", "10/x.png", "11/x.png", "2/x.png"], set.Sources.Select(source => source.Path));
    }

    [Fact]
    public void Numeric_order_needs_numbers()
    {
        using TempFolder folder = new TempFolder().With("1/x.png", "two/x.png");
        Problem problem = Assert.Single(folder.Problems(classes: new ClassRules(ClassOrder.Numeric)));
        Assert.Equal(ProblemCodes.InvalidOption, problem.Code);
        Assert.Contains("'two'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_in_one_order_both_ways_are_nothing_to_say()
    {
        using TempFolder folder = new TempFolder().With("0/x.png", "1/x.png", "9/x.png");
        Assert.Equal(["0", "1", "9"], folder.Open().Classes);
    }

    [Fact]
    public void A_file_s_order_names_no_class_that_is_not_there_and_must_name_all_that_are()
    {
        using TempFolder folder = new TempFolder().With("ant/1.png", "bee/1.png", "cat/1.png");
        Assert.Equal(
            ["cat", "ant", "bee"],
            folder.Open(classes: new ClassRules(OrderList: new ClassList(["cat", "dog", "ant", "bee"], "a file"))).Classes);
        Problem problem = Assert.Single(folder.Problems(classes: new ClassRules(OrderList: new ClassList(["cat", "ant"], "a file"))));
        Assert.Equal((ProblemCodes.UnknownClass, folder.At("bee")), (problem.Code, problem.Path));
    }

    [Fact]
    public void A_list_of_classes_is_exactly_the_classes_of_a_folder()
    {
        using TempFolder folder = new TempFolder().With("bee/1.png", "dog/.keep", "empty/notes.txt");
        var rules = new ClassRules(List: new ClassList(["dog", "cat", "bee"], "the data set 'train'"));
        SourceSet set = SourceKinds.Open(new SourceRequest(folder.Path) { Classes = rules }, _ => { });
        Assert.Equal(["dog", "cat", "bee"], set.Classes);
        Assert.Equal(2, Assert.Single(set.Sources).Class);

        folder.With("Cat/1.png", "emu/1.png", "emu/2.png");
        IReadOnlyList<Problem> problems = folder.Problems(classes: rules);
        Assert.All(problems, problem => Assert.Equal(ProblemCodes.UnknownClass, problem.Code));
        Assert.Equal([folder.At("Cat"), folder.At("emu")], problems.Select(problem => problem.Path));
        Assert.Equal("the class 'Cat' is not one of the 3 of the data set 'train'; there is 'cat'", problems[0].Message);
    }

    [Fact]
    public void A_list_of_classes_is_exactly_the_classes_of_a_list()
    {
        using TempFolder folder = new TempFolder().With("a.png");
        folder.Write("list.csv", "a.png,bee\na.png,emu\na.png,emu\na.png,dog\n");
        Problem problem = Assert.Single(folder.Problems("list.csv", classes: new ClassRules(List: new ClassList(["dog", "bee"], "a file"))));
        Assert.Equal((ProblemCodes.UnknownClass, 2), (problem.Code, problem.Line));
        SourceSet set = folder.Open("list.csv", classes: new ClassRules(List: new ClassList(["emu", "dog", "cat", "bee"], "a file")));
        Assert.Equal([3, 0, 0, 1], set.Sources.Select(source => source.Class));
    }

    [Fact]
    public void Class_folders_that_are_all_empty_leave_no_image()
    {
        using TempFolder folder = new TempFolder().With("dog/.keep");
        var rules = new ClassRules(List: new ClassList(["dog"], "a file"));
        Assert.Equal(ProblemCodes.NoImages, Assert.Single(folder.Problems(classes: rules)).Code);
    }

    [Theory]
    [InlineData("names.txt", "cat\n  bee \r\n\nant", "cat bee ant")]
    [InlineData("names.csv", "path,class\nx.png,cat\ny.png,ant\n", "ant cat")]
    [InlineData("names.jsonl", "{\"path\":\"x\",\"class\":10}\n{\"path\":\"y\",\"class\":9}\n", "9 10")]
    [InlineData("names.txt", "\uFEFFA\na\n", "A a")]
    public void A_file_of_classes_has_one_a_line_or_is_a_list(string name, string text, string names)
    {
        using var folder = new TempFolder();
        Assert.Equal(names.Split(' '), ClassFile.Read(folder.Write(name, text)).Names);
    }

    [Theory]
    [InlineData("cat\nbee\ncat\n", 3)]
    [InlineData("\n \n", 0)]
    public void A_file_of_classes_that_is_none_is_said(string text, int line)
    {
        using var folder = new TempFolder();
        string path = folder.Write("names.txt", text);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => ClassFile.Read(path)).Problems);
        Assert.Equal((ProblemCodes.MalformedList, path, line), (problem.Code, problem.Path, problem.Line));
    }

    /// <summary>Of each pair the composed and the decomposed form, after UnicodeData.txt; .NET would need ICU to say so.</summary>
    [Theory]
    [InlineData("\u00E9", "e\u0301")]
    [InlineData("\u1EC7", "e\u0323\u0302")]
    [InlineData("\u0109\u0323", "c\u0323\u0302")]
    [InlineData("\u304C", "\u304B\u3099")]
    [InlineData("\uAC01", "\u1100\u1161\u11A8")]
    [InlineData("\uAC00", "\u1100\u1161")]
    [InlineData("\u212B", "\u00C5")]
    [InlineData("\U0001109A", "\U00011099\U000110BA")]
    public void Unicode_forms_of_a_text_are_one(string composed, string decomposed) =>
        Assert.Equal(CanonicalForm.Of($"x{decomposed}y"), CanonicalForm.Of($"x{composed}y"));

    [Theory]
    [InlineData("e", "\u00E9")]
    [InlineData("\u00E8", "\u00E9")]
    [InlineData("o\u0301e", "oe\u0301")]
    public void Other_texts_are_not(string one, string other) =>
        Assert.NotEqual(CanonicalForm.Of(one), CanonicalForm.Of(other));

    private static TempFolder Numbers()
    {
        TempFolder folder = new TempFolder().With([.. Digits.Select(digit => $"photos/{digit}/x.png")]);
        folder.Write("list.csv", string.Concat(Digits.Select(digit => $"photos/{digit}/x.png,{digit}\n")));
        folder.Write("list.jsonl", string.Concat(Digits.Select(digit => $"{{\"path\":\"photos/{digit}/x.png\",\"class\":\"{digit}\"}}\n")));
        return folder;
    }
}
