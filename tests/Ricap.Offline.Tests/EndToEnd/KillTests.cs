using System.Diagnostics;

namespace Ricap.Tests.EndToEnd;

public class KillTests
{
    private const string Words =
        "--size 48x40 --seed 3 --epochs 4 --batch 16 --shard-size 32 --flip horizontal --shift 3 --fill reflect";

    private const string Fewer = "--size 48x40 --seed 3 --epochs 1 --batch 16 --shard-size 32 --format npy";

    [Theory, InlineData(""), InlineData(" --format npy")]
    public void A_build_killed_at_any_moment_is_gone_on_with_to_the_same_bytes(string format)
    {
        using Workspace workspace = Workspace.With(160);
        FolderContents expected = workspace.Fresh(Words + format);
        int whole = MillisecondsOf(workspace, Words + format);
        var delays = new Random(20180701);
        int killed = 0;
        for (int round = 0; round < 8 || (killed < 6 && round < 40); round++)
        {
            Directory.CreateDirectory(workspace.Output);
            Directory.Delete(workspace.Output, recursive: true);

            // Twice before it may end, so that what goes on from a kill is killed too. A build that ended first, since the
            // machine is faster now than when it was measured, makes the next wait shorter.
            for (int i = 0; i < 2; i++)
            {
                int wasKilled = KilledAfter(delays.Next(0, whole), workspace, Words + format);
                killed += wasKilled;
                whole = wasKilled == 0 ? Math.Max(20, whole * 3 / 4) : whole;
            }

            workspace.Render(Words + format);
            FolderContents.Of(workspace.Output).AssertSameAs(expected);
        }

        Assert.True(killed >= 6, $"only {killed} builds were killed before they ended: the delays test nothing");
    }

    [Fact]
    public void After_a_kill_other_options_leave_nothing_of_the_build_that_was_killed()
    {
        using Workspace workspace = Workspace.With(160);
        workspace.Render(Words);
        FolderContents expected = workspace.Fresh(Fewer);
        int whole = MillisecondsOf(workspace, Words + " --beta 0.7");
        workspace.Render(Fewer);
        var delays = new Random(1918);
        for (int round = 0; round < 4; round++)
        {
            KilledAfter(delays.Next(0, whole), workspace, Words + " --beta 0.7");
            workspace.Render(Fewer);
            FolderContents.Of(workspace.Output).AssertSameAs(expected);
        }
    }

    [Fact]
    public void What_was_made_before_a_kill_is_not_made_again()
    {
        using Workspace workspace = Workspace.With(160);
        RenderAll(workspace, stopAfter: 12);
        var heard = new BuildListener();
        Ricap.Building.BuildResult resumed = workspace.Render(Words + " --threads 1", heard);
        Assert.Equal(0, resumed.Decoded);
        Assert.InRange(resumed.Made, 1, 12);
    }

    /// <summary>Builds and cancels when that many batches of samples are done.</summary>
    private static void RenderAll(Workspace workspace, int stopAfter)
    {
        using var stop = new CancellationTokenSource();
        int shards = 0;
        var heard = new BuildListener
        {
            Progress = (phase, _) =>
            {
                shards += phase == Ricap.Building.BuildPhase.Samples ? 1 : 0;
                if (shards == stopAfter)
                {
                    stop.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => workspace.Render(Words + " --threads 1", heard, cancellation: stop.Token));
        Assert.False(File.Exists(workspace.At("ricap.json")), "a cancelled build has no manifest");
    }

    /// <summary>How long a build takes here and now, so that kills fall within it on any machine.</summary>
    private static int MillisecondsOf(Workspace workspace, string words)
    {
        long began = Stopwatch.GetTimestamp();
        using Process child = RenderChild.Start(workspace, words);
        child.WaitForExit();
        return (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    /// <summary>1 if the build was still running then.</summary>
    private static int KilledAfter(int milliseconds, Workspace workspace, string words)
    {
        using Process child = RenderChild.Start(workspace, words);
        bool ended = child.WaitForExit(milliseconds);
        child.Kill();
        child.WaitForExit();
        return ended ? 0 : 1;
    }
}
