using Ricap.Tests.Sources;

namespace Ricap.Tests.EndToEnd;

/// <summary>Files in the output folder that we did not write are neither deleted nor written over.</summary>
public class ForeignFileTests
{
    private const string Words = "--size 8x8 --seed 9 --batch 8 --shard-size 16";
    private static readonly byte[] Theirs = [1, 2, 3];

    public static TheoryData<string> Beside =>
    [
        "notes.txt", "epoch-0001/notes.txt", "epoch-0001/ricap-0001-000009.tar", "epoch-0007/ricap-0007-000000.tar", "base/mine.npy",
        "epoch-0001/deeper/ricap-0001-000000.tar", ".ricap/mine", "ricap.json.bak",
    ];

    public static TheoryData<string> InTheWay =>
    [
        "base/base-00000.npy", "base/base-00000.json", "epoch-0000/ricap-0000-000001.tar", "epoch-0000/ricap-0000-000001.idx",
        "epoch-0000/ricap.wids.json", "ricap.json",
    ];

    [Theory, MemberData(nameof(Beside))]
    public void A_file_beside_ours_stays_when_ours_go(string theirs)
    {
        using Workspace workspace = Workspace.With(50);
        Workspace.Write(workspace.At(theirs), Theirs);
        workspace.Render(Words + " --epochs 3");
        workspace.Render(Words + " --epochs 1 --format npy");
        Assert.Equal(Theirs, File.ReadAllBytes(workspace.At(theirs)));
        File.Delete(workspace.At(theirs));
        Assert.DoesNotContain("epoch-0001/ricap-0001-000000.tar", FolderContents.Of(workspace.Output).Paths);
        Assert.DoesNotContain("epoch-0002/", FolderContents.Of(workspace.Output).Paths);
    }

    [Theory, MemberData(nameof(InTheWay))]
    public void A_file_in_the_way_of_ours_is_reported_and_stays(string theirs)
    {
        using Workspace workspace = Workspace.With(50);
        Workspace.Write(workspace.At(theirs), Theirs);
        for (int attempt = 0; attempt < 2; attempt++)
        {
            Problem problem = Assert.Single(workspace.Problems(Words));
            Assert.Equal((ProblemCodes.ForeignOutput, workspace.At(theirs)), (problem.Code, problem.Path));
            Assert.Equal(Theirs, File.ReadAllBytes(workspace.At(theirs)));
        }

        File.Delete(workspace.At(theirs));
        workspace.Render(Words);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [UnixFact]
    public void A_link_that_leads_nowhere_is_in_the_way_and_stays()
    {
        using Workspace workspace = Workspace.With(50);
        string theirs = workspace.At("epoch-0000/ricap-0000-000001.tar");
        Directory.CreateDirectory(Path.GetDirectoryName(theirs)!);
        File.CreateSymbolicLink(theirs, "gone");
        Problem problem = Assert.Single(workspace.Problems(Words));
        Assert.Equal((ProblemCodes.ForeignOutput, theirs), (problem.Code, problem.Path));
        Assert.Equal("gone", new FileInfo(theirs).LinkTarget);
    }

    [Theory, InlineData("base"), InlineData("epoch-0000"), InlineData(".ricap")]
    public void A_file_where_a_folder_of_ours_belongs_is_reported_and_stays(string theirs)
    {
        using Workspace workspace = Workspace.With(50);
        Workspace.Write(workspace.At(theirs), Theirs);
        Problem problem = Assert.Single(workspace.Problems(Words));
        Assert.Equal(ProblemCodes.OutputNotWritable, problem.Code);
        Assert.StartsWith(workspace.Output, problem.Path, StringComparison.Ordinal);
        Assert.Equal(Theirs, File.ReadAllBytes(workspace.At(theirs)));
    }
}
