using Ricap.Building;
using Ricap.Comparing;
using Ricap.Formats;
using Ricap.Tests.Building;
using Ricap.Verifying;

namespace Ricap.Tests.Formats;

/// <summary>A format is a class and a line of the registry, and nothing else knows of it.</summary>
public class RegistryTests
{
    public RegistryTests() => RawFormat.Register();

    [Fact]
    public void A_format_of_somebody_elses_renders_verifies_and_is_read()
    {
        using var raw = new TinySet();
        using var npy = new TinySet();
        BuildResult built = raw.Build(("format", "raw"), ("flip", "horizontal"));
        npy.Build(("format", "npy"), ("flip", "horizontal"));

        Assert.All(built.Shards, shard => Assert.EndsWith(".raw", shard, StringComparison.Ordinal));
        Assert.Empty(DatasetVerifier.Verify(raw.Output, new BuildListener(), threads: 2, CancellationToken.None).Problems);
        Assert.Equal(0, raw.Build(("format", "raw"), ("flip", "horizontal")).Made);
        Assert.Equal(Stored(npy), Stored(raw));

        DatasetDiff diff = DatasetComparer.Compare(npy.Output, raw.Output, keep: 5);
        Assert.Equal((42, 0), (diff.Samples.Compared, diff.Samples.Changed));
        Assert.Equal(["format"], diff.Options.Select(option => option.Name));
    }

    [Fact]
    public void Damage_in_it_is_named()
    {
        using var set = new TinySet();
        BuildResult built = set.Build(("format", "raw"));
        byte[] bytes = File.ReadAllBytes(built.Shards[1]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(built.Shards[1], bytes);
        Problem problem = Assert.Single(DatasetVerifier.Verify(set.Output, new BuildListener(), threads: 2, CancellationToken.None).Problems);
        Assert.Equal((ProblemCodes.DamagedFile, built.Shards[1]), (problem.Code, problem.Path));
        Assert.Equal(1, set.Build(("format", "raw")).Made);
    }

    [Fact]
    public void Names_and_extensions_are_formats_own()
    {
        Assert.Equal(ShardFormat.All.Count, ShardFormat.All.Select(format => format.Name).Distinct().Count());
        Assert.All(ShardFormat.All, format => Assert.Same(format, ShardFormat.Find(format.Name)));
        Assert.All(ShardFormat.All, format => Assert.Same(format, ShardFormat.OfFile($"epoch-0000/ricap-0000-000000.{format.Extension}")));
        Assert.Null(ShardFormat.Find("zip"));
    }

    /// <summary>Readers that keep copies by name (webdataset's cache_dir) took one epoch's shard for another's.</summary>
    [Fact]
    public void No_two_shards_of_a_data_set_have_one_file_name()
    {
        foreach (ShardFormat format in ShardFormat.All)
        {
            using var set = new TinySet();
            string[] names = [.. set.Build(("format", format.Name)).Shards.Select(shard => Path.GetFileName(shard))];
            Assert.Equal(6, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            Assert.Equal($"ricap-0001-000002.{format.Extension}", names[^1]);
        }
    }

    [Fact]
    public void An_image_that_a_format_cannot_name_is_refused()
    {
        using var set = new TinySet();
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => set.Options(("format", "mds"), ("image", "webp"))).Problems);
        Assert.Equal(ProblemCodes.InvalidOption, problem.Code);
        Assert.Equal("--image webp cannot be in --format mds, which holds png and jpg", problem.Message);
        Assert.Equal("webp", set.Options(("format", "npy"), ("image", "webp")).Image.ToString()); // npy holds none
    }

    private static IEnumerable<string> Stored(TinySet set)
    {
        using RicapDataset dataset = RicapDataset.Open(set.Output);
        return [.. Enumerable.Range(0, 2).SelectMany(dataset.Stored).Select(sample =>
            $"{System.Text.Encoding.UTF8.GetString(sample.Json.Span)} {Convert.ToHexString(sample.Pixels.Span)}")];
    }
}
