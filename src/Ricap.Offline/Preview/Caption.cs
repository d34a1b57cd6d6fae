using System.Globalization;
using Ricap.Preview.Drawing;

namespace Ricap.Preview;

/// <summary>
/// What stands under a picture: the soft label as one stacked bar across the picture, the title, and a line for
/// each class with its own bar, its name and its share.
/// </summary>
internal static class Caption
{
    /// <summary>Four patches have no more classes than that, unless sources have soft labels; longer ones are cut short.</summary>
    public const int MaxLines = 4;

    /// <summary>The height of the stacked bar.</summary>
    public const int BarHeight = 6;

    private const int LineHeight = 18;
    private const int BarGap = 3;
    private const int TitleGap = 5;
    private const int ShareBarWidth = 20;
    private const int ShareBarHeight = 6;
    private const int ShareBarGap = 6;

    private static GlyphAtlas Face => GlyphAtlas.Small;

    /// <summary>How many class lines a label takes.</summary>
    public static int Lines(IReadOnlyList<(string Class, double Share)> label) => Math.Min(label.Count, MaxLines);

    /// <summary>The height of a caption with room for so many class lines.</summary>
    public static int Height(int lines) => BarGap + BarHeight + TitleGap + ((1 + lines) * LineHeight);

    /// <summary>The width at which nothing in a tile's caption has to be shortened.</summary>
    public static int Width(SheetTile tile)
    {
        int width = TextRun.Measure(Face, tile.Title);
        foreach ((string name, double share) in tile.Label)
        {
            width = Math.Max(width, ShareBarWidth + ShareBarGap + TextRun.Measure(Face, name + Tail(share)));
        }

        return width;
    }

    /// <summary>Draws the caption of a tile.</summary>
    /// <param name="canvas">The sheet.</param>
    /// <param name="x">Left edge.</param>
    /// <param name="y">Top edge, where the picture ends.</param>
    /// <param name="cell">The widths to keep to: the picture's for the stacked bar, the cell's for the text.</param>
    /// <param name="tile">What to write.</param>
    /// <param name="colours">The colours of the classes of its label.</param>
    public static void Draw(Canvas canvas, int x, int y, SheetCell cell, SheetTile tile, IReadOnlyList<Colour> colours)
    {
        y += BarGap;
        DrawStackedBar(canvas, x, y, cell.PictureWidth, tile.Label, colours);
        y += BarHeight + TitleGap;
        int width = cell.Width;
        TextRun.Draw(canvas, Face, x, Baseline(y), TextRun.Shorten(Face, tile.Title, width), Theme.Muted);

        int lines = Lines(tile.Label);
        bool cut = tile.Label.Count > lines;
        for (int i = 0; i < lines; i++)
        {
            y += LineHeight;
            if (cut && i == lines - 1)
            {
                DrawRest(canvas, x, y, width, tile.Label.Skip(i));
            }
            else
            {
                (string name, double share) = tile.Label[i];
                DrawLine(canvas, x, y, width, name, share, colours[i]);
            }
        }
    }

    /// <summary>The classes side by side, as wide as their shares; what a label falls short of 1 stays empty.</summary>
    public static void DrawStackedBar(
        Canvas canvas, int x, int y, int width, IReadOnlyList<(string Class, double Share)> label, IReadOnlyList<Colour> colours)
    {
        canvas.Fill(x, y, width, BarHeight, Theme.Track);
        double total = 0;
        int start = 0;
        for (int i = 0; i < label.Count; i++)
        {
            // Ends are rounded, not widths, so that the parts of a whole label fill the bar to the pixel.
            total += label[i].Share;
            int end = Pixels(total, width);
            if (end > start)
            {
                canvas.Fill(x + start, y, end - start, BarHeight, colours[i]);

                // A hairline sets neighbours apart; a part that it would eat up goes without.
                if (start > 0 && end - start > 1)
                {
                    canvas.Fill(x + start, y, 1, BarHeight, Theme.Paper);
                }

                start = end;
            }
        }
    }

    private static void DrawLine(Canvas canvas, int x, int y, int width, string name, double share, Colour colour)
    {
        int barTop = y + ((LineHeight - ShareBarHeight) / 2);
        canvas.Fill(x, barTop, ShareBarWidth, ShareBarHeight, Theme.Track);

        // Never so short that the colour, which is the key to the stacked bar, cannot be told.
        canvas.Fill(x, barTop, Math.Max(2, Pixels(share, ShareBarWidth)), ShareBarHeight, colour);
        DrawText(canvas, x, y, width, name, Tail(share), Theme.Ink);
    }

    private static void DrawRest(
        Canvas canvas, int x, int y, int width, IEnumerable<(string Class, double Share)> rest)
    {
        (int count, double share) = (0, 0);
        foreach ((string _, double one) in rest)
        {
            count++;
            share += one;
        }

        DrawText(canvas, x, y, width, $"+{count} more", Tail(share), Theme.Muted);
    }

    /// <summary>Name and share; the share is always written out, the name gets what room is left.</summary>
    private static void DrawText(Canvas canvas, int x, int y, int width, string name, string tail, Colour colour)
    {
        const int Indent = ShareBarWidth + ShareBarGap;
        int room = width - Indent - TextRun.Measure(Face, tail);
        int pen = TextRun.Draw(canvas, Face, x + Indent, Baseline(y), TextRun.Shorten(Face, name, room), colour);
        TextRun.Draw(canvas, Face, pen, Baseline(y), tail, Theme.Muted);
    }

    /// <summary>
    /// A share as it follows a name: two decimals and a point, whatever the machine's culture. What is there is never
    /// 0.00, and what is not all of it never 1.00.
    /// </summary>
    public static string Tail(double share) => share.ToString(" 0.00", CultureInfo.InvariantCulture) switch
    {
        " 0.00" when share > 0 => " <0.01",
        " 1.00" when share < 1 => " >0.99",
        var text => text,
    };

    private static int Pixels(double share, int width) => (int)Math.Round(Math.Clamp(share, 0, 1) * width);

    /// <summary>Puts capitals and figures mid-line; they reach about three quarters of the ascent.</summary>
    private static int Baseline(int y) => y + ((LineHeight + (Face.Ascent * 3 / 4)) / 2);
}
