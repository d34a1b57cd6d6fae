using System.Text;
using Ricap.Preview.Drawing;

namespace Ricap.Tests.Preview;

public sealed class TextRunTests
{
    private static GlyphAtlas Face => GlyphAtlas.Small;

    [Fact]
    public void WidthIsTheSumOfTheAdvances()
    {
        Assert.Equal(0, TextRun.Measure(Face, ""));
        Assert.Equal(Face[new Rune('d')].Advance + Face[new Rune('0')].Advance, TextRun.Measure(Face, "d0"));
        Assert.True(TextRun.Measure(GlyphAtlas.Large, "dress") > TextRun.Measure(Face, "dress"));
    }

    [Fact]
    public void DrawingEndsWhereMeasuringSays()
    {
        var canvas = new Canvas(100, 20, Theme.Paper);
        int pen = TextRun.Draw(canvas, Face, x: 5, baseline: 15, "dress 0.62", Theme.Ink);
        Assert.Equal(5 + TextRun.Measure(Face, "dress 0.62"), pen);
    }

    [Fact]
    public void DrawingIsClippedToTheCanvas()
    {
        var canvas = new Canvas(10, 6, Theme.Paper);
        TextRun.Draw(canvas, GlyphAtlas.Large, -7, 9, "RICAP", Theme.Ink);
        Assert.Contains(canvas.ToImage().Rgb, value => value < 0x80);
    }

    [Theory]
    [InlineData("Basic Latin", 0x20, 0x7E)]
    [InlineData("Latin-1", 0xA0, 0xFF)]
    [InlineData("Latin Extended-A", 0x100, 0x148)]
    [InlineData("Greek", 0x391, 0x3A1)]
    [InlineData("Greek", 0x3A3, 0x3CE)]
    [InlineData("Cyrillic", 0x400, 0x45F)]
    public void BothFacesHave(string script, int first, int last)
    {
        foreach (int code in Enumerable.Range(first, last - first + 1))
        {
            Assert.True(Face[new Rune(code)] != Face.Missing, $"{script}: U+{code:X4}");
            Assert.True(GlyphAtlas.Large[new Rune(code)] != GlyphAtlas.Large.Missing, $"{script}: U+{code:X4}");
        }
    }

    [Fact]
    public void BothFacesHaveTheSymbols() => Assert.All("…·×β→–—“”’".EnumerateRunes(), rune =>
    {
        Assert.NotEqual(Face.Missing, Face[rune]);
        Assert.NotEqual(GlyphAtlas.Large.Missing, GlyphAtlas.Large[rune]);
    });

    [Fact]
    public void WhatTheFaceLacksIsOneBox() => Assert.All(["日", "👕", "\n", "\ud83d"], text =>
    {
        var canvas = new Canvas(12, 12, Theme.Paper);
        int pen = TextRun.Draw(canvas, Face, 0, Face.Missing.Top + 1, text, Theme.Ink);

        Assert.Equal(Face.Missing.Advance, pen);
        Assert.Equal(Theme.Ink, canvas[Face.Missing.Left, 1]);
        Assert.Equal(Theme.Ink, canvas[Face.Missing.Width, Face.Missing.Height]);
        Assert.Equal(Theme.Paper, canvas[Face.Missing.Left + 1, 2]);
    });

    [Fact]
    public void AShortTextStaysAsItIs() =>
        Assert.Equal("dress", TextRun.Shorten(Face, "dress", TextRun.Measure(Face, "dress")));

    [Fact]
    public void ALongTextEndsInAnEllipsis() =>
        Assert.Equal("long…", TextRun.Shorten(Face, "longsleeve", TextRun.Measure(Face, "long…")));

    [Fact]
    public void NoSpaceIsLeftInFrontOfAnEllipsis() =>
        Assert.Equal("long…", TextRun.Shorten(Face, "long sleeve", TextRun.Measure(Face, "long …")));

    [Fact]
    public void ASurrogatePairIsNeverCutInTwo() =>
        Assert.Equal("👕…", TextRun.Shorten(Face, "👕👕👕", TextRun.Measure(Face, "👕…")));

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(40)]
    public void AShortenedTextFits(int room) =>
        Assert.InRange(TextRun.Measure(Face, TextRun.Shorten(Face, "a rather long name", room)), 0, room);

    [Fact]
    public void LinesBreakBetweenOptions()
    {
        int room = TextRun.Measure(Face, "mode sample · β 0.3");
        Assert.Equal(["96×96", "mode sample · β 0.3", "seed 42"],
            TextRun.Wrap(Face, "96×96 · mode sample · β 0.3 · seed 42", room, maxLines: 3));
    }

    [Fact]
    public void LinesBreakBetweenWords()
    {
        int room = TextRun.Measure(Face, "clothing ten");
        Assert.Equal(["clothing ten", "by four"], TextRun.Wrap(Face, "clothing ten by four", room, maxLines: 3));
    }

    [Fact]
    public void TheLastLineTakesTheRest()
    {
        int room = TextRun.Measure(Face, "clothing");
        Assert.Equal(["clothing", "ten b…"], TextRun.Wrap(Face, "clothing ten by four", room, maxLines: 2));
    }

    [Fact]
    public void NothingTakesNoLine() => Assert.Empty(TextRun.Wrap(Face, "", 100, maxLines: 2));
}
