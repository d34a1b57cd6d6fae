using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Ricap;

/// <summary>A colour of three 8-bit channels, written <c>RRGGBB</c>.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
public readonly record struct Rgb24(byte R, byte G, byte B) : ISpanParsable<Rgb24>
{
    /// <summary><c>FFFFFF</c>.</summary>
    public static Rgb24 White => new(255, 255, 255);

    /// <summary><c>000000</c>.</summary>
    public static Rgb24 Black => default;

    /// <summary>Reads six hexadecimal digits, with or without a leading <c>#</c>.</summary>
    public static Rgb24 Parse(ReadOnlySpan<char> s, IFormatProvider? provider) =>
        TryParse(s, provider, out Rgb24 colour)
            ? colour
            : throw new FormatException($"'{s}' is not a colour: write six hexadecimal digits, RRGGBB");

    /// <inheritdoc cref="Parse(ReadOnlySpan{char}, IFormatProvider?)"/>
    public static Rgb24 Parse(string s, IFormatProvider? provider) => Parse(s.AsSpan(), provider);

    /// <summary>Reads six hexadecimal digits, with or without a leading <c>#</c>; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Rgb24 result)
    {
        ReadOnlySpan<char> digits = s is ['#', ..] ? s[1..] : s;
        bool valid = uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint rgb)
            && digits.Length == 6;
        result = valid ? new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb) : default;
        return valid;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, IFormatProvider?, out Rgb24)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Rgb24 result) =>
        TryParse(s.AsSpan(), provider, out result);

    /// <summary>Six upper-case hexadecimal digits.</summary>
    public override string ToString() => $"{R:X2}{G:X2}{B:X2}";
}
