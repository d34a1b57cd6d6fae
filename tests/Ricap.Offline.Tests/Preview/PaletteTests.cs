using Ricap.Preview.Drawing;


namespace Ricap.Tests.Preview;

public sealed class PaletteTests
{
    private static readonly string[] Clothing =
        ["dress", "hat", "longsleeve", "outwear", "pants", "shirt", "shoes", "shorts", "skirt", "t-shirt"];

    [Fact]
    public void ClassesDifferAsLongAsThereAreColours()
    {
        string[] names = [.. Enumerable.Range(0, Palette.Count).Select(i => $"class {i}")];
        var palette = new Palette(names, []);
        Assert.Equal(Palette.Count, names.Select(name => palette[name]).Distinct().Count());
    }

    [Fact]
    public void OrderAndRepetitionDoNotMatter()
    {
        var palette = new Palette(Clothing, []);
        var other = new Palette(Clothing.Reverse().Concat(Clothing), []);
        Assert.All(Clothing, name => Assert.Equal(palette[name], other[name]));
    }

    [Fact]
    public void MoreClassesThanColoursShareThem()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"class {i}")];
        var palette = new Palette(names, []);
        Assert.Equal(Palette.Count, names.Select(name => palette[name]).Distinct().Count());
    }

    /// <summary>What sheets of few classes look like does not change with how many colours there are.</summary>
    [Fact]
    public void FewClassesKeepToTheFirstColours()
    {
        var palette = new Palette(Clothing, []);
        Assert.All(Clothing, name => Assert.Contains(palette[name], PaletteColours.All[..PaletteColours.Few]));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(41)]
    [InlineData(100)]
    [InlineData(1000)]
    public void ClassesOfOneSampleDiffer(int classes)
    {
        string[] names = Names(classes);
        string[][] samples = [.. Enumerable.Range(0, 400).Select(i => Sample(names, i, 4))];
        var palette = new Palette(names, samples);
        Assert.All(samples, sample => Assert.Equal(sample.Length, palette.Of(sample).Distinct().Count()));
    }

    /// <summary>Of a thousand classes, the few of a sheet can all differ, and keep one colour each.</summary>
    [Fact]
    public void ClassesOfOneSheetDifferAsLongAsThereAreColours()
    {
        string[] names = Names(1000);
        string[][] samples = [.. Enumerable.Range(0, Palette.Count / 4).Select(i => names[(i * 80)..((i * 80) + 4)])];
        var palette = new Palette(names, samples);
        Assert.Equal(Palette.Count, samples.SelectMany(palette.Of).Distinct().Count());
        Assert.All(samples, sample => Assert.Equal(sample.Select(name => palette[name]), palette.Of(sample)));
    }

    /// <summary>Where a sheet has more classes than there are colours, those of a sample need not give way.</summary>
    [Fact]
    public void ClassesKeepClearOfThoseTheyShareASampleWith()
    {
        string[] names = Names(200);
        string[][] samples = [.. Enumerable.Range(0, 200).Select(i => Sample(names, i, 4))];
        var palette = new Palette(names, samples);
        Assert.All(samples, sample => Assert.Equal(sample.Select(name => palette[name]), palette.Of(sample)));
    }

    [Fact]
    public void TheHeaviestClassKeepsItsColour()
    {
        string[] names = Names(Palette.Count + 1);
        var palette = new Palette(names, []);
        (string One, string Other) same = names.SelectMany(_ => names, (one, other) => (one, other))
            .First(pair => pair.one != pair.other && palette[pair.one] == palette[pair.other]);
        Assert.Equal(palette[same.One], palette.Of([same.One, same.Other])[0]);
        Assert.NotEqual(palette[same.One], palette.Of([same.One, same.Other])[1]);
        Assert.Equal(palette[same.One], palette.Of([same.Other, same.One])[0]);
    }

    [Fact]
    public void OneSampleUsesAllColoursBeforeItRepeatsAny()
    {
        string[] names = Names(Palette.Count + 1);
        Assert.Equal(Palette.Count, new Palette(names, [names]).Of(names[1..]).Distinct().Count());
        Assert.Equal(Palette.Count, new Palette(names, [names]).Of(names).Distinct().Count());
    }

    /// <summary>Equal distances in OKLab look about equally large; black and white are 1 apart.</summary>
    [Fact]
    public void ColoursAreFarApart()
    {
        Assert.InRange(Palette.Count, PaletteColours.Few, 64); // as many as a palette can keep account of
        (double L, double A, double B)[] all = [.. PaletteColours.All.Select(Oklab)];
        for (int i = 0; i < all.Length; i++)
        {
            Assert.All(all[..i], other => Assert.True(
                Math.Sqrt(Square(all[i].L - other.L) + Square(all[i].A - other.A) + Square(all[i].B - other.B)) >= 0.08,
                $"{PaletteColours.All[i]} is close to another"));
        }

        static double Square(double x) => x * x;
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"class {i}")];

    /// <summary>Some of the names, each once; which, follows from the number.</summary>
    private static string[] Sample(string[] names, int number, int count) =>
        [.. Enumerable.Range(0, count).Select(k => names[((number * 7) + (k * k * 13)) % names.Length]).Distinct()];

    private static (double L, double A, double B) Oklab(Colour colour)
    {
        (double r, double g, double b) = (Linear(colour.R), Linear(colour.G), Linear(colour.B));
        double l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        double m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        double s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return (
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));

        static double Linear(byte value) =>
            value / 255.0 is var v && v <= 0.04045 ? v / 12.92 : Math.Pow((v + 0.055) / 1.055, 2.4);
    }
}
