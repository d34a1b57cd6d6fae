using Ricap.Preview.Drawing;

namespace Ricap.Preview;

/// <summary>
/// Draws samples side by side with their soft labels under them. A pure function from values to pixels: no fonts, no
/// graphics library, no clock, so the same tiles make the same bytes on every machine.
/// </summary>
internal static class ContactSheet
{
    private const int TickLength = 4;

    /// <summary>Draws a sheet.</summary>
    /// <param name="tiles">The samples, in reading order; none makes a sheet of the headings alone.</param>
    /// <param name="options">Layout and headings.</param>
    /// <exception cref="ArgumentException">Pixels do not match their tile's size, or the sheet is too large.</exception>
    public static SheetImage Draw(IReadOnlyList<SheetTile> tiles, SheetOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.TileWidth);

        var layout = SheetLayout.For(tiles, options);
        var palette = new Palette(options.Classes, tiles.Select(tile => tile.Label.Select(part => part.Class)));
        var canvas = new Canvas(layout.Width, layout.Height, Theme.Paper);
        layout.Header.Draw(canvas, SheetLayout.Margin, SheetLayout.Margin);
        for (int i = 0; i < tiles.Count; i++)
        {
            (int x, int y) = layout.Place(i);
            DrawPicture(canvas, x, y, layout.Cell, tiles[i], options.TileWidth);
            Caption.Draw(canvas, x, y + layout.Cell.PictureHeight, layout.Cell, tiles[i], tiles[i].Colours(palette));
        }

        return canvas.ToImage();
    }

    /// <summary>Where <see cref="Draw"/> puts the pictures of the tiles.</summary>
    public static IEnumerable<SheetArea> Pictures(IReadOnlyList<SheetTile> tiles, SheetOptions options)
    {
        var layout = SheetLayout.For(tiles, options);
        return tiles.Select((tile, i) =>
        {
            (int x, int y) = layout.Place(i);
            return Picture(x, y, layout.Cell, tile, options.TileWidth);
        });
    }

    private static SheetArea Picture(int x, int y, SheetCell cell, SheetTile tile, int side)
    {
        (int width, int height) = TileScaler.Fit(tile.Width, tile.Height, side);
        return new SheetArea(x + ((cell.PictureWidth - width) / 2), y + ((cell.PictureHeight - height) / 2), width, height);
    }

    /// <summary>The picture in the middle of its place, its pixels untouched: seams are marked outside of it.</summary>
    public static void DrawPicture(Canvas canvas, int x, int y, SheetCell cell, SheetTile tile, int side)
    {
        canvas.Fill(x, y, cell.PictureWidth, cell.PictureHeight, Theme.Track);
        (x, y, int width, int height) = Picture(x, y, cell, tile, side);
        canvas.Paste(x, y, width, height, TileScaler.Scale(tile.Rgb.Span, tile.Width, tile.Height, width, height));

        foreach (int column in tile.Seams.X)
        {
            int seam = (int)((long)column * width / tile.Width);
            canvas.Fill(x + seam - 1, y - TickLength - 1, 2, TickLength, Theme.Muted);
        }

        foreach (int row in tile.Seams.Y)
        {
            int seam = (int)((long)row * height / tile.Height);
            canvas.Fill(x - TickLength - 1, y + seam - 1, TickLength, 2, Theme.Muted);
        }
    }
}

/// <summary>A part of a sheet, in its pixels.</summary>
internal readonly record struct SheetArea(int X, int Y, int Width, int Height);
