namespace Ricap.Tests.Sources;

/// <summary>Names of files and folders that some system takes for one.</summary>
public sealed class FolderCollisionTests
{
    [LinuxFact]
    public void Names_that_differ_by_unicode_form_or_white_space_alone_collide()
    {
        using TempFolder folder = new TempFolder().With("é/1.png", "e\u0301/1.png", "dog/1.png", "dog /1.png", "dog/\u1EC7.png", "dog/e\u0323\u0302.png");
        IReadOnlyList<Problem> problems = folder.Problems();
        Assert.All(problems, problem => Assert.Equal(ProblemCodes.CaseCollision, problem.Code));
        Assert.Equal([folder.At("dog/\u1EC7.png"), folder.At("dog "), folder.At("é")], problems.Select(problem => problem.Path));
    }

    [CaseSensitiveFact]
    public void Names_that_differ_by_case_alone_collide()
    {
        using TempFolder folder = new TempFolder().With(
            "Cat/1.png", "cat/1.png", "dog/x.png", "dog/X.PNG", "dog/É.png", "dog/é.png", "dog/Sub/1.png", "dog/sub/1.png");
        IReadOnlyList<Problem> problems = folder.Problems();
        Assert.All(problems, problem => Assert.Equal(ProblemCodes.CaseCollision, problem.Code));
        Assert.Equal(
            [folder.At("cat"), folder.At("dog/sub"), folder.At("dog/x.png"), folder.At("dog/é.png")],
            problems.Select(problem => problem.Path));
    }

    [CaseSensitiveFact]
    public void Names_that_differ_by_case_alone_collide_among_any_others()
    {
        using TempFolder folder = new TempFolder().With("cat/1.png", "cat/a.png", "cat/b.png", "cat/deep/x.png", "cat/deep/X.png", "dog/1.png", "dog/A.png", "dog/a.png");
        IReadOnlyList<Problem> problems = folder.Problems();
        Assert.All(problems, problem => Assert.Equal(ProblemCodes.CaseCollision, problem.Code));
        Assert.Equal([folder.At("cat/deep/x.png"), folder.At("dog/a.png")], problems.Select(problem => problem.Path));
    }
}
