using Ricap.Building;
using Ricap.Building.Output;
using Ricap.Building.Parts;
using Ricap.Shards;
using Ricap.Tests.EndToEnd;
using Ricap.Tests.Sources;

namespace Ricap.Tests.Parts;

/// <summary>Parts read no more than they need, and believe nothing that they have not hashed.</summary>
public sealed class PartsReadingTests
{
    private const int Images = 64;

    /// <summary>A shard is a batch, and a batch has an eighth of the sources.</summary>
    private const string Words = "--size 24x20 --seed 3 --epochs 1 --batch 8 --shard-size 8 --format npy";

    private const int RowBytes = 24 * 20 * 3;

    [Fact]
    public void An_epoch_part_hashes_the_rows_that_it_reads_and_no_others()
    {
        using Workspace workspace = Workspace.With(Images);
        FolderContents expected = workspace.Fresh(Words);
        workspace.Base(Words);
        HashSet<int> drawn = [.. RowsOf(workspace, "0/8")];
        Assert.Equal(8, drawn.Count);
        int row = Enumerable.Range(0, Images).First(i => !drawn.Contains(i));
        Flip(workspace, row);
        Assert.Equal(1, workspace.Epochs(Words, "0/8").Made);

        // Some other part needs it.
        Problem[] problems = [.. Enumerable.Range(1, 7).Select(i => Try(workspace, $"{i}/8")).OfType<Problem>()];
        Problem damaged = Assert.Single(problems);
        Assert.Equal(ProblemCodes.DamagedFile, damaged.Code);
        Assert.Contains($"row {row} ", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("--only base", damaged.Message, StringComparison.Ordinal);

        // One that renders whole epochs keeps rows in memory, and hashes them no less.
        Assert.Equal(ProblemCodes.DamagedFile, Try(workspace, "0/1")?.Code);

        workspace.Base(Words);
        workspace.EpochsInParts(Words, 8);
        Assert.Equal(0, workspace.Finish(Words).Made);
        FolderContents.Of(workspace.Output).AssertSameAs(expected);
    }

    [UnixFact]
    public void A_base_behind_a_link_is_read()
    {
        using Workspace workspace = Workspace.With(Images);
        workspace.Base(Words);
        string shard = workspace.At("base/base-00000.npy");
        File.Move(shard, Path.Join(workspace.Root, "elsewhere.npy"));
        File.CreateSymbolicLink(shard, "../../elsewhere.npy");
        Assert.Equal(8, workspace.Epochs(Words, "0/1").Made);
    }

    [Theory, InlineData("gone"), InlineData("damaged"), InlineData("of another shard")]
    public void Without_hashes_of_its_rows_a_base_shard_is_hashed_as_a_whole(string hashes)
    {
        using Workspace workspace = Workspace.With(Images);
        workspace.Base(Words);
        string rows = workspace.At(".ricap/parts/base-00000.rows");
        byte[] bytes = File.ReadAllBytes(rows);
        switch (hashes)
        {
            case "gone":
                File.Delete(rows);
                break;
            case "damaged":
                bytes[100] ^= 1;
                File.WriteAllBytes(rows, bytes);
                break;
            default:
                workspace.Base(Words.Replace("24x20", "20x24", StringComparison.Ordinal));
                byte[] others = File.ReadAllBytes(rows);
                workspace.Base(Words);
                File.WriteAllBytes(rows, others);
                break;
        }

        Assert.Equal(1, workspace.Epochs(Words, "0/8").Made);
        HashSet<int> drawn = [.. RowsOf(workspace, "0/8")];
        Flip(workspace, Enumerable.Range(0, Images).First(i => !drawn.Contains(i)));
        workspace.Render(Words, output: Path.Join(workspace.Root, "elsewhere"));
        File.Delete(workspace.At("epoch-0000/ricap-0000-000000.npy"));
        Assert.Equal(ProblemCodes.DamagedFile, Try(workspace, "0/8")?.Code);
    }

    [Fact]
    public void With_a_cache_the_last_run_reads_no_shard_and_no_image()
    {
        using Workspace workspace = Workspace.With(Images);
        FolderContents expected = workspace.Fresh(Words);
        workspace.Age();
        string words = $"{Words} --cache {Path.Join(workspace.Root, "cache")}";
        workspace.Base(words);
        workspace.EpochsInParts(words, 2);
        Assert.Equal(3, Directory.GetFiles(Path.Join(workspace.Root, "cache")).Length);

        var heard = new BuildListener();
        BuildResult end = workspace.Finish(words, heard);
        Assert.Equal((0, 0L, 0L), (end.Made, end.Decoded, end.Samples));
        Assert.Contains("hashed 0 shard files, remembered 18", heard.Details);
        Assert.Single(Directory.GetFiles(Path.Join(workspace.Root, "cache"), "*.hashes"));
        FolderContents.Of(workspace.Output).AssertSameAs(expected);
    }

    [Fact]
    public void Without_a_cache_or_after_a_copy_that_lost_the_times_the_last_run_reads_all()
    {
        using Workspace workspace = Workspace.With(Images);
        workspace.Age();
        string words = $"{Words} --cache {Path.Join(workspace.Root, "cache")}";
        workspace.Base(words);
        workspace.Epochs(words);
        foreach (string file in Directory.EnumerateFiles(workspace.Output, "ricap-*", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(file);
            File.Delete(file);
            File.WriteAllBytes(file, bytes);
        }

        string damaged = workspace.At("epoch-0000/ricap-0000-000005.npy");
        byte[] content = File.ReadAllBytes(damaged);
        content[^1] ^= 1;
        File.WriteAllBytes(damaged, content);
        Assert.Contains("ricap-0000-000005", PartsRun.Problem(() => workspace.Finish(words)).Message, StringComparison.Ordinal);
        var heard = new BuildListener();
        Assert.Equal(1, workspace.Render(words, heard).Made);
        Assert.Contains(heard.Details, detail => detail.StartsWith("hashed 15 ", StringComparison.Ordinal) || detail.StartsWith("hashed 16 ", StringComparison.Ordinal));
    }

    [Fact]
    public void Images_are_listed_once_and_again_when_a_folder_was_written_to()
    {
        using Workspace workspace = Workspace.With(Images);
        workspace.Age();
        string folder = Path.Join(workspace.Images, "bee");
        DateTime then = Directory.GetLastWriteTimeUtc(folder);
        workspace.Base(Words);
        Assert.NotNull(new SourceListing(workspace.Options(Words)).Read());

        // Not seen while the folder has its time, so nobody listed it; seen afterwards.
        workspace.Draw("bee/new.png", 1000);
        Directory.SetLastWriteTimeUtc(folder, then);
        Assert.Equal(4, workspace.Epochs(Words, "0/2").Made);
        Directory.SetLastWriteTimeUtc(folder, then.AddSeconds(1));
        Assert.Null(new SourceListing(workspace.Options(Words)).Read());
        Assert.Equal(ProblemCodes.BaseOfOtherImages, Try(workspace, "1/2")?.Code);

        workspace.Base(Words);
        workspace.EpochsInParts(Words, 3);
        Assert.Equal(0, workspace.Finish(Words).Made);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Fact]
    public void An_image_that_changed_since_it_was_listed_is_listed_anew_by_the_part_that_reads_it()
    {
        using Workspace workspace = Workspace.With(Images);
        workspace.Age();
        workspace.Base(Words);
        workspace.Draw(Workspace.NameOf(3), 2000);
        Directory.SetLastWriteTimeUtc(Path.Join(workspace.Images, "ant"), DateTime.UtcNow.AddHours(-1));
        workspace.Base(Words);
        workspace.EpochsInParts(Words, 2);
        Assert.Equal(0, workspace.Finish(Words).Made);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Fact]
    public void A_list_with_soft_labels_is_written_down_and_read_again()
    {
        using Workspace workspace = Workspace.With(3);
        string list = Path.Join(workspace.Images, "list.csv");
        File.WriteAllText(list, "path,label\nant/0000.png,ant:0.7;bee:0.3\nbee/0001.png,bee\nant/0000.png,ant:0.2;bee:0.3;cat:0.5\n");
        workspace.Age();
        Ricap.Options.DatasetOptions options = workspace.Options(Words, list);
        DatasetBuilder.BuildBase(options, PartNumber.Whole);
        var listing = new SourceListing(options);
        Ricap.Sources.SourceSet read = Assert.IsType<Ricap.Sources.FileSourceSet>(listing.Read());
        Ricap.Sources.SourceSet found = listing.Find(new BuildListener());
        Assert.Equal(found.Classes, read.Classes);
        Assert.Equal(found.Sources.Select(Describe), read.Sources.Select(Describe));
        DatasetBuilder.BuildEpochs(options, PartNumber.Whole);
        Assert.Equal(0, DatasetBuilder.Finish(options).Made);

        static string Describe(Ricap.Sources.Source source) =>
            $"{source with { Label = null }} {string.Join(' ', source.Label?.Classes ?? [])} {string.Join(' ', source.Label?.Millionths ?? [])}";
    }

    [Fact]
    public void Images_that_are_left_out_are_decoded_once()
    {
        using Workspace workspace = Workspace.With(Images);
        Workspace.Write(Path.Join(workspace.Images, "bee/0000-bad.png"), [1, 2, 3]);
        Workspace.Write(Path.Join(workspace.Images, "cat/zz\tlast.png"), [4, 5, 6]);
        string words = Words + " --on-bad-image skip";
        Problem refused = PartsRun.Problem(() => workspace.Base(words, "0/2"));
        Assert.Equal(ProblemCodes.InvalidOption, refused.Code);
        workspace.Base(words);
        workspace.EpochsInParts(words, 3);
        var heard = new BuildListener();
        Assert.Equal((0, 0L), workspace.Finish(words, heard) is var end ? (end.Made, end.Decoded) : default);
        Assert.Equal(2, heard.Problems.Count);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(words));
    }

    private static Problem? Try(Workspace workspace, string part)
    {
        try
        {
            workspace.Epochs(Words, part);
            return null;
        }
        catch (RicapException e)
        {
            return Assert.Single(e.Problems);
        }
    }

    /// <summary>The rows that the samples of a part are made from.</summary>
    private static IEnumerable<int> RowsOf(Workspace workspace, string part)
    {
        (long first, long end) = PartNumber.Parse(part)!.Slice(8);
        var planner = new Ricap.Planning.Planner(workspace.Options(Words).Plan, Images);
        return Enumerable.Range((int)first, (int)(end - first)).SelectMany(batch => planner.Epoch(0).Batch(batch).Sources.ToArray());
    }

    private static void Flip(Workspace workspace, int row)
    {
        string path = workspace.At(DatasetLayout.BaseShard(0));
        byte[] bytes = File.ReadAllBytes(path);
        bytes[NpyFile.HeaderLength + (row * RowBytes) + 5] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
