using Ricap.Building;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Parts;

/// <summary>What must never happen, however parts come and go: a manifest that is not true, a shard of other bytes, a file of somebody else's lost.</summary>
public sealed class PartsSafetyTests
{
    private const string Words = "--size 24x20 --seed 3 --epochs 2 --batch 16 --shard-size 16 --flip horizontal --shift 3";

    private const string Other = Words + " --beta 0.9";

    [Fact]
    public void A_finished_data_set_has_no_manifest_from_before_its_first_file_changes()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words);
        FolderContents old = FolderContents.Of(workspace.Output);
        Assert.Equal((0, 1), workspace.Base(Other) is var kept ? (kept.Made, kept.Kept) : default);
        FolderContents.Of(workspace.Output).AssertSameAs(old, except: ".ricap/");

        workspace.Epochs(Other, "2/8");
        Assert.False(File.Exists(workspace.At("ricap.json")), "the manifest still names a file that was replaced");
        Assert.True(File.Exists(workspace.At(".ricap/previous.json")));

        Parallel.For(0, 8, i => workspace.Epochs(Other, $"{i}/8"));
        BuildResult end = workspace.Finish(Other);
        Assert.Equal((0, 0L), (end.Made, end.Decoded));
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Other));
    }

    [Fact]
    public void What_only_the_older_data_set_had_is_deleted_by_the_last_run_and_by_no_part()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words + " --format npy");
        workspace.Base(Other);
        workspace.EpochsInParts(Other, 3);
        Assert.True(File.Exists(workspace.At("epoch-0001/ricap-0001-000003.npy")), "a part deleted what it did not make");
        Assert.Equal(16, workspace.Finish(Other).Removed);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Other));
    }

    [Fact]
    public void A_part_of_a_finished_data_set_mends_it_and_leaves_the_manifest()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words);
        FolderContents whole = FolderContents.Of(workspace.Output);
        File.Delete(workspace.At("epoch-0001/ricap-0001-000002.tar"));
        File.WriteAllText(workspace.At("base/base-00000.npy"), "damaged");
        Assert.Equal((1, 50L), workspace.Base(Words) is var mended ? (mended.Made, mended.Decoded) : default);
        Assert.Equal(1, workspace.Epochs(Words).Made);
        FolderContents.Of(workspace.Output).AssertSameAs(whole, except: ".ricap/");
        Assert.Equal((0, 9), workspace.Finish(Words) is var end ? (end.Made, end.Kept) : default);
        FolderContents.Of(workspace.Output).AssertSameAs(whole);
    }

    /// <summary>On another machine the lock keeps nobody off: a part may still be at it when the last run has ended.</summary>
    [Fact]
    public void A_part_that_comes_to_its_end_after_the_last_run_leaves_the_data_set_whole()
    {
        using Workspace workspace = Workspace.With(50);
        FolderContents expected = workspace.Fresh(Words);
        string finished = Path.Join(workspace.Root, "finished");
        workspace.Render(Words, output: finished);
        workspace.Base(Words);
        bool done = false;
        var straggler = new BuildListener
        {
            Progress = (phase, samples) =>
            {
                if (!done && phase == BuildPhase.Samples && samples >= 16)
                {
                    done = true;
                    foreach (string file in Directory.EnumerateFiles(finished, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "lock"))
                    {
                        string place = workspace.At(Path.GetRelativePath(finished, file));
                        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
                        File.Copy(file, place + "~");
                        File.Move(place + "~", place, overwrite: true);
                    }
                }
            },
        };
        workspace.Epochs(Words + " --threads 1", heard: straggler);
        Assert.True(done);
        FolderContents.Of(workspace.Output).AssertSameAs(expected, except: ".ricap/");
        Assert.True(workspace.Render(Words).UpToDate);
        FolderContents.Of(workspace.Output).AssertSameAs(expected);
    }

    [Fact]
    public void A_part_replaces_no_file_of_somebody_else()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Base(Words);
        Workspace.Write(workspace.At("epoch-0000/ricap-0000-000001.tar"), [1, 2, 3]);
        Assert.Equal(ProblemCodes.ForeignOutput, PartsRun.Problem(() => workspace.Epochs(Words, "0/2")).Code);
        Assert.Equal([1, 2, 3], File.ReadAllBytes(workspace.At("epoch-0000/ricap-0000-000001.tar")));
    }

    [Fact]
    public void The_names_of_an_older_manifest_outlast_a_part_that_withdraws_a_newer_one()
    {
        using Workspace workspace = Workspace.With(50);
        workspace.Render(Words + " --format npy");
        string older = File.ReadAllText(workspace.At("ricap.json"));
        string[] stale = [.. Directory.GetFiles(workspace.At("epoch-0000"), "*.npy")];
        byte[][] content = [.. stale.Select(File.ReadAllBytes)];
        workspace.Render(Words);

        // As a build leaves it that is killed once its manifest is in place.
        File.WriteAllText(workspace.At(".ricap/previous.json"), older);
        for (int i = 0; i < stale.Length; i++)
        {
            Workspace.Write(stale[i], content[i]);
        }

        workspace.EpochsInParts(Other, 2);
        workspace.Finish(Other);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Other));
    }

    [Fact]
    public void Half_a_line_at_the_end_of_a_journal_names_nothing()
    {
        using Workspace workspace = Workspace.With(50);
        FolderContents expected = workspace.Fresh(Words);
        workspace.Base(Words);
        string journal = workspace.Epochs(Words, "0/8").Files[^1];
        string line = File.ReadAllText(journal);

        // Cut where what is left looks like a shard without its companion.
        File.WriteAllText(journal, line[..line.LastIndexOf('\t')]);
        Assert.Empty(new BuildJournal(journal).Read());
        workspace.EpochsInParts(Words, 8);
        Assert.Equal(0, workspace.Finish(Words).Made);
        FolderContents.Of(workspace.Output).AssertSameAs(expected);
    }

    [Fact]
    public void A_whole_build_waits_for_parts_and_they_for_it_but_not_for_each_other()
    {
        using Workspace workspace = Workspace.With(1);
        using (OutputFolder.Open(workspace.Output, new PartAttempt("0-2"), Fail, CancellationToken.None))
        {
            using (OutputFolder.Open(workspace.Output, new PartAttempt("0-2"), Fail, CancellationToken.None))
            {
                AssertWaits(attempt: null);
            }
        }

        using (OutputFolder.Open(workspace.Output, Fail, CancellationToken.None))
        {
            AssertWaits(new PartAttempt("0-2"));
        }

        void AssertWaits(PartAttempt? attempt)
        {
            using var stop = new CancellationTokenSource();
            bool waits = false;
            Assert.Throws<OperationCanceledException>(() => OutputFolder.Open(
                workspace.Output,
                attempt,
                () =>
                {
                    waits = true;
                    stop.Cancel();
                },
                stop.Token).Dispose());
            Assert.True(waits);
        }

        static void Fail() => Assert.Fail("waited");
    }

    [Fact]
    public void Attempts_have_names_of_their_own_that_a_path_can_hold()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(_ => new PartAttempt("base-0-2").Name)];
        Assert.Equal(100, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches(@"^base-0-2\.[A-Za-z0-9-]{1,40}\.[0-9]+\.[0-9a-f]{32}$", name));
    }

    [Fact]
    public void How_it_is_run_never_reaches_what_is_made()
    {
        Assert.DoesNotContain(OptionTable.All, option => option.Name is "part" or "only" or "missing");
        using Workspace workspace = Workspace.With(20);
        workspace.Base(Words);
        workspace.EpochsInParts(Words, 3);
        workspace.Finish(Words);
        DatasetManifest manifest = ManifestReader.Read(workspace.At("ricap.json"));
        Assert.DoesNotContain(manifest.Options, option => option.Name is "part" or "only" or "missing");
    }
}
