using System.Buffers;
using System.Buffers.Text;

namespace Ricap.Shards.Text;

/// <summary>
/// The name of a sample: its epoch in four digits or more, <c>-</c>, its index in eight digits or more, so that names
/// sort as samples do: <c>0003-00000012</c>. WebDataset calls it the key.
/// </summary>
internal static class SampleKey
{
    /// <summary>Bytes of the longest key there is: two 32-bit numbers and the dash.</summary>
    public const int MaxLength = 21;

    private const int EpochDigits = 4;
    private const int IndexDigits = 8;

    /// <summary>The key as text.</summary>
    public static string Of(int epoch, int index) => $"{epoch:D4}-{index:D8}";

    /// <summary>Writes the key as ASCII.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="index">The sample's place in the epoch, from 0.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Write(int epoch, int index, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, MaxLength, nameof(destination));

        Utf8Formatter.TryFormat(epoch, destination, out int length, new StandardFormat('D', EpochDigits));
        destination[length++] = (byte)'-';
        Utf8Formatter.TryFormat(index, destination[length..], out int digits, new StandardFormat('D', IndexDigits));
        return length + digits;
    }

    /// <summary>Reads a key; false unless it is spelled exactly as <see cref="Of"/> spells it.</summary>
    public static bool TryParse(ReadOnlySpan<char> key, out int epoch, out int index)
    {
        index = 0;
        int dash = key.IndexOf('-');
        return TryParseNumber(dash < 0 ? default : key[..dash], EpochDigits, out epoch)
            && TryParseNumber(key[(dash + 1)..], IndexDigits, out index);
    }

    private static bool TryParseNumber(ReadOnlySpan<char> digits, int atLeast, out int value)
    {
        value = 0;
        bool wellPadded = digits.Length == atLeast || (digits.Length > atLeast && digits[0] != '0');
        return wellPadded
            && int.TryParse(digits, System.Globalization.NumberStyles.None, null, out value);
    }
}
