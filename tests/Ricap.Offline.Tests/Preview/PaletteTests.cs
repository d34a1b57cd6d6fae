using Ricap.Preview;

namespace Ricap.Tests.Preview;

public sealed class PaletteTests
{
    private static readonly string[] Clothing =
        ["dress", "hat", "longsleeve", "outwear", "pants", "shirt", "shoes", "shorts", "skirt", "t-shirt"];

    [Fact]
    public void ClassesDifferAsLongAsThereAreColours()
    {
        string[] names = [.. Enumerable.Range(0, Palette.Count).Select(i => $"class {i}")];
        var palette = new Palette(names);
        Assert.Equal(Palette.Count, names.Select(name => palette[name]).Distinct().Count());
    }

    [Fact]
    public void OrderAndRepetitionDoNotMatter()
    {
        var palette = new Palette(Clothing);
        var other = new Palette(Clothing.Reverse().Concat(Clothing));
        Assert.All(Clothing, name => Assert.Equal(palette[name], other[name]));
    }

    [Fact]
    public void MoreClassesThanColoursShareThem()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"class {i}")];
        var palette = new Palette(names);
        Assert.Equal(Palette.Count, names.Select(name => palette[name]).Distinct().Count());
    }
}
