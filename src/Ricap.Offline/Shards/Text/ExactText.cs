using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ricap.Shards.Text;

/// <summary>
/// Takes a text apart that has to be spelled in one way, front to back. It says no to whatever it does not know, so that a reader of any
/// spelling is asked instead; what it takes, that reader would have taken as the same.
/// </summary>
internal ref struct ExactText(ReadOnlySpan<byte> text)
{
    private const int MostDigits = 9; // what an Int32 holds, whatever they are
    private const int Decimals = 6;

    private static readonly SearchValues<byte> EndsQuoted = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private ReadOnlySpan<byte> _rest = text;

    /// <summary>Whether all of it was taken.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>Takes constant text. Inlined, so that constants become a few comparisons of registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Skip(scoped ReadOnlySpan<byte> text)
    {
        if (!_rest.StartsWith(text))
        {
            return false;
        }

        _rest = _rest[text.Length..];
        return true;
    }

    /// <summary>Takes a whole number of at most nine digits, without a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Number(out int value)
    {
        if (BinaryPrimitives.TryReadUInt32LittleEndian(_rest, out uint text) && TryFew(text, out value, out int digits))
        {
            _rest = _rest[digits..];
            return true;
        }

        return Longer(out value);
    }

    /// <summary>Takes constant text and the number behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Field(scoped ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        return Skip(text) && Number(out value);
    }

    /// <summary>Takes constant text and a number behind it that may be below zero.</summary>
    public bool SignedField(scoped ReadOnlySpan<byte> text)
    {
        if (!Skip(text))
        {
            return false;
        }

        bool isNegative = Skip("-"u8);
        return Number(out int value) && !(isNegative && value == 0);
    }

    /// <summary>Takes a number above 0 with at most six decimals, as millionths.</summary>
    public bool Millionths(out long value)
    {
        value = 0;
        if (!Number(out int whole))
        {
            return false;
        }

        int decimals = 0;
        long part = 0;
        if (Skip("."u8))
        {
            while (decimals < _rest.Length && (uint)(_rest[decimals] - '0') <= 9)
            {
                if (decimals == Decimals)
                {
                    return false;
                }

                part = (10 * part) + (_rest[decimals++] - '0');
            }

            if (decimals == 0)
            {
                return false;
            }

            _rest = _rest[decimals..];
        }

        for (; decimals < Decimals; decimals++)
        {
            part *= 10;
        }

        value = (whole * 1_000_000L) + part;
        return value > 0;
    }

    /// <summary>Takes a number such as 0.3, of a few digits on each side and without an exponent.</summary>
    public bool Real()
    {
        if (!Number(out _))
        {
            return false;
        }

        return !Skip("."u8) || Digits(most: 2 * MostDigits) > 0;
    }

    /// <summary>Takes text in quotes that has no escapes.</summary>
    /// <param name="value">What is between the quotes.</param>
    /// <param name="isAscii">Whether it is ASCII; otherwise whether it is valid UTF-8 at all is for the caller to find out.</param>
    public bool Quoted(out ReadOnlySpan<byte> value, out bool isAscii)
    {
        value = default;
        isAscii = true;
        if (!Skip("\""u8))
        {
            return false;
        }

        int end = _rest.IndexOfAny(EndsQuoted);
        int length = end < 0 ? _rest.Length : end;
        value = _rest[..length];
        isAscii = Ascii.IsValid(value);
        _rest = _rest[length..];
        return Skip("\""u8);
    }

    /// <summary>Takes so many bytes, whatever they are.</summary>
    public bool Take(int length, out ReadOnlySpan<byte> value)
    {
        value = length <= _rest.Length ? _rest[..length] : default;
        _rest = _rest[value.Length..];
        return value.Length == length;
    }

    /// <summary>Reads one to three digits, which nearly all numbers have, out of four bytes at once.</summary>
    /// <remarks>
    /// <code>
    ///   bytes        '1' '7' ',' '"'
    ///   ^ '0'          1   7  1C  12     0..9 where there is a digit
    ///   + 6, |         7   D  3E  1A     above 0F where there is none; a carry goes into later bytes alone
    ///   shifted up     0   1   7         with noughts before the first, as hundreds, tens and ones
    /// </code>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryFew(uint text, out int value, out int digits)
    {
        uint each = text ^ 0x30303030;
        uint others = ((each + 0x06060606) | each) & 0xF0F0F0F0;
        digits = BitOperations.TrailingZeroCount(others) >> 3; // 4 where all are digits
        uint few = each << (8 * (3 - digits));
        value = (int)((100 * (few & 0xFF)) + (10 * ((few >> 8) & 0xFF)) + ((few >> 16) & 0xFF));
        return digits == 1 || (digits is 2 or 3 && (each & 0xFF) != 0);
    }

    private bool Longer(out int value)
    {
        value = 0;
        int digits = 0;
        while (digits < _rest.Length && (uint)(_rest[digits] - '0') <= 9)
        {
            if (digits == MostDigits)
            {
                return false;
            }

            value = (10 * value) + (_rest[digits++] - '0');
        }

        bool isOne = digits == 1 || (digits > 1 && _rest[0] != '0');
        _rest = _rest[digits..];
        return isOne;
    }

    private int Digits(int most)
    {
        int digits = 0;
        while (digits < _rest.Length && (uint)(_rest[digits] - '0') <= 9)
        {
            digits++;
        }

        _rest = _rest[digits..];
        return digits <= most ? digits : 0;
    }
}
