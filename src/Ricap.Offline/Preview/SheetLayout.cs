using Ricap.Preview.Drawing;

namespace Ricap.Preview;

/// <summary>Where everything goes on a sheet of equal cells. All in pixels.</summary>
internal sealed class SheetLayout
{
    /// <summary>Free space around everything.</summary>
    public const int Margin = 24;

    private const int ColumnGap = 18;
    private const int RowGap = 22;

    /// <summary>Under narrow pictures captions may stick out to the right, up to this width in all.</summary>
    private const int MaxCaptionWidth = 132;

    /// <summary>As the room for the heading: with the margins, the width of a small phone.</summary>
    private const int MinContentWidth = 320 - (2 * Margin);

    private readonly int _gridTop;

    private SheetLayout(SheetCell cell, int count, int columns, string heading, string subheading)
    {
        Cell = cell;
        Columns = columns;
        Rows = Ceiling(count, columns);
        int gridWidth = (columns * (cell.Width + ColumnGap)) - ColumnGap;
        Header = new SheetHeader(heading, subheading, Math.Max(MinContentWidth, gridWidth));
        _gridTop = Margin + Header.Height;
        Width = Header.Width + (2 * Margin);
        Height = _gridTop + (Rows == 0 ? 0 : (Rows * (cell.Height + RowGap)) - RowGap) + Margin;
    }

    /// <summary>What every tile is given.</summary>
    public SheetCell Cell { get; }

    /// <summary>The lines at the top.</summary>
    public SheetHeader Header { get; }

    /// <summary>Tiles in a row.</summary>
    public int Columns { get; }

    /// <summary>Rows of tiles; the last may be short.</summary>
    public int Rows { get; }

    /// <summary>Width of the sheet.</summary>
    public int Width { get; }

    /// <summary>Height of the sheet.</summary>
    public int Height { get; }

    /// <summary>Lays out the tiles.</summary>
    public static SheetLayout For(IReadOnlyList<SheetTile> tiles, SheetOptions options)
    {
        SheetCell cell = Measure(tiles, options.TileWidth);
        return options.Columns > 0 ? With(options.Columns) : Choose(tiles.Count, With);

        SheetLayout With(int columns) =>
            new(cell, tiles.Count, Math.Min(columns, Math.Max(1, tiles.Count)), options.Heading, options.Subheading);
    }

    /// <summary>The top left corner of a cell.</summary>
    public (int X, int Y) Place(int index) => (
        Margin + (index % Columns * (Cell.Width + ColumnGap)),
        _gridTop + (index / Columns * (Cell.Height + RowGap)));

    private static SheetCell Measure(IReadOnlyList<SheetTile> tiles, int side)
    {
        (int width, int height, int caption, int lines) = (1, 0, 0, 0);
        foreach (SheetTile tile in tiles)
        {
            (int shownWidth, int shownHeight) = TileScaler.Fit(tile.Width, tile.Height, side);
            width = Math.Max(width, shownWidth);
            height = Math.Max(height, shownHeight);
            caption = Math.Max(caption, Caption.Width(tile));
            lines = Math.Max(lines, Caption.Lines(tile.Label));
        }

        return new SheetCell(Math.Max(width, Math.Min(caption, MaxCaptionWidth)), width, height, Caption.Height(lines));
    }

    /// <summary>
    /// The columns with which the sheet fits the smallest frame of three to two. Of those that come within an eighth
    /// of it, the one that leaves the fewest holes in its last row.
    /// </summary>
    private static SheetLayout Choose(int count, Func<int, SheetLayout> with)
    {
        SheetLayout[] candidates = [.. Enumerable.Range(1, Math.Max(1, count)).Select(with)];
        long smallest = candidates.Min(Frame);
        return candidates
            .Where(layout => Frame(layout) <= smallest + (smallest / 8))
            .OrderBy(layout => (layout.Rows * layout.Columns) - count)
            .ThenBy(Frame)
            .First();

        static long Frame(SheetLayout layout) => Math.Max(2L * layout.Width, 3L * layout.Height);
    }

    private static int Ceiling(int dividend, int divisor) => (dividend + divisor - 1) / divisor;
}

/// <summary>The place of one tile.</summary>
/// <param name="Width">Width of the picture or of the text under it, whichever is wider.</param>
/// <param name="PictureWidth">Width of the widest picture as shown.</param>
/// <param name="PictureHeight">Height of the tallest picture as shown.</param>
/// <param name="CaptionHeight">Height of the longest caption.</param>
internal readonly record struct SheetCell(int Width, int PictureWidth, int PictureHeight, int CaptionHeight)
{
    /// <summary>Height of picture and caption.</summary>
    public int Height => PictureHeight + CaptionHeight;
}
