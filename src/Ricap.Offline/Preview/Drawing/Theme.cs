namespace Ricap.Preview.Drawing;

/// <summary>The neutral colours of a sheet; the classes' own are in <see cref="PaletteColours"/>.</summary>
internal static class Theme
{
    /// <summary>Behind everything.</summary>
    public static readonly Colour Paper = new(0xFC, 0xFC, 0xFD);

    /// <summary>What is read first: the heading, the names of classes.</summary>
    public static readonly Colour Ink = new(0x1B, 0x23, 0x30);

    /// <summary>What is read second: options, numbers, marks.</summary>
    public static readonly Colour Muted = new(0x5E, 0x68, 0x78);

    /// <summary>The empty part of a bar, and the mat around a picture that does not fill its place.</summary>
    public static readonly Colour Track = new(0xE7, 0xEA, 0xEF);
}
