using System.Buffers;
using System.IO.Hashing;
using System.Text;

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
    public static string Of(Hash128 hash)
    {
        Span<byte> digits = stackalloc byte[Length];
        Write(hash, digits);
        return Encoding.ASCII.GetString(digits);
    }

    /// <summary>The 32 digits of what a hasher has seen so far; the hasher can go on.</summary>
    public static string Of(XxHash128 hasher) => Of(Hash128.Of(hasher));

    /// <summary>Writes the 32 digits of a hash as ASCII.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="destination">At least <see cref="Length"/> bytes; the first 32 are written.</param>
    public static void Write(Hash128 hash, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, Length, nameof(destination));
        (ulong high, ulong low) = hash;
        for (int i = (Length / 2) - 1; i >= 0; i--)
        {
            destination[i] = "0123456789abcdef"u8[(int)high & 15];
            destination[(Length / 2) + i] = "0123456789abcdef"u8[(int)low & 15];
            high >>= 4;
            low >>= 4;
        }
    }

    /// <summary>Reads a hash; false unless the text is exactly 32 of <c>0-9a-f</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash128 hash)
    {
        Span<byte> ascii = stackalloc byte[Length];
        hash = default;
        return text.Length == Length
            && Ascii.FromUtf16(text, ascii, out _) == OperationStatus.Done
            && TryParse(ascii, out hash);
    }

    /// <summary>Reads a hash; false unless the text is exactly 32 ASCII bytes of <c>0-9a-f</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out Hash128 hash)
    {
        if (text.Length != Length || !HexDigits.TryRead(text, out ulong high) || !HexDigits.TryRead(text[(Length / 2)..], out ulong low))
        {
            hash = default;
            return false;
        }

        hash = new Hash128(high, low);
        return true;
    }
}
