using Ricap.Preview.Drawing;

namespace Ricap.Preview;

/// <summary>The heading and the subheading, broken into lines that fit the sheet.</summary>
internal sealed class SheetHeader
{
    private const int HeadingLine = 28;
    private const int SubheadingLine = 19;
    private const int GapBelow = 18;
    private const int MaxHeadingLines = 2;
    private const int MaxSubheadingLines = 4;

    private readonly IReadOnlyList<string> _heading;
    private readonly IReadOnlyList<string> _subheading;

    /// <summary>Breaks the lines.</summary>
    public SheetHeader(string heading, string subheading, int width)
    {
        Width = width;
        _heading = TextRun.Wrap(GlyphAtlas.Large, heading, width, MaxHeadingLines);
        _subheading = TextRun.Wrap(GlyphAtlas.Small, subheading, width, MaxSubheadingLines);
    }

    /// <summary>The room that the lines were given.</summary>
    public int Width { get; }

    /// <summary>Height with the gap to what follows; nothing where there is nothing to say.</summary>
    public int Height => _heading.Count + _subheading.Count == 0
        ? 0
        : (_heading.Count * HeadingLine) + (_subheading.Count * SubheadingLine) + GapBelow;

    /// <summary>Draws the lines from a top left corner down.</summary>
    public void Draw(Canvas canvas, int x, int y)
    {
        foreach (string line in _heading)
        {
            TextRun.Draw(canvas, GlyphAtlas.Large, x, y + GlyphAtlas.Large.Ascent, line, Theme.Ink);
            y += HeadingLine;
        }

        foreach (string line in _subheading)
        {
            TextRun.Draw(canvas, GlyphAtlas.Small, x, y + GlyphAtlas.Small.Ascent, line, Theme.Muted);
            y += SubheadingLine;
        }
    }
}
