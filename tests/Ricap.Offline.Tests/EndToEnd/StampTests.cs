using Ricap.Building;

namespace Ricap.Tests.EndToEnd;

/// <summary>A build with a cache that has nothing to do looks at no content, and at every file.</summary>
public sealed class StampTests
{
    private const string Plain = "--size 8x8 --batch 8 --shard-size 16 --epochs 2 --seed 5 --format npy";

    /// <summary>Longer than a file that was touched is not believed to stay as it is.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(2.2);

    [Fact]
    public void Where_nothing_changed_nothing_is_made_or_read_and_a_change_that_hides_is_found()
    {
        Assert.True(FileFacts.AreSure || !OperatingSystem.IsLinux());
        using Workspace workspace = Workspace.With(20);
        string words = With(workspace, Plain);
        Thread.Sleep(Trusted);
        BuildResult first = workspace.Render(words);
        FolderContents made = FolderContents.Of(workspace.Output);
        Assert.Single(StampsOf(workspace));

        var heard = new BuildListener();
        BuildResult second = workspace.Render(words, heard);
        Assert.Equal((0, first.Made, 0, 0L, 0L), (second.Made, second.Kept, second.Removed, second.Decoded, second.Samples));
        Assert.Equal(first.Files, second.Files);
        Assert.Equal(first.Shards, second.Shards);
        Assert.Equal([$"hashed 0 shard files, remembered {first.Files.Count}"], heard.Details); // a build that reads hashes those this new
        Assert.False(workspace.Render($"{words} --beta 0.7").UpToDate);
        Assert.False(workspace.Render(words).UpToDate);
        Assert.True(workspace.Render(words).UpToDate);

        if (FileFacts.AreSure)
        {
            Thread.Sleep(Trusted);
            Assert.True(workspace.Render(words).UpToDate); // from here on no time is so late that content is looked at because of it
            Spoil(first.Shards[1]);
            BuildResult repaired = workspace.Render(words);
            Assert.Equal((1, 0L), (repaired.Made, repaired.Decoded));
            FolderContents.Of(workspace.Output).AssertSameAs(made);
            Assert.True(workspace.Render(words).UpToDate);
            Spoil(Path.Join(workspace.Images, Workspace.NameOf(3)));
            Assert.NotEmpty(workspace.Problems(words));
        }
    }

    [Fact]
    public void Images_that_were_written_a_moment_before_are_not_believed_to_stay_as_they_are()
    {
        using Workspace workspace = Workspace.With(20);
        string words = With(workspace, Plain);
        workspace.Draw(Workspace.NameOf(7), seed: 1007);
        workspace.Render(words);
        Assert.Empty(StampsOf(workspace));
        string image = Path.Join(workspace.Images, Workspace.NameOf(3));
        Spoil(image);
        Assert.NotEmpty(workspace.Problems(words));
    }

    [Fact]
    public void A_build_that_warned_warns_again()
    {
        using Workspace workspace = Workspace.With(20);
        string words = With(workspace, $"{Plain} --on-bad-image skip");
        Workspace.Write(Path.Join(workspace.Images, "ant/bad.png"), [1, 2, 3]);
        Thread.Sleep(Trusted);
        for (int run = 0; run < 3; run++)
        {
            var heard = new BuildListener();
            workspace.Render(words, heard);
            Assert.Contains("left out", Assert.Single(heard.Problems).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_image_more_or_less_or_under_another_name_is_a_change()
    {
        using Workspace workspace = Workspace.With(20);
        string words = With(workspace, Plain);
        Thread.Sleep(Trusted);
        workspace.Render(words);
        string image = Path.Join(workspace.Images, Workspace.NameOf(3));
        string other = Path.Join(workspace.Images, "ant/another.png");
        File.Move(image, other);
        Assert.False(workspace.Render(words).UpToDate);
        File.Move(other, image);
        Assert.False(workspace.Render(words).UpToDate);
        File.Delete(image);
        Assert.False(workspace.Render(words).UpToDate);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Plain));
    }

    private static string With(Workspace workspace, string words) => $"{words} --cache {Path.Join(workspace.Root, "cache")}";

    private static string[] StampsOf(Workspace workspace) => Directory.GetFiles(Path.Join(workspace.Root, "cache"), "*.stamp");

    /// <summary>Changes a file in place, and gives it the time that it had.</summary>
    private static void Spoil(string path)
    {
        DateTime written = File.GetLastWriteTimeUtc(path);
        using (FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length / 2;
            int value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)~value);
        }

        File.SetLastWriteTimeUtc(path, written);
    }
}
