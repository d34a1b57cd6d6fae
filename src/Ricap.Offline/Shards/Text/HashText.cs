using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Ricap.Shards.Text;

/// <summary>
/// XXH128 hashes as text: 32 lower-case hexadecimal digits, most significant first. That is the canonical order of
/// the xxHash specification, and what <c>xxhsum -H2</c> prints.
/// </summary>
public static class HashText
{
    /// <summary>Characters of a hash: always 32.</summary>
    public const int Length = 32;

    /// <summary>The 32 digits of a hash.</summary>
    public static string Of(UInt128 hash)
    {
        Span<byte> bytes = stackalloc byte[Length / 2];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        return Convert.ToHexStringLower(bytes);
    }

    /// <summary>The 32 digits of what a hasher has seen so far; the hasher can go on.</summary>
    public static string Of(XxHash128 hasher)
    {
        return Of(hasher.GetCurrentHashAsUInt128());
    }

    /// <summary>Writes the 32 digits of a hash as ASCII.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes; the first 32 are written.</param>
    public static void Write(UInt128 hash, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Length, nameof(destination));
        Span<byte> bytes = stackalloc byte[Length / 2];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, hash);
        Convert.TryToHexStringLower(bytes, destination, out _);
    }

    /// <summary>Reads a hash; false unless the text is exactly 32 of <c>0-9a-f</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 hash)
    {
        Span<byte> ascii = stackalloc byte[Length];
        hash = default;
        return text.Length == Length
            && System.Text.Ascii.FromUtf16(text, ascii, out _) == OperationStatus.Done
            && TryParse(ascii, out hash);
    }

    /// <summary>Reads a hash; false unless the text is exactly 32 ASCII bytes of <c>0-9a-f</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out UInt128 hash)
    {
        hash = default;

        if (text.Length != Length)
        {
            return false;
        }

        // One hash has one spelling: what differs as text must differ as a hash, so upper case is refused.
        ulong high = 0;
        ulong low = 0;
        for (int i = 0; i < Length; i++)
        {
            uint digit = text[i] is >= (byte)'0' and <= (byte)'9' ? text[i] - (uint)'0'
                : text[i] is >= (byte)'a' and <= (byte)'f' ? text[i] - ((uint)'a' - 10)
                : 16;
            if (digit > 15)
            {
                return false;
            }

            high = (high << 4) | (low >> 60);
            low = (low << 4) | digit;
        }

        hash = new UInt128(high, low);
        return true;
    }
}
