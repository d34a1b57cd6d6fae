using Ricap.Preview.Drawing;

namespace Ricap.Preview.Animations;

/// <summary>
/// Draws the frames of an animation: blocks of tiles side by side, each with a title. Nothing but tiles, their bars and
/// the subheading changes from frame to frame, and nothing moves.
/// </summary>
internal sealed class AnimationLayout
{
    private const int Margin = 20;
    private const int TileGap = 10;
    private const int BlockGap = 36;
    private const int BarGap = 3;
    private const int SubheadingLine = 24;
    private const int TitleLine = 18;
    private const int TitleGap = 12;

    private readonly AnimationOptions _options;
    private readonly SheetCell _cell;
    private readonly Palette _palette;
    private readonly int _columns;
    private readonly int _blockWidth;
    private readonly int _gridTop;
    private readonly int _width;
    private readonly int _height;

    /// <summary>Lays out frames of so many blocks.</summary>
    /// <param name="options">How many tiles a block has, and their size.</param>
    /// <param name="blocks">How many blocks.</param>
    /// <param name="width">Width of a sample.</param>
    /// <param name="height">Height of a sample.</param>
    /// <param name="palette">The colours of the classes, the same in every frame.</param>
    public AnimationLayout(AnimationOptions options, int blocks, int width, int height, Palette palette)
    {
        _options = options;
        _palette = palette;
        (int shownWidth, int shownHeight) = TileScaler.Fit(width, height, options.TileWidth);
        _cell = new SheetCell(shownWidth, shownWidth, shownHeight, BarGap + Caption.BarHeight);
        int wanted = options.Columns > 0 ? options.Columns : (int)Math.Ceiling(Math.Sqrt(2.0 * options.Count));
        _columns = Math.Min(wanted, options.Count);
        int rows = (options.Count + _columns - 1) / _columns;
        _blockWidth = (_columns * (_cell.Width + TileGap)) - TileGap;
        _gridTop = Margin + SubheadingLine + (2 * TitleLine) + TitleGap;
        _width = (2 * Margin) + (blocks * (_blockWidth + BlockGap)) - BlockGap;
        _height = _gridTop + (rows * (_cell.Height + TileGap)) - TileGap + Margin;
    }

    /// <summary>Draws one frame.</summary>
    /// <param name="subheading">The line at the top.</param>
    /// <param name="blocks">The blocks, as many as the layout is for.</param>
    public SheetImage Draw(string subheading, IReadOnlyList<AnimationBlock> blocks)
    {
        var canvas = new Canvas(_width, _height, Theme.Paper);
        string line = TextRun.Shorten(GlyphAtlas.Small, subheading, _width - (2 * Margin));
        TextRun.Draw(canvas, GlyphAtlas.Small, Margin, Margin + GlyphAtlas.Small.Ascent, line, Theme.Muted);
        for (int i = 0; i < blocks.Count; i++)
        {
            Draw(canvas, Margin + (i * (_blockWidth + BlockGap)), blocks[i]);
        }

        return canvas.ToImage();
    }

    private void Draw(Canvas canvas, int left, AnimationBlock block)
    {
        int baseline = Margin + SubheadingLine + GlyphAtlas.Small.Ascent;
        Write(block.Title, baseline, Theme.Ink);
        Write(block.Note, baseline + TitleLine, Theme.Muted);
        for (int i = 0; i < block.Tiles.Count; i++)
        {
            int x = left + (i % _columns * (_cell.Width + TileGap));
            int y = _gridTop + (i / _columns * (_cell.Height + TileGap));
            ContactSheet.DrawPicture(canvas, x, y, _cell, block.Tiles[i], _options.TileWidth);
            SheetTile tile = block.Tiles[i];
            Caption.DrawStackedBar(
                canvas, x, y + _cell.PictureHeight + BarGap, _cell.PictureWidth, tile.Label, tile.Colours(_palette));
        }

        void Write(string text, int at, Colour colour) =>
            TextRun.Draw(canvas, GlyphAtlas.Small, left, at, TextRun.Shorten(GlyphAtlas.Small, text, _blockWidth), colour);
    }
}

/// <summary>The samples of one batch in one mode.</summary>
/// <param name="Title">The mode.</param>
/// <param name="Note">What it means.</param>
/// <param name="Tiles">The samples; an epoch's last batch may have fewer than the others.</param>
internal sealed record AnimationBlock(string Title, string Note, IReadOnlyList<SheetTile> Tiles);
