using Ricap.Rendering;

namespace Ricap.Tests.Rendering;

public sealed class FillIndexTests
{
    /// <summary>numpy.pad(numpy.arange(4), 9, mode="reflect").</summary>
    [Fact]
    public void Reflect_is_numpys() =>
        Assert.Equal(
            [3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0],
            Enumerable.Range(-9, 22).Select(i => FillIndex.Of(i, 4, FillMode.Reflect)));

    [Fact]
    public void Nearest_is_numpys_edge() =>
        Assert.Equal([0, 0, 0, 1, 2, 2, 2], Enumerable.Range(-2, 7).Select(i => FillIndex.Of(i, 3, FillMode.Nearest)));

    [Fact]
    public void One_pixel_reflects_into_itself() =>
        Assert.All(Enumerable.Range(-70_000, 140_000), i => Assert.Equal(0, FillIndex.Of(i, 1, FillMode.Reflect)));
}
