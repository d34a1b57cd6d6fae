using Ricap.Building;
using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Parts;

public sealed class PartsTests
{
    /// <summary>8 shards: two epochs of 50 samples, 16 a shard.</summary>
    private const string Words = "--size 24x20 --seed 3 --epochs 2 --batch 16 --shard-size 16 --flip horizontal --shift 3";

    /// <summary>Of this size 8 sources are a base shard.</summary>
    private const string Large = "--size 1536x1024 --seed 3 --epochs 1 --batch 4 --shard-size 4 --format npy";

    [Theory]
    [InlineData("", 1)]
    [InlineData("", 3)]
    [InlineData(" --format npy", 8)]
    [InlineData(" --format mds --image jpeg:90", 5)]
    [InlineData(" --format mds", 13)]
    public void Parts_and_the_run_that_ends_them_make_what_one_build_makes(string more, int parts)
    {
        using Workspace workspace = Workspace.With(50);
        FolderContents expected = workspace.Fresh(Words + more);
        Assert.Equal(50, workspace.Base(Words + more).Decoded);
        workspace.EpochsInParts(Words + more, parts);
        Assert.False(File.Exists(workspace.At("ricap.json")), "a part wrote the manifest");
        BuildResult end = workspace.Finish(Words + more);
        Assert.Equal((0, 9, 0, 0L, 0L), (end.Made, end.Kept, end.Removed, end.Decoded, end.Samples));
        FolderContents.Of(workspace.Output).AssertSameAs(expected);
    }

    [Fact]
    public void A_base_of_several_shards_is_made_in_parts()
    {
        using Workspace workspace = Workspace.With(20);
        FolderContents expected = workspace.Fresh(Large);
        Assert.Equal([8, 8, 4, 0], new[] { "1/4", "2/4", "3/4", "0/4" }.Select(part => (int)workspace.Base(Large, part).Decoded));
        Parallel.For(0, 3, i => workspace.Epochs(Large, $"{i}/3"));
        BuildResult end = workspace.Finish(Large);
        Assert.Equal((0, 8, 0L), (end.Made, end.Kept, end.Decoded));
        FolderContents.Of(workspace.Output).AssertSameAs(expected);
    }

    [Fact]
    public void Every_part_may_run_several_times_at_once()
    {
        using Workspace workspace = Workspace.With(50);
        FolderContents expected = workspace.Fresh(Words);
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ => workspace.Base(Words + " --threads 1"));
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => workspace.Epochs(Words + " --threads 1", $"{i / 4}/2"));
        Assert.Equal(0, workspace.Finish(Words).Made);
        FolderContents.Of(workspace.Output).AssertSameAs(expected);
    }

    [Fact]
    public void The_number_of_parts_may_differ_from_attempt_to_attempt()
    {
        using Workspace workspace = Workspace.With(50);
        FolderContents expected = workspace.Fresh(Words);
        workspace.Base(Words);
        Assert.Equal(2, workspace.Epochs(Words, "3/4").Made);
        Assert.Equal((0, 1), workspace.Epochs(Words, "7/8") is var last ? (last.Made, last.Kept) : default);
        Assert.Equal((1, 2), workspace.Epochs(Words, "2/3") is var third ? (third.Made, third.Kept) : default);
        BuildResult end = workspace.Render(Words);
        Assert.Equal((5, 0L), (end.Made, end.Decoded));
        FolderContents.Of(workspace.Output).AssertSameAs(expected);
    }

    [Fact]
    public void A_part_without_a_shard_ends_well()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Base(Words, "3/7");
        Assert.Equal((0, 0), workspace.Base(Words, "0/7") is var first ? (first.Made, first.Kept) : default);
        workspace.Base(Words, "6/7");
        BuildResult none = workspace.Epochs(Words, "0/100");
        Assert.Equal((0, 0), (none.Made, none.Kept));
        Assert.Empty(none.Files);
    }

    [Fact]
    public void A_part_names_the_files_that_it_made_and_then_its_journal()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Base(Words);
        BuildResult made = workspace.Epochs(Words, "1/8");
        Assert.Equal(
            [workspace.At("epoch-0000/ricap-0000-000001.tar"), workspace.At("epoch-0000/ricap-0000-000001.idx")],
            made.Files.SkipLast(1));
        Assert.StartsWith("journal.1-8.", Path.GetFileName(made.Files[^1]), StringComparison.Ordinal);
        Assert.All(made.Files, file => Assert.True(File.Exists(file), file));
    }

    [Fact]
    public void Without_all_of_the_base_an_epoch_part_says_what_to_run_first()
    {
        using Workspace workspace = Workspace.With(20);
        workspace.Base(Large, "1/3");
        Problem problem = PartsRun.Problem(() => workspace.Epochs(Large, "0/2"));
        Assert.Equal(ProblemCodes.BaseIncomplete, problem.Code);
        Assert.Contains("base/base-00000.npy, base/base-00002.npy are missing", problem.Message, StringComparison.Ordinal);
        Assert.Contains("--only base", problem.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(workspace.At("epoch-0000")), "it rendered");
    }

    [Fact]
    public void A_base_of_other_images_or_options_is_refused()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Base(Words);
        Assert.Equal(
            ProblemCodes.BaseIncomplete,
            PartsRun.Problem(() => workspace.Epochs(Words.Replace("24x20", "20x24", StringComparison.Ordinal), "0/2")).Code);
        File.Move(Path.Join(workspace.Images, Workspace.NameOf(7)), Path.Join(workspace.Images, "bee/7.png"));
        Problem problem = PartsRun.Problem(() => workspace.Epochs(Words, "0/2"));
        Assert.Equal(ProblemCodes.BaseOfOtherImages, problem.Code);
        workspace.Base(Words);
        workspace.EpochsInParts(Words, 2);
        workspace.Finish(Words);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Fact]
    public void The_run_that_may_make_nothing_names_what_is_missing_and_touches_nothing()
    {
        using Workspace workspace = Workspace.With(50);
        Assert.Equal(ProblemCodes.MissingShards, PartsRun.Problem(() => workspace.Finish(Words)).Code);
        workspace.Base(Words);
        workspace.Epochs(Words, "0/2");
        FolderContents before = FolderContents.Of(workspace.At("epoch-0000"));
        Problem problem = PartsRun.Problem(() => workspace.Finish(Words));
        Assert.Equal(ProblemCodes.MissingShards, problem.Code);
        Assert.Contains("epoch-0001/ricap-0001-000000.tar", problem.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(workspace.At("ricap.json")), "there is a manifest");
        FolderContents.Of(workspace.At("epoch-0000")).AssertSameAs(before);
        workspace.Epochs(Words, "1/2");
        workspace.Finish(Words);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Fact]
    public void A_whole_build_keeps_what_parts_have_made_and_leaves_nothing_of_them()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Base(Words);
        workspace.Epochs(Words, "1/2");
        BuildResult end = workspace.Render(Words);
        Assert.Equal((4, 5, 0L), (end.Made, end.Kept, end.Decoded));
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }
}
