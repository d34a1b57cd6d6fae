using Ricap.Reading;
using Ricap.Tests.Building;

namespace Ricap.Tests.Comparing;

public sealed class RicapDatasetTests : IDisposable
{
    private readonly TinySet _set = new();

    public void Dispose() => _set.Dispose();

    [Theory]
    [InlineData("npy")]
    [InlineData("webdataset")]
    public void Shards_hold_what_the_plan_renders(string format)
    {
        _set.Build(("format", format), ("flip", "horizontal"), ("shift", "3"));
        using RicapDataset dataset = RicapDataset.Open(_set.Output);
        int index = 0;
        foreach (StoredSample sample in dataset.Stored(1))
        {
            Assert.Equal(sample.Record.Plan, dataset.Record(1, index).Plan);
            Assert.Equal(sample.Record.Label, dataset.Record(1, index).Label);
            Assert.Equal(sample.Record.Sources, dataset.Record(1, index).Sources);
            Assert.Equal(sample.Pixels.ToArray(), dataset.Pixels(1, index));
            index++;
        }

        Assert.Equal(21, index);
    }

    [Fact]
    public void Any_number_of_threads_see_the_same()
    {
        _set.Build();
        using RicapDataset dataset = RicapDataset.Open(_set.Output);
        byte[][] expected = [.. Enumerable.Range(0, 63).Select(i => dataset.Pixels(i / 21, i % 21))];
        Parallel.For(0, 630, i => Assert.Equal(expected[i % 63], dataset.Pixels(i % 63 / 21, i % 63 % 21)));
    }

    [Fact]
    public void What_is_not_there_is_refused()
    {
        _set.Build();
        Assert.Equal(ProblemCodes.BadManifest, Problem(() => RicapDataset.Open(_set.Images)));
        using RicapDataset dataset = RicapDataset.Open(_set.Output);
        Assert.Equal(ProblemCodes.InvalidOption, Problem(() => dataset.Pixels(0, 21)));
        Assert.Equal(ProblemCodes.InvalidOption, Problem(() => dataset.Stored(2)));
        Assert.NotEmpty(dataset.Pixels(2, 0)); // never rendered, and yet
    }

    [Fact]
    public void A_shard_cut_short_is_named()
    {
        _set.Build();
        string shard = _set.Of("epoch-0000/ricap-0000-000001.tar");
        File.WriteAllBytes(shard, File.ReadAllBytes(shard)[..2000]);
        using RicapDataset dataset = RicapDataset.Open(_set.Output);
        RicapException e = Assert.Throws<RicapException>(() => dataset.Stored(0).Count());
        Assert.Equal((ProblemCodes.DamagedFile, shard), (e.Problems[0].Code, e.Problems[0].Path));
    }

    private static string Problem(Func<object> action) => Assert.Throws<RicapException>(action).Problems[0].Code;
}
