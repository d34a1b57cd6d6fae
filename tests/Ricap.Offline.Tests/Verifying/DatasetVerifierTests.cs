using Ricap.Building;
using Ricap.Building.Output;
using Ricap.Shards;
using Ricap.Shards.Text;
using Ricap.Tests.Building;
using Ricap.Tests.Sources;
using Ricap.Verifying;

namespace Ricap.Tests.Verifying;

public sealed class DatasetVerifierTests
{
    [Theory]
    [InlineData("npy", "png", "ricap")]
    [InlineData("webdataset", "png", "ricap")]
    [InlineData("webdataset", "webp", "ricap")]
    [InlineData("webdataset", "png:fast", "ricap")]
    [InlineData("webdataset", "jpeg:90", "ricap")]
    [InlineData("webdataset", "png", "none")]
    [InlineData("mds", "png", "ricap")]
    [InlineData("mds", "jpeg:90", "baseline")]
    [InlineData("npy", "png", "none")]
    public void What_was_built_holds(string format, string image, string augment)
    {
        using var set = new TinySet();
        set.Build(("format", format), ("image", image), ("augment", augment), ("flip", "horizontal"), ("shift", "25%"));
        VerifyResult result = Verify(set);
        Assert.Empty(result.Problems);
        Assert.Equal(42, result.Samples);
    }

    [Theory]
    [InlineData("webdataset")]
    [InlineData("npy")]
    [InlineData("mds")]
    public void Any_flipped_bit_is_named(string format)
    {
        using var set = new TinySet();
        BuildResult built = set.Build(("format", format));
        foreach (string file in built.Files.Where(f => f != built.ManifestPath))
        {
            byte[] bytes = File.ReadAllBytes(file);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
            Problem problem = Assert.Single(Verify(set).Problems);
            Assert.Equal(ProblemCodes.DamagedFile, problem.Code);
            Assert.Equal(file, problem.Path);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(file, bytes);
        }

        Assert.Empty(Verify(set).Problems);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var set = new TinySet();
        BuildResult built = set.Build();
        File.Delete(built.Shards[1]);
        Problem problem = Assert.Single(Verify(set).Problems);
        Assert.Equal((ProblemCodes.MissingFile, built.Shards[1]), (problem.Code, problem.Path));
    }

    [UnixFact]
    public void Files_behind_links_hold_as_they_do_without()
    {
        using var set = new TinySet();
        BuildResult built = set.Build();
        foreach (string file in built.Files.Where(f => f != built.ManifestPath))
        {
            File.Move(file, file + ".moved");
            File.CreateSymbolicLink(file, Path.GetFileName(file) + ".moved");
        }

        Assert.Empty(Verify(set).Problems);
        File.Delete(built.Shards[1] + ".moved");
        Problem problem = Assert.Single(Verify(set).Problems);
        Assert.Equal((ProblemCodes.MissingFile, built.Shards[1]), (problem.Code, problem.Path));
    }

