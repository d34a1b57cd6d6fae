using System.Numerics;

namespace Ricap.ImageFiles.Png.Deflate;

/// <summary>
/// How match lengths and distances become symbols and extra bits (RFC 1951 §3.2.5), and the sizes of the alphabets.
/// </summary>
internal static class DeflateAlphabet
{
    public const int Literals = 256;
    public const int EndOfBlock = 256;
    public const int FirstLength = 257;
    public const int LiteralLengthSymbols = 286;
    public const int DistanceSymbols = 30;
    public const int CodeLengthSymbols = 19;
    public const int LongestCode = 15;
    public const int LongestCodeLengthCode = 7;

    public const int ShortestMatch = 3;
    public const int LongestMatch = 258;
    public const int WindowSize = 32768;

    private static readonly byte[] LengthSteps = MakeLengthSteps();

    /// <summary>The order in which a block lists the code lengths of its code length code (RFC 1951 §3.2.7).</summary>
    public static ReadOnlySpan<byte> CodeLengthOrder =>
        [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    /// <summary>The symbol of a match of <paramref name="length"/> bytes, 3 to 258.</summary>
    public static int LengthSymbol(int length) => FirstLength + LengthSteps[length - ShortestMatch];

    /// <summary>
    /// How many extra bits follow each length symbol: none for the first eight and the last, else one more for every four.
    /// </summary>
    public static ReadOnlySpan<byte> LengthExtraBits =>
        [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];

    /// <summary>The value of the extra bits: what is above the shortest length of the same symbol.</summary>
    public static uint LengthExtra(int length, int extraBits) =>
        length == LongestMatch ? 0 : (uint)(length - ShortestMatch) & ((1u << extraBits) - 1);

    /// <summary>The symbol of a distance, 1 to 32768: two for each power of two.</summary>
    public static int DistanceSymbol(int distance)
    {
        uint step = (uint)distance - 1;
        if (step < 2)
        {
            return (int)step;
        }

        int power = BitOperations.Log2(step);
        return (2 * power) + (int)((step >> (power - 1)) & 1);
    }

    /// <summary>How many extra bits follow each distance symbol: none for the first four, then one more for every two.</summary>
    public static ReadOnlySpan<byte> DistanceExtraBits =>
        [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];

    /// <summary>The value of the extra bits: what is above the shortest distance of the same symbol.</summary>
    public static uint DistanceExtra(int distance, int extraBits) => (uint)(distance - 1) & ((1u << extraBits) - 1);

    private static byte[] MakeLengthSteps()
    {
        byte[] steps = new byte[LongestMatch - ShortestMatch + 1];
        for (int above = 0; above < steps.Length; above++)
        {
            int power = BitOperations.Log2((uint)above | 1);
            steps[above] = (byte)(above < 8 ? above : (4 * (power - 1)) + ((above >> (power - 2)) & 3));
        }

        // The longest match has a symbol of its own, since flat areas are made of it.
        steps[^1] = 28;
        return steps;
    }
}
