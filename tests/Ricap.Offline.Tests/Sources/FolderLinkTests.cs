using Ricap.Sources;
using Ricap.Sources.Finding;

namespace Ricap.Tests.Sources;

public sealed class FolderLinkTests
{
    [UnixFact]
    public void Links_inside_the_folder_are_followed()
    {
        using var folder = new TempFolder();
        folder.Write("a/1.png", TestImages.RgbPng());
        folder.Link("a/2.png", "1.png");
        folder.Link("b", "a");
        SourceSet set = folder.Open();
        Assert.Equal(["a", "b"], set.Classes);
        Assert.Equal(["a/1.png", "a/2.png", "b/1.png", "b/2.png"], set.Sources.Select(source => source.Path));
        Assert.All(set.Sources, source => Assert.Equal(TestImages.RgbPng().Length, source.Length));
        using SourceContent content = set.Read(3);
        content.Decode(new FitOptions(1, 1), new byte[3]);
    }

    [UnixFact]
    public void The_image_folder_may_be_a_link_itself()
    {
        using TempFolder folder = new TempFolder().With("real/a/1.png");
        folder.Link("real/a/2.png", folder.At("real/a/1.png"));
        folder.Link("link", "real");
        Assert.Equal(2, folder.Open("link").Sources.Count);
    }

    [UnixFact]
    public void Cycles_end()
    {
        using TempFolder folder = new TempFolder().With("a/1.png", "b/1.png");
        folder.Link("a/self", ".");
        folder.Link("a/up", "..");
        folder.Link("a/other", "../b");
        folder.Link("b/other", "../a");
        Assert.Equal(
            ["a/1.png", "a/other/1.png", "b/1.png", "b/other/1.png"],
            folder.Open().Sources.Select(source => source.Path));
    }

    [UnixFact]
    public void Links_that_leave_the_folder_are_errors_all_of_them()
    {
        using TempFolder folder = new TempFolder().With("in/a/1.png", "in-too/b/1.png", "out/1.png", "out/notes.txt");
        folder.Link("in/a/2.png", "../../out/1.png");
        folder.Link("in/a/sub", folder.At("out"));
        folder.Link("in/c", "../in-too/b"); // a name that begins like the folder's is not inside it
        folder.Link("in/a/hop", "hop2");
        folder.Link("in/a/hop2", "../../out");
        var warnings = new List<Problem>();
        folder.Link("in/a/notes.txt", "../../out/notes.txt"); // never used, so its target does not matter
        RicapException e = Assert.Throws<RicapException>(() => SourceKinds.Open(new SourceRequest(folder.At("in")), warnings.Add));
        Assert.All(e.Problems, problem => Assert.Equal(ProblemCodes.OutsideFolder, problem.Code));
        Assert.Equal(
            ["in/a/2.png", "in/a/hop", "in/a/hop2", "in/a/sub", "in/c"],
            e.Problems.Select(problem => Path.GetRelativePath(folder.Path, problem.Path!)));
        Assert.Equal(folder.At("in/a/notes.txt"), Assert.Single(warnings).Path);
    }

    [UnixFact]
    public void Links_to_nowhere_and_in_circles_are_unreadable()
    {
        using TempFolder folder = new TempFolder().With("a/1.png");
        folder.Link("a/gone.png", "missing.png");
        folder.Link("a/ring.png", "ring2.png");
        folder.Link("a/ring2.png", "ring.png");
        folder.Link("b", "missing");
        IReadOnlyList<Problem> problems = folder.Problems();
        Assert.All(problems, problem => Assert.Equal(ProblemCodes.Unreadable, problem.Code));
        Assert.Equal(
            [folder.At("a/gone.png"), folder.At("a/ring.png"), folder.At("a/ring2.png"), folder.At("b")],
            problems.Select(problem => problem.Path));
    }
}