    /// <summary>Hashes only say that nothing changed since; these changes come with hashes to match.</summary>
    [Fact]
    public void A_wrong_pixel_under_a_right_hash_is_named_with_its_place()
    {
        using var set = new TinySet();
        set.Build(("format", "npy"));
        Tamper(set, "epoch-0001/ricap-0001-000001.npy", bytes => bytes[128 + (3 * ((2 * 120) + (4 * 12) + 5))] ^= 1);
        IReadOnlyList<Problem> problems = Verify(set).Problems;
        Problem pixel = Assert.Single(problems);
        Assert.Equal(ProblemCodes.WrongPixels, pixel.Code);
        Assert.Contains("sample 0001-00000010: pixel x 5, y 4", pixel.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_label_under_a_right_hash_is_named()
    {
        using var set = new TinySet();
        set.Build(("format", "npy"));
        Tamper(set, "epoch-0000/ricap-0000-000000.json", bytes =>
        {
            int at = bytes.AsSpan().IndexOf("\"weight\":["u8) + 10;
            bytes[at] = bytes[at] == (byte)'9' ? (byte)'8' : (byte)(bytes[at] + 1);
        });
        IReadOnlyList<Problem> problems = Verify(set).Problems;
        Assert.Contains(problems, p => p.Code == ProblemCodes.WrongLabel && p.Message.StartsWith("sample 0000-00000000", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Code == ProblemCodes.WrongRecord);
    }

    /// <summary>In no sample, and yet not what belongs there: the header of a tar's member, a float of an mds label.</summary>
    [Theory]
    [InlineData("webdataset", "tar", 136)]
    [InlineData("mds", "mds", -1)]
    public void A_wrong_byte_between_samples_is_named_with_its_place(string format, string extension, int at)
    {
        using var set = new TinySet();
        set.Build(("format", format));
        string shard = $"epoch-0001/ricap-0001-000001.{extension}";
        Tamper(set, shard, bytes =>
        {
            at = at >= 0 ? at : bytes.AsSpan().IndexOf("{\"id\":"u8) - 1; // the last byte of the first label
            bytes[at] ^= 1;
        });
        Problem problem = Assert.Single(Verify(set).Problems);
        Assert.Equal((ProblemCodes.DamagedFile, set.Of(shard)), (problem.Code, problem.Path));
        Assert.StartsWith(format == "mds" ? $"at byte {at}: not what its samples make" : "at byte 0: ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_beta_in_the_manifest_is_named()
    {
        using var set = new TinySet();
        set.Build();
        string manifest = set.Of(DatasetManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"epoch\": 1,\n      \"beta\": 0.3", "\"epoch\": 1,\n      \"beta\": 0.4", StringComparison.Ordinal));
        Problem problem = Assert.Single(Verify(set).Problems);
        Assert.Equal(ProblemCodes.BadManifest, problem.Code);
        Assert.Contains("epoch 1 has β 0.4", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"seed\": 5", "\"seed\": 6")]
    [InlineData("\"mode\": \"sample\"", "\"mode\": \"paper\"")]
    [InlineData("\"flip\": \"none\"", "\"flip\": \"horizontal\"")]
    [InlineData("\"batch\": 8", "\"batch\": 4")]
    public void Options_that_are_not_the_shards_are_named(string from, string to)
    {
        using var set = new TinySet();
        set.Build();
        string manifest = set.Of(DatasetManifest.FileName);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(from, to, StringComparison.Ordinal));
        Assert.NotEmpty(Verify(set).Problems);
    }

    /// <summary>The keys of shards do not know how many samples they should have had.</summary>
    [Theory]
    [InlineData(9, "'epoch-0000/ricap-0000-000000.tar' has 8 samples, not 9,")]
    [InlineData(7, "'epoch-0000/ricap-0000-000000.tar' has 8 samples, not 7,")]
    [InlineData(4096, "epoch 0 has 3 shards, not 1,")]
    public void Another_shard_size_in_the_manifest_is_named(int shardSize, string says)
    {
        using var set = new TinySet();
        set.Build();
        string manifest = set.Of(DatasetManifest.FileName);
        string text = File.ReadAllText(manifest);
        File.WriteAllText(manifest, text.Replace("\"shardSize\": 8", $"\"shardSize\": {shardSize}", StringComparison.Ordinal));
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Verify(set)).Problems);
        Assert.Equal((ProblemCodes.BadManifest, manifest), (problem.Code, problem.Path));
        Assert.StartsWith(says, problem.Message, StringComparison.Ordinal);
        Assert.Equal(problem.Message, Assert.Single(Assert.Throws<RicapException>(() => RicapDataset.Open(set.Output)).Problems).Message);
        set.Build();
        Assert.Equal(text, File.ReadAllText(manifest));
    }

    /// <summary>Shards that batches do not fill, and one shard that has room for more than there is.</summary>
    [Theory]
    [InlineData("webdataset", "5", "0..1")]
    [InlineData("npy", "4096", "3..3")]
    [InlineData("mds", "1", "0..0")]
    [InlineData("webdataset", "21", "7..7")]
    public void Shards_of_any_size_hold(string format, string shardSize, string epochs)
    {
        using var set = new TinySet();
        set.Build(("format", format), ("shard-size", shardSize), ("epochs", epochs));
        Assert.Empty(Verify(set).Problems);
    }

    [Fact]
    public void Without_a_manifest_there_is_nothing_to_verify()
    {
        using var set = new TinySet();
        Problem problem = Assert.Throws<RicapException>(() => Verify(set)).Problems[0];
        Assert.Equal(ProblemCodes.BadManifest, problem.Code);
    }

    private static VerifyResult Verify(TinySet set) =>
        DatasetVerifier.Verify(set.Output, new BuildListener(), threads: 2, CancellationToken.None);

    /// <summary>Changes a file and writes its new hash into the manifest.</summary>
    private static void Tamper(TinySet set, string file, Action<byte[]> change)
    {
        string path = set.Of(file);
        string manifest = set.Of(DatasetManifest.FileName);
        string before = HashText.Of(FileHashes.Of(path));
        byte[] bytes = File.ReadAllBytes(path);
        change(bytes);
        File.WriteAllBytes(path, bytes);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace(before, HashText.Of(FileHashes.Of(path)), StringComparison.Ordinal));
    }
}
