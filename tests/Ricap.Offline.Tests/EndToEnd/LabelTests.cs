using Ricap.Shards;
using Ricap.Tests.Cli;

namespace Ricap.Tests.EndToEnd;

/// <summary>Classes that are named, images that stand where they must not: what a build makes of them.</summary>
public class LabelTests
{
    private const string Words = "--size 8x8 --seed 1 --batch 4";

    [Fact]
    public void A_test_split_without_a_class_agrees_with_the_data_set_that_has_it()
    {
        using Workspace workspace = Workspace.With(9);
        workspace.Render(Words);
        string images = Copy(workspace, "ant", "cat");
        string test = Path.Join(workspace.Root, "test");
        workspace.Render($"{Words} --augment none --classes {workspace.Output}", images: images, output: test);
        DatasetManifest manifest = ManifestReader.Read(Path.Join(test, DatasetManifest.FileName));
        Assert.Equal(["ant", "bee", "cat"], manifest.Classes);
        Assert.Equal(6, manifest.Samples);

        // An empty folder is a class without images, too; and every verb takes such a data set.
        Directory.CreateDirectory(Path.Join(images, "bee"));
        Assert.True(workspace.Render($"{Words} --augment none --classes {workspace.At("ricap.json")}", images: images, output: test).UpToDate);
        Assert.Contains("all holds", CommandRun.Well("verify", test).Out, StringComparison.Ordinal);
        Assert.Contains("bee", CommandRun.Well("inspect", test).Out, StringComparison.Ordinal);
        CommandRun.Well("report", test);
        CommandRun.Well("preview", test);
    }

    [Fact]
    public void Names_in_a_file_give_the_bytes_that_the_same_names_give_as_folders()
    {
        using Workspace workspace = Workspace.With(9);
        FolderContents plain = workspace.Fresh(Words);
        string names = WriteText(workspace, "names.txt", "ant\nbee\ncat\n");
        workspace.Fresh($"{Words} --classes {names}").AssertSameAs(plain);
        workspace.Fresh($"{Words} --class-order {names}").AssertSameAs(plain);
        workspace.Fresh($"{Words} --class-order ordinal --on-duplicate error").AssertSameAs(plain);
        Assert.Contains(
            "ricap.json", workspace.Fresh($"{Words} --class-order {WriteText(workspace, "other.txt", "cat bird\ncat\nbee\nant\n")}").DifferencesFrom(plain));
    }

