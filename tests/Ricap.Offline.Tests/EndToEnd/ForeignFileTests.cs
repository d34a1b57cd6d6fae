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

    /// <summary>That files were ours is in the manifest alone; what the problem says to do makes the data set again.</summary>
    [Theory, InlineData(Words), InlineData(Words + " --force true")]
    public void Without_its_manifest_a_data_set_is_written_over_where_nothing_changes(string words)
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(words);
        File.Delete(workspace.At("ricap.json"));
        workspace.Render(words);

        File.Delete(workspace.At("ricap.json"));
        workspace.Draw(Workspace.NameOf(7), seed: 1007);
        FolderContents before = FolderContents.Of(workspace.Output);
        Problem problem = Assert.Single(workspace.Problems(words));
        Assert.Equal((ProblemCodes.ForeignOutput, workspace.At("base/base-00000.npy")), (problem.Code, problem.Path));
        Assert.EndsWith("if it is of a data set that lost its ricap.json, delete the folders base and epoch-* beside that", problem.Message, StringComparison.Ordinal);
        FolderContents.Of(workspace.Output).AssertSameAs(before, except: ".ricap/");

        foreach (string folder in (string[])["base", .. Directory.GetDirectories(workspace.Output, "epoch-*")])
        {
            Directory.Delete(workspace.At(Path.GetFileName(folder)), recursive: true);
        }

        workspace.Render(words);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(words));
    }

    /// <summary>A file of somebody else's in a data set that has its manifest is no reason to delete that.</summary>
    [Fact]
    public void With_its_manifest_no_folder_is_to_be_deleted()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words);
        Workspace.Write(workspace.At("epoch-0001/ricap-0001-000000.tar"), Theirs);
        Problem problem = Assert.Single(workspace.Problems(Words + " --epochs 2"));
        Assert.EndsWith("choose another output folder", problem.Message, StringComparison.Ordinal);
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
