namespace Ricap.Snapshots;

/// <summary>Data sets as a trainer reads them, and every byte of one.</summary>
public sealed class DatasetTests
{
    [Theory]
    [InlineData("paper", "webdataset")]
    [InlineData("batch", "webdataset")]
    [InlineData("sample", "webdataset")]
    [InlineData("sample", "npy")]
    public async Task Modes(string mode, string format)
    {
        using var set = new SmallSet(("mode", mode), ("format", format));
        await Verify(RicapDataset.Open(set.Folder)).UseParameters(mode, format);
    }

    [Fact]
    public async Task NotAugmented()
    {
        using var set = new SmallSet(("augment", "none"));
        await Verify(RicapDataset.Open(set.Folder));
    }

    /// <summary>The manifest as it is, with the hash of every file: no byte of any shard can change unseen.</summary>
    [Theory]
    [InlineData("webdataset")]
    [InlineData("npy")]
    public async Task Manifest(string format)
    {
        using var set = new SmallSet(("format", format), ("schedule", "linear:0.1..1@0..4"));
        await Verify(await File.ReadAllTextAsync(Path.Join(set.Folder, "ricap.json")), "json").UseParameters(format);
    }
}
