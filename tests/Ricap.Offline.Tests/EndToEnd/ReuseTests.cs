using Ricap.Building;
using Ricap.Formats;
using Ricap.Shards;

namespace Ricap.Tests.EndToEnd;

/// <summary>
/// Builds that take images out of the shards that they replace. What comes out is what a build of nothing gives, whatever happened to
/// the sources, the options and the old shards.
/// </summary>
public class ReuseTests
{
    private const int Images = 120;
    private const string Words = "--size 12x10 --seed 9 --batch 8 --shard-size 24 --epochs 2 --flip horizontal --shift 2";

    [Theory]
    [InlineData("")]
    [InlineData("--image webp")]
    [InlineData("--image jpeg:90 --on-bad-image skip")]
    [InlineData("--format mds --threads 3")]
    [InlineData("--format npy")]
    [InlineData("--augment cutmix:1,mixup:1,cutout:1,baseline:1 --threads 1")]
    [InlineData("--shard-size 20 --memory 0")]
    [InlineData("--size 64x48 --shard-size 40 --threads 4")] // several runs a shard
    public void After_any_changes_all_is_as_if_rendered_anew(string more)
    {
        using Workspace workspace = Workspace.With(Images);
        string words = With(more);
        workspace.Render(words);
        var random = new Random(more.Length);
        for (int round = 0; round < 5; round++)
        {
            Change(workspace, random, round);
            workspace.Render(words);
            FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(words));
        }
    }

    /// <summary>
    /// Images are altered and the hash that vouches for them with them: the build that takes them for its own shows it took them, and which.
    /// </summary>
    [Theory, InlineData("--format webdataset"), InlineData("--format mds"), InlineData("--image webp")]
    public void Of_a_shard_with_one_changed_source_only_the_images_that_use_it_are_encoded(string more)
    {
        using Workspace workspace = Workspace.With(Images);
        string words = With($"{more} --epochs 1");
        workspace.Render(words);
        DatasetManifest manifest = Manifest(workspace);
        ManifestEpoch epoch = manifest.Epochs[0];
        ManifestShard[] altered = [.. epoch.Shards.Select(shard => Alter(workspace, shard))];
        File.WriteAllBytes(workspace.At(DatasetManifest.FileName), (manifest with { Epochs = [epoch with { Shards = altered }] }).ToBytes());

        workspace.Draw(Workspace.NameOf(7), seed: 1007);
        var heard = new BuildListener();
        workspace.Render(words, heard);
        string made = Assert.Single(heard.Made, path => path.StartsWith("epoch", StringComparison.Ordinal));
        List<(string Record, byte Last)> samples = Samples(workspace, Manifest(workspace).Epochs[0].Shards.Single(shard => shard.File.Path == made));
        Assert.InRange(samples.Count(sample => Uses(sample.Record)), 1, 4);
        Assert.All(samples, sample => Assert.Equal(Uses(sample.Record), sample.Last != AlteredByte));

        static bool Uses(string record) => record.Contains(Workspace.NameOf(7), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("flipped")]
    [InlineData("flipped, same time")]
    [InlineData("longer")]
    [InlineData("deleted")]
    [InlineData("other format")]
    public void Of_an_old_shard_that_is_not_what_was_made_nothing_is_taken(string damage)
    {
        using Workspace workspace = Workspace.With(Images);
        string words = $"{Words} --cache {Path.Join(workspace.Root, "cache")}";
        workspace.Render(words);
        foreach (string shard in Directory.EnumerateFiles(workspace.Output, "*.tar", SearchOption.AllDirectories))
        {
            DateTime time = File.GetLastWriteTimeUtc(shard);
            Damage(shard, damage);
            if (damage.EndsWith("time", StringComparison.Ordinal))
            {
                File.SetLastWriteTimeUtc(shard, time);
            }
        }

        workspace.Draw(Workspace.NameOf(7), seed: 1007);
        workspace.Render(words);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Theory, InlineData(BuildPhase.Base), InlineData(BuildPhase.Samples)]
    public void After_a_build_that_ended_under_way_all_is_as_if_rendered_anew(BuildPhase phase)
    {
        using Workspace workspace = Workspace.With(Images);
        workspace.Render(Words);
        for (int image = 0; image < 6; image++)
        {
            workspace.Draw(Workspace.NameOf(20 * image), seed: 1000 + image);
        }

        using var cancel = new CancellationTokenSource();
        using var unused = new CancellationTokenSource();
        var heard = new BuildListener { Progress = (now, _) => (now == phase ? cancel : unused).Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => workspace.Render(Words, heard, cancellation: cancel.Token));
        workspace.Draw(Workspace.NameOf(3), seed: 1010);
        workspace.Render(Words);
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(Words));
    }

    [Theory]
    [InlineData("--seed 10")]
    [InlineData("--image png:fast")]
    [InlineData("--fill reflect")]
    [InlineData("--fit pad")]
    [InlineData("--batch 24")]
    [InlineData("--augment mixup")]
    public void Where_options_changed_with_an_image_nothing_is_taken(string change)
    {
        using Workspace workspace = Workspace.With(Images);
        workspace.Render(Words);
        workspace.Draw(Workspace.NameOf(7), seed: 1007);
        workspace.Render(With(change));
        FolderContents.Of(workspace.Output).AssertSameAs(workspace.Fresh(With(change)));
    }

    private const byte AlteredByte = 0x5A;

    private static string With(string more)
    {
        string[][] options = [.. more.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2)];
        IEnumerable<string[]> kept = Words.Split(' ').Chunk(2).Where(pair => options.All(other => other[0] != pair[0]));
        return string.Join(' ', kept.Concat(options).SelectMany(pair => pair));
    }

    /// <summary>Changes, renames and removes some images and adds some, not all in each round.</summary>
    private static void Change(Workspace workspace, Random random, int round)
    {
        string[] files = [.. Directory.EnumerateFiles(workspace.Images, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        random.Shuffle(files);
        int at = 0;
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            workspace.Draw(Path.GetRelativePath(workspace.Images, files[at++]), random.Next(1000, 9000));
        }

        if (round % 2 == 1)
        {
            string moved = files[at++];
            File.Move(moved, Path.Join(Path.GetDirectoryName(moved), $"{random.Next(10_000):D5}.png"));
            File.Copy(files[at++], files[at++], overwrite: true);
        }

        if (round == 2)
        {
            File.Delete(files[at++]);
        }

        if (round >= 2)
        {
            workspace.Draw($"bee/{random.Next(10_000):D5}-added.png", random.Next(1000, 9000));
        }
    }

    private static void Damage(string path, string damage)
    {
        byte[] bytes = File.ReadAllBytes(path);
        switch (damage.Split(',')[0])
        {
            case "deleted":
                File.Delete(path);
                return;
            case "cut":
                bytes = bytes[..(bytes.Length / 2)];
                break;
            case "longer":
                bytes = [.. bytes, 0];
                break;
            case "other format":
                bytes.AsSpan().Fill((byte)'x');
                break;
            default:
                bytes[^3000] ^= 1; // near the end: of what is read before, nothing shows it
                break;
        }

        File.WriteAllBytes(path, bytes);
    }

    private static ManifestShard Alter(Workspace workspace, ManifestShard shard)
    {
        string path = workspace.At(shard.File.Path);
        byte[] file = File.ReadAllBytes(path);
        foreach (byte[] image in Read(workspace, shard).Select(sample => sample.Image))
        {
            file[file.AsSpan().IndexOf(image) + image.Length - 1] = AlteredByte;
        }

        File.WriteAllBytes(path, file);
        return shard with { File = shard.File with { XxHash128 = Hash128.Of(file) } };
    }

    private static DatasetManifest Manifest(Workspace workspace)
    {
        string path = workspace.At(DatasetManifest.FileName);
        return DatasetManifest.Parse(File.ReadAllBytes(path), path);
    }

    private static List<(string Record, byte Last)> Samples(Workspace workspace, ManifestShard shard) =>
        [.. Read(workspace, shard).Select(sample => (sample.Record, sample.Image[^1]))];

    private static IEnumerable<(string Record, byte[] Image)> Read(Workspace workspace, ManifestShard shard)
    {
        using ShardReader reader = ShardFormat.OfFile(shard.File.Path)!.Open(new ShardSource(workspace.Output, shard, 12, 10, 3, Verify: true));
        var samples = new List<ShardSample>();
        reader.Read(shard.Samples, [], samples);
        reader.End();
        foreach (ShardSample sample in samples)
        {
            using (sample)
            {
                yield return (System.Text.Encoding.UTF8.GetString(sample.Record.Span), sample.Image.ToArray());
            }
        }
    }
}
