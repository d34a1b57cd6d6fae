using ScottPlot;
using SkiaSharp;

namespace Ricap.Train.Cli.Pictures;

/// <summary>
/// The font of our pictures, out of this assembly: the Skia build used here knows no installed fonts, and a server may have none.
/// </summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>The name ScottPlot knows it by; not one a font has, so that other users of ScottPlot in a process keep theirs.</summary>
    public const string Name = "Ricap plots";

    private static readonly Lazy<bool> Installed = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new PlotFont());
        return true;
    });

    private PlotFont()
    {
    }

    /// <summary>Makes it known, once a process.</summary>
    public static bool Install() => Installed.Value;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing)
    {
        if (fontName != Name)
        {
            return null;
        }

        using Stream font = typeof(PlotFont).Assembly.GetManifestResourceStream("PlotFont.otf")!;
        return SKTypeface.FromStream(font);
    }

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);
}
