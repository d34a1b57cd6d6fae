namespace Ricap.Tests.EndToEnd;

/// <summary>The states that a kill leaves at the moments where it could make a build forget a file of its own.</summary>
public class LeftoverTests
{
    private const string One = "--size 8x8 --seed 9 --batch 8 --shard-size 16 --epochs 1";
    private const string Other = "--size 8x8 --seed 9 --batch 8 --shard-size 16 --epochs 1 --beta 1 --threads 1";
    private const string Three = "--size 8x8 --seed 9 --batch 8 --shard-size 16 --epochs 3";

    [Fact]
    public void Stale_files_go_though_the_build_that_made_them_stale_was_killed_while_removing_them()
    {
        using Workspace workspace = Workspace.With(50);
        PublishWithStaleFiles(workspace);

        // A build that has something to make, and so puts a manifest aside itself.
        workspace.Render(Other);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Other));
    }

    [Fact]
    public void Stale_files_go_though_the_builds_before_were_killed_twice()
    {
        using Workspace workspace = Workspace.With(50);
        PublishWithStaleFiles(workspace);
        using var stop = new CancellationTokenSource();
        var heard = new BuildListener { Progress = (_, _) => stop.Cancel() };
        Assert.Throws<OperationCanceledException>(() => workspace.Render(Other, heard, cancellation: stop.Token));

        workspace.Render(One);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(One));
    }

    [Fact]
    public void Half_a_line_in_the_journal_hides_no_line_after_it()
    {
        using Workspace workspace = Workspace.With(50);
        Workspace.Write(workspace.At(".ricap/journal"), "0123456789abcdef"u8.ToArray());
        Directory.CreateDirectory(workspace.At("ricap.json"));
        workspace.Problems(Three);
        Directory.Delete(workspace.At("ricap.json"));

        Assert.Equal(0, workspace.Render(One).Decoded);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(One));
    }

    [Fact]
    public void An_index_goes_though_the_build_that_wrote_it_was_killed_before_it_published()
    {
        using Workspace workspace = Workspace.With(50);
        Directory.CreateDirectory(workspace.At("ricap.json"));
        Assert.Equal(ProblemCodes.OutputNotWritable, Assert.Single(workspace.Problems(Three)).Code);
        Assert.True(File.Exists(workspace.At("epoch-0002/ricap.wids.json")), "the build did not come as far as was meant");
        Directory.Delete(workspace.At("ricap.json"));

        workspace.Render(One);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(One));
    }

    [Fact]
    public void A_folder_goes_though_the_build_that_made_it_was_killed_before_it_filled_it()
    {
        using Workspace workspace = Workspace.With(50);
        Directory.CreateDirectory(workspace.At("ricap.json"));
        workspace.Problems(Three);
        Directory.Delete(workspace.At("ricap.json"));
        foreach (string file in Directory.GetFiles(workspace.At("epoch-0002")))
        {
            File.Delete(file);
        }

        workspace.Render(One);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(One));
    }

    /// <summary>As after a kill while the files of two epochs were removed: the manifest of one, and aside that of three.</summary>
    private static void PublishWithStaleFiles(Workspace workspace)
    {
        workspace.Render(One);
        byte[] published = File.ReadAllBytes(workspace.At("ricap.json"));
        workspace.Render(Three);
        File.Move(workspace.At("ricap.json"), workspace.At(".ricap/previous.json"));
        File.WriteAllBytes(workspace.At("ricap.json"), published);
    }
}
