using System.Diagnostics;
using Ricap.Building;
using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Parts;

public sealed class PartsKillTests
{
    private const string Words = "--size 64x48 --seed 3 --epochs 3 --batch 16 --shard-size 32 --flip horizontal --threads 1";

    /// <summary>Attempts at parts, two at a time and some of them twins, each killed at some moment; then each part once more.</summary>
    [Fact]
    public void Parts_killed_at_any_moment_are_run_again_to_the_same_bytes()
    {
        using Workspace workspace = Workspace.With(160);
        FolderContents expected = workspace.Fresh(Words);
        long began = Stopwatch.GetTimestamp();
        using (Process whole = RenderChild.StartPart(workspace, "base=0/1", Words))
        {
            whole.WaitForExit();
        }

        int longest = (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        var delays = new Random(20180701);
        int killed = 0;
        for (int round = 0; round < 3; round++)
        {
            Directory.Delete(workspace.Output, recursive: true);
            killed += Kill(workspace, delays.Next(0, longest), "base=0/1", "base=0/1");
            workspace.Base(Words);
            for (int i = 0; i < 2; i++)
            {
                killed += Kill(workspace, delays.Next(0, longest), $"epochs={i}/2", $"epochs={(i + round) % 2}/2");
            }

            workspace.EpochsInParts(Words, 3);
            BuildResult end = workspace.Finish(Words);
            Assert.Equal((0, 0L, 0L), (end.Made, end.Decoded, end.Samples));
            FolderContents.Of(workspace.Output).AssertSameAs(expected);
        }

        Assert.True(killed >= 3, $"only {killed} parts were killed before they ended: the delays test nothing");
    }

    /// <summary>Runs parts at once and kills them after some time; gives how many were still running then.</summary>
    private static int Kill(Workspace workspace, int milliseconds, params string[] parts)
    {
        Process[] children = [.. parts.Select(part => RenderChild.StartPart(workspace, part, Words))];
        Thread.Sleep(milliseconds);
        int running = 0;
        foreach (Process child in children)
        {
            running += child.HasExited ? 0 : 1;
            child.Kill();
            child.WaitForExit();
            child.Dispose();
        }

        return running;
    }
}
