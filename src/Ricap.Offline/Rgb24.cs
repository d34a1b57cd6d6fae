using System.Globalization;

namespace Ricap;

/// <summary>One pixel of 8-bit RGB, spelled <c>RRGGBB</c>.</summary>
public readonly record struct Rgb24(byte R, byte G, byte B)
{
    /// <summary>FFFFFF.</summary>
    public static Rgb24 White => new(255, 255, 255);

    /// <summary>Reads six hexadecimal digits, either case.</summary>
    public static bool TryParse(string? text, out Rgb24 colour)
    {
        colour = default;
        if (text is not { Length: 6 }
            || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
        {
            return false;
        }

        colour = new Rgb24((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return true;
    }

    /// <summary>Six upper-case hexadecimal digits.</summary>
    public override string ToString() => $"{R:X2}{G:X2}{B:X2}";
}
