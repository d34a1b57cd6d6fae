using Ricap.Planning;
using Ricap.Preview.Drawing;

namespace Ricap.Preview;

/// <summary>One sample of a contact sheet: its picture and what is written under it.</summary>
/// <param name="Width">Width of the picture in pixels.</param>
/// <param name="Height">Height of the picture in pixels.</param>
/// <param name="Rgb">The pixels, <c>[Height, Width, 3]</c>.</param>
/// <param name="Title">The first line of the caption, e.g. <c>#12</c>.</param>
/// <param name="Label">The soft label: classes with their shares of the picture, the largest first.</param>
/// <param name="Seams">Where what is painted of different sources meets.</param>
internal sealed record SheetTile(
    int Width,
    int Height,
    ReadOnlyMemory<byte> Rgb,
    string Title,
    IReadOnlyList<(string Class, double Share)> Label,
    TileSeams Seams)
{
    /// <summary>The colours of <see cref="Label"/>, in its order.</summary>
    public Colour[] Colours(Palette palette) => palette.Of(Label.Select(part => part.Class));
}

/// <summary>Where the edges of layers lie inside of a picture, ascending: of RICAP the boundary, of a box its sides.</summary>
/// <param name="X">Columns, each 1..width − 1.</param>
/// <param name="Y">Rows, each 1..height − 1.</param>
internal sealed record TileSeams(IReadOnlyList<int> X, IReadOnlyList<int> Y)
{
    /// <summary>A picture in one piece.</summary>
    public static TileSeams None { get; } = new([], []);

    /// <summary>The seams of a sample.</summary>
    public static TileSeams Of(in SamplePlan plan, int width, int height)
    {
        var (x, y) = (new SortedSet<int>(), new SortedSet<int>());
        SampleLayers layers = plan.Layers;
        foreach (ref readonly Layer layer in layers.AsSpan())
        {
            if (layer.Area > 0)
            {
                x.UnionWith([layer.AtX, layer.AtX + layer.Width]);
                y.UnionWith([layer.AtY, layer.AtY + layer.Height]);
            }
        }

        return Of(x, y, width, height);
    }

    /// <summary>The lines of these that lie inside of a picture.</summary>
    public static TileSeams Of(IEnumerable<int> x, IEnumerable<int> y, int width, int height) =>
        new([.. x.Where(at => at > 0 && at < width)], [.. y.Where(at => at > 0 && at < height)]);
}

/// <summary>How a contact sheet is laid out and headed.</summary>
/// <param name="Columns">Tiles in a row; 0 picks what comes closest to a landscape page.</param>
/// <param name="TileWidth">The side of the square that every picture is fitted into, in pixels of the sheet.</param>
/// <param name="Heading">The large line at the top.</param>
/// <param name="Subheading">The small line below it, e.g. the options, set apart by <c> · </c>.</param>
internal sealed record SheetOptions(int Columns, int TileWidth, string Heading, string Subheading)
{
    /// <summary>
    /// Every class of the data set, where the caller knows them. Sheets that are given the same classes, at most
    /// <see cref="Palette.Count"/>, paint a class in the same colour even when some do not appear on one of them.
    /// </summary>
    public IReadOnlyList<string> Classes { get; init; } = [];
}
