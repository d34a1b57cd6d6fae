using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Ricap.Shards.Text;

/// <summary>Reads sixteen hexadecimal digits at once: a record of a base shard is a path and 32 of them.</summary>
internal static class HexDigits
{
    private const int Digits = 16;

    /// <summary>Reads the first sixteen bytes, most significant digit first; false unless they are all <c>0-9a-f</c>.</summary>
    /// <remarks>One number has one spelling: what differs as text must differ as a number, so upper case is refused.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> text, out ulong value)
    {
        if (!Vector128.IsHardwareAccelerated || !BitConverter.IsLittleEndian)
        {
            return TryReadEach(text, out value);
        }

        // '3' 'c'  →  3 12  →  as a lane of 16 bits, 3 + (12 << 8)  →  in its lower byte, (3 << 4) | 12
        Vector128<byte> characters = Vector128.Create(text[..Digits]);
        Vector128<byte> digits = characters - Vector128.Create((byte)'0');
        Vector128<byte> letters = characters - Vector128.Create((byte)'a');
        Vector128<byte> areDigits = Vector128.LessThan(digits, Vector128.Create((byte)10));
        Vector128<byte> areLetters = Vector128.LessThan(letters, Vector128.Create((byte)6));
        Vector128<ushort> pairs = Vector128.ConditionalSelect(areDigits, digits, letters + Vector128.Create((byte)10)).AsUInt16();
        Vector128<ushort> bytes = ((pairs << 4) | (pairs >> 8)) & Vector128.Create((ushort)byte.MaxValue);
        value = BinaryPrimitives.ReverseEndianness(Vector128.Narrow(bytes, bytes).AsUInt64()[0]);
        return (areDigits | areLetters) == Vector128<byte>.AllBitsSet;
    }

    /// <summary>The same, digit by digit.</summary>
    internal static bool TryReadEach(ReadOnlySpan<byte> text, out ulong value)
    {
        value = 0;
        bool all = true;
        foreach (byte character in text[..Digits])
        {
            int digit = character is >= (byte)'0' and <= (byte)'9' ? character - '0'
                : character is >= (byte)'a' and <= (byte)'f' ? character - 'a' + 10
                : -1;
            all &= digit >= 0;
            value = (value << 4) | ((ulong)digit & 15);
        }

        return all;
    }
}
