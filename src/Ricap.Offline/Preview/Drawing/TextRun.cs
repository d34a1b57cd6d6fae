using System.Text;

namespace Ricap.Preview.Drawing;

/// <summary>Measures, shortens, breaks and draws single lines of text. Advances only: no kerning, no shaping.</summary>
internal static class TextRun
{
    private const string Ellipsis = "…";

    /// <summary>Between the options of a subheading; a better place to break a line than just any space.</summary>
    private const string Separator = " · ";

    /// <summary>How wide a text comes out, in pixels.</summary>
    public static int Measure(GlyphAtlas face, string text)
    {
        int width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += face[rune].Advance;
        }

        return width;
    }

    /// <summary>Draws a text and returns where the pen ends up.</summary>
    public static int Draw(Canvas canvas, GlyphAtlas face, int x, int baseline, string text, Colour colour)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            Glyph glyph = face[rune];
            canvas.Ink(x + glyph.Left, baseline - glyph.Top, glyph.Width, glyph.Height, glyph.Coverage.Span, colour);
            x += glyph.Advance;
        }

        return x;
    }

    /// <summary>The text itself where it fits, else as much of its beginning as fits in front of an ellipsis.</summary>
    /// <returns>A text no wider than <paramref name="room"/>; empty when not even the ellipsis fits.</returns>
    public static string Shorten(GlyphAtlas face, string text, int room)
    {
        if (Measure(face, text) <= room)
        {
            return text;
        }

        int width = Measure(face, Ellipsis);
        if (width > room)
        {
            return "";
        }

        // By runes, so that a cut never leaves half of a surrogate pair behind.
        var kept = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += face[rune].Advance;
            if (width > room)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.ToString().TrimEnd(' ') + Ellipsis;
    }

    /// <summary>
    /// Breaks a text into lines no wider than <paramref name="room"/>: between options where it has several, else
    /// between words. What is left over when the lines run out is shortened into the last of them.
    /// </summary>
    public static IReadOnlyList<string> Wrap(GlyphAtlas face, string text, int room, int maxLines)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLines);
        if (text.Length == 0)
        {
            return [];
        }

        string glue = text.Contains(Separator, StringComparison.Ordinal) ? Separator : " ";
        var lines = new List<string>();
        foreach (string part in text.Split(glue))
        {
            string? joined = lines.Count == 0 ? null : lines[^1] + glue + part;
            if (joined is not null && (lines.Count == maxLines || Measure(face, joined) <= room))
            {
                lines[^1] = joined;
            }
            else
            {
                lines.Add(part);
            }
        }

        return [.. lines.Select(line => Shorten(face, line, room))];
    }
}