    [Fact]
    public void An_order_of_classes_that_is_no_word_and_no_file_names_the_option_and_what_it_takes()
    {
        using Workspace workspace = Workspace.With(9);
        Problem problem = Assert.Single(workspace.Problems($"{Words} --class-order foo"));
        Assert.Equal("class-order", problem.Option);
        Assert.Contains("--class-order is not numeric|ordinal|FILE", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_of_a_class_that_is_not_named_ends_the_build_and_names_the_class()
    {
        using Workspace workspace = Workspace.With(9);
        Problem problem = Assert.Single(workspace.Problems($"{Words} --classes {WriteText(workspace, "names.txt", "ant\nbee\n")}"));
        Assert.Equal((ProblemCodes.UnknownClass, Path.Join(workspace.Images, "cat")), (problem.Code, problem.Path));
        Assert.Contains("'cat'", problem.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.Output));
    }

    [Theory]
    [InlineData("classes", "nothing", ProblemCodes.SourcesNotFound)]
    [InlineData("classes", "images", ProblemCodes.BadManifest)]
    [InlineData("class-order", "nothing", ProblemCodes.SourcesNotFound)]
    [InlineData("not-in", "nothing", ProblemCodes.BadManifest)]
    [InlineData("not-in", "images", ProblemCodes.BadManifest)]
    [InlineData("not-in", "out", ProblemCodes.InvalidOption)]
    public void A_file_or_data_set_that_is_none_has_a_code_and_a_place(string option, string path, string code)
    {
        using Workspace workspace = Workspace.With(3);
        string full = Path.Join(workspace.Root, path);
        Problem problem = Assert.Single(workspace.Problems($"{Words} --{option} {full}"));
        Assert.Equal((code, full), (problem.Code, problem.Path));
    }

    [Fact]
    public void A_class_whose_images_were_all_left_out_is_a_class_if_it_was_named()
    {
        using Workspace workspace = Workspace.With(9);
        foreach (string file in Directory.GetFiles(Path.Join(workspace.Images, "bee")))
        {
            Workspace.Write(file, [1, 2, 3]);
        }

        string words = $"{Words} --on-bad-image skip";
        Assert.Equal(ProblemCodes.EmptyClass, Assert.Single(workspace.Problems(words)).Code);
        var heard = new BuildListener();
        workspace.Render($"{words} --classes {WriteText(workspace, "names.txt", "ant\nbee\ncat\n")}", heard);
        Assert.Equal(3, heard.Problems.Count);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData(" --on-duplicate warn", 2)]
    [InlineData(" --on-duplicate ignore", 0)]
    public void The_same_bytes_under_two_classes_are_told_in_every_build_and_change_nothing(string option, int expected)
    {
        using Workspace workspace = WithDuplicates();
        FolderContents plain = workspace.Fresh($"{Words} --on-duplicate ignore");
        for (int build = 0; build < 2; build++)
        {
            var heard = new BuildListener();
            workspace.Render(Words + option, heard);
            Assert.Equal(expected, heard.Problems.Count);
            Assert.All(heard.Problems, problem => Assert.Equal(
                (ProblemCodes.DuplicateImage, ProblemSeverity.Warning), (problem.Code, problem.Severity)));
            if (expected > 0)
            {
                Assert.Equal(Path.Join(workspace.Images, "bee/copy.png"), heard.Problems[0].Path);
                Assert.Equal("of class 'bee', is the same image as 'ant/0000.png' of class 'ant'", heard.Problems[0].Message);
            }
        }

        FolderContents.Of(workspace.Output).AssertSameAs(plain);
    }

    [Fact]
    public void The_same_bytes_under_two_classes_can_be_an_error()
    {
        using Workspace workspace = WithDuplicates();
        IReadOnlyList<Problem> problems = workspace.Problems($"{Words} --on-duplicate error");
        Assert.Equal(["bee/copy.png", "cat/copy.png"], problems.Select(problem => Path.GetRelativePath(workspace.Images, problem.Path!)));
        Assert.All(problems, problem => Assert.Equal((ProblemCodes.DuplicateImage, ProblemSeverity.Error), (problem.Code, problem.Severity)));
        Assert.False(File.Exists(workspace.At("ricap.json")), "a build that failed has no manifest");
    }

    [Fact]
    public void The_same_bytes_within_a_class_are_nothing_to_say()
    {
        using Workspace workspace = Workspace.With(9);
        File.Copy(Path.Join(workspace.Images, "ant/0000.png"), Path.Join(workspace.Images, "ant/copy.png"));
        var heard = new BuildListener();
        workspace.Render($"{Words} --on-duplicate error", heard);
        Assert.Empty(heard.Problems);
    }

    [Fact]
    public void A_list_that_names_an_image_under_two_classes_is_told()
    {
        using Workspace workspace = Workspace.With(3);
        string list = WriteText(workspace, "images/list.csv", "ant/0000.png,ant\nbee/0001.png,bee\nant/0000.png,bee\n");
        var heard = new BuildListener();
        workspace.Render(Words, heard, images: list);
        Assert.Equal(ProblemCodes.DuplicateImage, Assert.Single(heard.Problems).Code);
    }

    [Fact]
    public void An_image_that_the_other_data_set_has_by_any_name_is_a_leak()
    {
        using Workspace workspace = Workspace.With(30);
        workspace.Render(Words);
        string images = Path.Join(workspace.Root, "test-images");
        string test = Path.Join(workspace.Root, "test");
        foreach (int seed in (int[])[100, 7, 101, 3])
        {
            workspace.Draw($"../test-images/{(seed % 2 == 0 ? "ant" : "bee")}/{seed}.png", seed);
        }

        string words = $"{Words} --not-in {workspace.Output}";
        IReadOnlyList<Problem> problems = workspace.Problems(words, images, test);
        Assert.Equal(["bee/3.png", "bee/7.png"], problems.Select(problem => Path.GetRelativePath(images, problem.Path!)));
        Assert.All(problems, problem => Assert.Equal(ProblemCodes.SharedImage, problem.Code));
        Assert.Contains($"'{Workspace.NameOf(3)}'", problems[0].Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(test, "ricap.json")), "a build that failed has no manifest");

        File.Delete(Path.Join(images, "bee/3.png"));
        File.Delete(Path.Join(images, "bee/7.png"));
        workspace.Fresh(words, images).AssertSameAs(workspace.Fresh(Words, images));
    }

    [Fact]
    public void Many_leaks_end_in_a_count()
    {
        using Workspace workspace = Workspace.With(30);
        workspace.Render(Words);
        IReadOnlyList<Problem> problems = workspace.Problems($"{Words} --not-in {workspace.Output}", output: Path.Join(workspace.Root, "again"));
        Assert.Equal(20, problems.Count);
        Assert.EndsWith("and 10 more such images", problems[^1].Message, StringComparison.Ordinal);
    }

    private static Workspace WithDuplicates()
    {
        Workspace workspace = Workspace.With(9);
        byte[] image = File.ReadAllBytes(Path.Join(workspace.Images, "ant/0000.png"));
        Workspace.Write(Path.Join(workspace.Images, "bee/copy.png"), image);
        Workspace.Write(Path.Join(workspace.Images, "cat/copy.png"), image);
        return workspace;
    }

    private static string Copy(Workspace workspace, params string[] classes)
    {
        string images = Path.Join(workspace.Root, "some-images");
        foreach (string file in classes.SelectMany(name => Directory.GetFiles(Path.Join(workspace.Images, name))))
        {
            Workspace.Write(Path.Join(images, Path.GetRelativePath(workspace.Images, file)), File.ReadAllBytes(file));
        }

        return images;
    }

    private static string WriteText(Workspace workspace, string name, string text)
    {
        string path = Path.Join(workspace.Root, name);
        File.WriteAllText(path, text);
        return path;
    }
}
