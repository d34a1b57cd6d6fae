using Ricap.Options;
using Ricap.Reading;
using Ricap.Shards;
using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Serving;

/// <summary>What is served is, byte for byte, what <c>render</c> writes, whether it has been rendered or not.</summary>
public sealed class SameBytesTests
{
    private const string Epochs = "0,2,41";

    [Theory]
    [InlineData("--size 8x9 --seed 5 --batch 4 --shard-size 6 --format webdataset --flip horizontal --shift 2")]
    [InlineData("--size 9x8 --seed 6 --batch 5 --shard-size 5 --format webdataset --image webp --augment ricap:0.5,cutmix:0.5 --schedule linear:0.1..2@0..50")]
    [InlineData("--size 8x8 --seed 7 --batch 4 --shard-size 5 --format npy --augment mixup:1,cutout:1,none:1 --mode batch")]
    [InlineData("--size 8x8 --seed 8 --batch 3 --shard-size 100 --format mds --mode paper --schedule step:0.2,0.8@9")]
    [InlineData("--size 8x8 --format mds --image jpeg:80 --shard-size 4 --augment none")]
    public async Task Every_file_of_any_epoch(string words)
    {
        Assert.True(EpochSet.TryParse(Epochs, out EpochSet? epochs));
        await using Served served = await Served.Start($"{words} --epochs 1", with: options => options with { Epochs = epochs });
        string fresh = Directory.CreateDirectory(Path.Join(served.Workspace.Root, "fresh")).FullName;
        served.Workspace.Render($"{words} --epochs {Epochs}", output: fresh);

        string[] files = [.. FolderContents.Of(fresh).Paths.Where(path => !path.EndsWith('/') && !path.StartsWith('.'))];
        Assert.True(files.Length > 6);
        foreach (string file in files)
        {
            byte[] got = await served.Client.GetByteArrayAsync(new Uri(file, UriKind.Relative));
            Assert.True(File.ReadAllBytes(Path.Join(fresh, file)).AsSpan().SequenceEqual(got), $"{file} differs");
        }

        Assert.Empty(served.Problems);
    }

    [Fact]
    public async Task The_manifest_lists_what_is_rendered_if_nothing_is_said()
    {
        await using Served served = await Served.Start("--size 8x8 --epochs 0,3 --format npy");
        Assert.Equal(
            await File.ReadAllBytesAsync(served.Workspace.At("ricap.json")),
            await served.Client.GetByteArrayAsync(new Uri("ricap.json", UriKind.Relative)));
        Assert.Equal(0, served.Server.Meter.Renders("done"));
    }

    [Fact]
    public async Task A_stored_shard_that_was_damaged_is_rendered_in_its_place()
    {
        await using Served served = await Served.Start("--size 8x8 --epochs 1 --format npy");
        const string Shard = "epoch-0000/ricap-0000-000000.npy";
        byte[] whole = await File.ReadAllBytesAsync(served.Workspace.At(Shard));
        Assert.Equal(whole, await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative)));
        Assert.Equal(0, served.Server.Meter.Renders("done"));

        byte[] damaged = [.. whole];
        damaged[^1] ^= 1;
        await File.WriteAllBytesAsync(served.Workspace.At(Shard), damaged);
        Assert.Equal(whole, await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative)));
        File.Delete(served.Workspace.At(Shard));
        Assert.Equal(whole, await served.Client.GetByteArrayAsync(new Uri(Shard, UriKind.Relative)));
        Assert.Equal(1, served.Server.Meter.Renders("done"));
        Assert.All(served.Problems, problem => Assert.Equal((ProblemCodes.ServedFileDiffers, ProblemSeverity.Warning), (problem.Code, problem.Severity)));
        Assert.Equal(2, served.Problems.Count);
    }

    /// <summary>As of a build whose formats had other bytes.</summary>
    [Fact]
    public async Task A_stored_shard_of_another_key_is_rendered_in_its_place()
    {
        using Workspace workspace = Workspace.With(9);
        workspace.Render("--size 8x8 --epochs 1 --format npy");
        string manifest = File.ReadAllText(workspace.At("ricap.json"));
        int key = manifest.LastIndexOf("\"key\":\"", StringComparison.Ordinal) + 7;
        File.WriteAllText(workspace.At("ricap.json"), manifest[..key] + (manifest[key] == '0' ? '1' : '0') + manifest[(key + 1)..]);
        await using Served served = await Served.Start(workspace);
        Assert.Equal(
            await File.ReadAllBytesAsync(workspace.At("epoch-0000/ricap-0000-000000.npy")),
            await served.Client.GetByteArrayAsync(new Uri("epoch-0000/ricap-0000-000000.npy", UriKind.Relative)));
        Assert.Equal(1, served.Server.Meter.Renders("done"));
    }

    [Fact]
    public async Task A_damaged_base_is_not_served_from()
    {
        using Workspace workspace = Workspace.With(9);
        workspace.Render("--size 8x8 --epochs 1 --format npy");
        string file = workspace.At("base/base-00000.npy");
        byte[] bytes = File.ReadAllBytes(file);
        bytes[200] ^= 1;
        File.WriteAllBytes(file, bytes);
        RicapException failure = await Assert.ThrowsAsync<RicapException>(() => Ricap.Serve.DatasetServer.StartAsync(
            new(workspace.Output) { Urls = [Ricap.Serve.ListenAddress.Parse("http://127.0.0.1:0")] }, _ => { }, CancellationToken.None));
        Assert.Equal((ProblemCodes.DamagedFile, file), (failure.Problems[0].Code, failure.Problems[0].Path));
    }

    /// <summary>The library's own seam, without a server.</summary>
    [Theory]
    [InlineData("npy")]
    [InlineData("webdataset")]
    [InlineData("mds")]
    public void A_shard_rendered_into_a_stream_is_the_one_that_the_manifest_names(string format)
    {
        using Workspace workspace = Workspace.With(13);
        workspace.Render($"--size 8x8 --batch 4 --shard-size 6 --epochs 3 --format {format}");
        using RicapDataset dataset = RicapDataset.Open(workspace.Output);
        foreach (ManifestEpoch epoch in dataset.Manifest.Epochs)
        {
            Assert.Equal(dataset.Files.ShardsPerEpoch, epoch.Shards.Count);
            foreach ((int number, ManifestShard expected) in epoch.Shards.Index())
            {
                PlannedShard shard = dataset.Files.Shard(epoch.Epoch, number);
                using var output = new MemoryStream();
                var companion = new System.Buffers.ArrayBufferWriter<byte>();
                ManifestShard made = dataset.Files.Render(shard, output, companion);
                Assert.Equal((expected.File, expected.Pixels, expected.Key), (made.File, made.Pixels, made.Key));
                Assert.Equal(expected.Companions, made.Companions);
                Assert.Equal(File.ReadAllBytes(workspace.At(expected.File.Path)), output.ToArray());
                Assert.True(shard.Length is null || shard.Length == output.Length);
                Assert.Equal(format == "npy", shard.Length is not null);
            }
        }
    }
}
