using System.Globalization;

namespace Ricap.Options;

/// <summary>An amount of memory as a person says it: <c>512MB</c>, <c>8GB</c>, or bytes. Units are powers of 1,024.</summary>
internal static class ByteSize
{
    /// <summary>What it takes, for help texts and messages.</summary>
    public const string Grammar = "BYTES|NMB|NGB";

    private static readonly (string Unit, int Shift)[] Units = [("GB", 30), ("MB", 20), ("", 0)];

    /// <summary>Reads an amount, from 0 on; false if it is none, or more than 2⁶³ − 1.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        (string unit, int shift) = Units.First(unit => text.EndsWith(unit.Unit, StringComparison.Ordinal));
        bool isNumber = long.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out bytes)
            && bytes <= long.MaxValue >> shift;
        bytes <<= shift;
        return isNumber;
    }

    /// <summary>Spells an amount in the largest unit that it is whole in.</summary>
    public static string Spell(long bytes)
    {
        (string unit, int shift) = bytes == 0 ? Units[^1] : Units.First(unit => bytes >> unit.Shift << unit.Shift == bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes >> shift}{unit}");
    }
}
