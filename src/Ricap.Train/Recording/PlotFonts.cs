using ScottPlot;
using SkiaSharp;

namespace Ricap.Train.Recording;

/// <summary>
/// The fonts of our pictures, out of this assembly: the Skia build used here knows no installed fonts, and a server may have none.
/// </summary>
internal sealed class PlotFonts : IFontResolver
{
    /// <summary>The name ScottPlot knows them by; not one a font has, so that other users of ScottPlot in a process keep theirs.</summary>
    public const string Name = "Ricap plots";

    private static readonly Lazy<bool> Installed = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new PlotFonts());
        return true;
    });

    private PlotFonts()
    {
    }

    /// <summary>Makes them known, once a process.</summary>
    public static bool Install() => Installed.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing)
    {
        if (fontName != Name)
        {
            return null;
        }

        string resource = weight >= FontWeight.SemiBold ? "PlotFont-SemiBold.otf" : "PlotFont-Regular.otf";
        using Stream font = typeof(PlotFonts).Assembly.GetManifestResourceStream(resource)!;
        return SKTypeface.FromStream(font);
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);
}
