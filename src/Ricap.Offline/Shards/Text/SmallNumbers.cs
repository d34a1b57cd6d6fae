using System.Runtime.CompilerServices;

namespace Ricap.Shards.Text;

/// <summary>The digits of the numbers below a thousand, ready to be stored: the first in the lowest byte.</summary>
internal static class SmallNumbers
{
    /// <summary>How many there are.</summary>
    public const int Count = 1000;

    private static readonly uint[] Padded = Make();

    /// <summary>Three digits, with zeros in front, and a byte more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ThreeDigits(uint number) => Padded[number];

    /// <summary>Digits without zeros in front, and bytes more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Digits(uint number, out int count)
    {
        count = 1 + (number >= 10 ? 1 : 0) + (number >= 100 ? 1 : 0);
        return Padded[number] >> (8 * (3 - count));
    }

    private static uint[] Make()
    {
        uint[] padded = new uint[Count];
        for (uint number = 0; number < Count; number++)
        {
            padded[number] = ('0' + (number / 100)) | (('0' + (number / 10 % 10)) << 8) | (('0' + (number % 10)) << 16);
        }

        return padded;
    }
}
