using Ricap.Building;

namespace Ricap.Tests.EndToEnd;

/// <summary>Builds over a folder that has a data set already: what they make, keep and remove.</summary>
public class ChangeTests
{
    private const string Words = "--size 12x10 --seed 9 --batch 8 --shard-size 16 --epochs 3";

    [Fact]
    public void Where_nothing_changed_nothing_is_made()
    {
        using Workspace workspace = Workspace.With(50);
        BuildResult first = workspace.Render(Words);
        Assert.Equal((50, 13), (first.Decoded, first.Made)); // 3 epochs of 4 shards, and the base
        FolderContents before = FolderContents.Of(workspace.Output);
        BuildResult second = workspace.Render(Words);
        Assert.True(second.UpToDate);
        Assert.Equal((0, 0, 13, 0L), (second.Made, second.Removed, second.Kept, second.Decoded));
        FolderContents.Of(workspace.Output).AssertSameAs(before);
    }

    [Fact]
    public void What_is_written_though_no_shard_is_made_is_not_up_to_date()
    {
        using Workspace workspace = Workspace.With(50);
        Assert.Equal(4, workspace.Render(Words).Written); // the indexes of 3 epochs, and the manifest
        FolderContents whole = FolderContents.Of(workspace.Output);
        File.AppendAllText(workspace.At("epoch-0001/ricap.wids.json"), " ");
        BuildResult mended = workspace.Render(Words);
        Assert.Equal((false, 0, 13, 0, 2), (mended.UpToDate, mended.Made, mended.Kept, mended.Removed, mended.Written)); // the manifest stood aside meanwhile
        FolderContents.Of(workspace.Output).AssertSameAs(whole);

        BuildResult renamed = workspace.Render($"{Words} --name other");
        Assert.Equal((false, 0, 13, 0, 4), (renamed.UpToDate, renamed.Made, renamed.Kept, renamed.Removed, renamed.Written));
        Assert.True(workspace.Render($"{Words} --name other").UpToDate);
    }

    [Fact]
    public void An_image_that_was_only_touched_changes_nothing()
    {
        using Workspace workspace = Workspace.With(50);
        string cache = $"{Words} --cache {Path.Join(workspace.Root, "cache")}";
        workspace.Render(cache);
        File.SetLastWriteTimeUtc(Path.Join(workspace.Images, Workspace.NameOf(7)), new DateTime(2031, 1, 1));
        Assert.True(workspace.Render(Words).UpToDate);
        Assert.True(workspace.Render(cache).UpToDate);
    }

    [Fact]
    public void One_changed_image_is_decoded_and_makes_one_shard_an_epoch_anew()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words);
        workspace.Draw(Workspace.NameOf(7), seed: 1007);
        var heard = new BuildListener();
        BuildResult result = workspace.Render(Words, heard);
        Assert.Equal(1, result.Decoded);
        Assert.Equal(
            ["base", "epoch-0000", "epoch-0001", "epoch-0002"], heard.Made.Select(m => m.Split('/')[0]).Order(StringComparer.Ordinal));
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Fact]
    public void A_renamed_image_is_not_decoded_again()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words);
        File.Move(Path.Join(workspace.Images, "ant/0000.png"), Path.Join(workspace.Images, "ant/zebra.png"));
        Assert.Equal(0, workspace.Render(Words).Decoded);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Fact]
    public void An_added_image_alone_is_decoded()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words);
        workspace.Draw("aaa/first-in-a-class-before-all-others.png", seed: 2000);
        Assert.Equal(1, workspace.Render(Words).Decoded);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Fact]
    public void Removed_images_leave_no_file_behind()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words);
        for (int i = 10; i < 50; i++)
        {
            File.Delete(Path.Join(workspace.Images, Workspace.NameOf(i)));
        }

        BuildResult result = workspace.Render(Words);
        Assert.Equal(0, result.Decoded);
        Assert.Equal(3 * 3 * 2, result.Removed); // 3 of 4 shards of 3 epochs, each with its index
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Theory]
    [InlineData("--beta 0.9", 13 - 1)]
    [InlineData("--schedule step:0.3,0.9@2", 4)]
    [InlineData("--seed 10", 12)]
    [InlineData("--format npy", 12)]
    [InlineData("--image webp", 12)]
    [InlineData("--shift 2", 12)]
    [InlineData("--epochs 0..3", 4)]
    [InlineData("--epochs 1", 0)]
    [InlineData("--epochs 1,2,7", 4)]
    [InlineData("--threads 3", 0)]
    public void Other_options_make_what_depends_on_them_and_decode_nothing(string change, int made)
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words);
        string changed = Words.Contains(change.Split(' ')[0], StringComparison.Ordinal)
            ? $"{Without(change.Split(' ')[0])} {change}"
            : $"{Words} {change}";
        BuildResult result = workspace.Render(changed);
        Assert.Equal((0L, made), (result.Decoded, result.Made));
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(changed));
        workspace.Render(Words);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Fact]
    public void Another_size_and_back_gives_the_same_bytes()
    {
        using Workspace workspace = Workspace.With(50);
        FolderContents first = workspace.Fresh(Words);
        workspace.Render(Words);
        Assert.Equal(50, workspace.Render($"{Without("--size")} --size 7x7").Decoded);
        workspace.Render(Words);
        FolderContents.Of(workspace.Output).AssertSameAs(first);
    }

    [Fact]
    public async Task A_build_waits_for_another_of_the_same_output_and_finds_all_done()
    {
        using Workspace workspace = Workspace.With(50);
        Task<BuildResult>? second = null;
        using var waiting = new ManualResetEventSlim();
        var heardSecond = new BuildListener
        {
            Detail = d =>
            {
                if (d.StartsWith("waiting", StringComparison.Ordinal))
                {
                    waiting.Set();
                }
            },
        };
        var heard = new BuildListener
        {
            Detail = _ =>
            {
                second ??= Task.Run(() => workspace.Render(Words, heardSecond));
                Assert.True(waiting.Wait(TimeSpan.FromMinutes(1)), "the second build did not wait");
            },
        };
        await Task.Run(() => workspace.Render(Words, heard));
        Assert.True((await second!).UpToDate);
    }

    private static string Without(string option) =>
        string.Join(' ', Words.Split(' ').Chunk(2).Where(p => p[0] != option).SelectMany(p => p));
}
