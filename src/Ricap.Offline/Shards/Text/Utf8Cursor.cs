using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ricap.Planning;

namespace Ricap.Shards.Text;

/// <summary>
/// Writes text forward into a span that the caller made long enough. It exists for speed: a sample record is some
/// fifty small numbers between constant text, and a million of them a second leave 20 ns for each.
/// </summary>
internal ref struct Utf8Cursor(Span<byte> destination)
{
    /// <summary>Bytes of the longest whole number: a sign and 19 digits, or 20 digits.</summary>
    public const int MaxNumberLength = 20;

    /// <summary>Bytes of the longest weight: a whole number, the point and six decimals.</summary>
    public const int MaxWeightLength = MaxNumberLength + 7;

    private readonly Span<byte> _destination = destination;

    /// <summary>How many bytes have been written.</summary>
    public int Length { get; private set; }

    /// <summary>Constant or ready-made text. Inlined, so that constants become a few register stores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Text(scoped ReadOnlySpan<byte> text)
    {
        text.CopyTo(_destination[Length..]);
        Length += text.Length;
    }

    /// <summary>
    /// A whole number. Nearly every one in a record is a coordinate or an area: worth not asking the formatter. Inlined, and what is
    /// not is static, so that a cursor stays in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Number(long value)
    {
        // Four bytes are stored, whatever follows writes over those that are none of the digits.
        Span<byte> place = _destination[Length..];
        if ((ulong)value < SmallNumbers.Count && place.Length >= sizeof(uint))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(place, SmallNumbers.Digits((uint)value, out int count));
            Length += count;
            return;
        }

        Length += Large(value, place);
    }

    /// <summary>Text and the number that it is about.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Field(scoped ReadOnlySpan<byte> text, long value)
    {
        Text(text);
        Number(value);
    }

    /// <summary>A whole number from 0 to 2^64 − 1.</summary>
    public void Number(ulong value)
    {
        Utf8Formatter.TryFormat(value, _destination[Length..], out int written);
        Length += written;
    }

    /// <summary>The shortest text that reads back as the same finite double, e.g. <c>0.3</c> or <c>1E-05</c>.</summary>
    public void Real(double value)
    {
        value.TryFormat(_destination[Length..], out int written, "R", CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Millionths as a decimal number: whole if it is whole, else without trailing zeros.</summary>
    /// <param name="millionths">0 or more.</param>
    public void Weight(long millionths)
    {
        (long whole, long decimals) = Math.DivRem(millionths, ClassWeight.PerPixel);
        Number(whole);
        if (decimals == 0)
        {
            return;
        }

        _destination[Length++] = (byte)'.';
        for (long place = ClassWeight.PerPixel / 10; decimals != 0; place /= 10)
        {
            (long digit, decimals) = Math.DivRem(decimals, place);
            _destination[Length++] = (byte)('0' + digit);
        }
    }

    /// <summary>A sample's key.</summary>
    public void Key(int epoch, int index) => Length += SampleKey.Write(epoch, index, _destination[Length..]);

    /// <summary>Text of ASCII characters that JSON does not escape.</summary>
    public void Ascii(string text) =>
        Length += System.Text.Encoding.ASCII.GetBytes(text, _destination[Length..]);

    /// <summary>A sample's label, <c>{"class":[1,4],"weight":[600,424]}</c>, with the total that weights sum to if it is given.</summary>
    public void Label(scoped ReadOnlySpan<ClassWeight> label, long? total = null)
    {
        Text("{\"class\":["u8);
        for (int i = 0; i < label.Length; i++)
        {
            Text(i == 0 ? ""u8 : ","u8);
            Number(label[i].Class);
        }

        Text("],\"weight\":["u8);
        for (int i = 0; i < label.Length; i++)
        {
            Text(i == 0 ? ""u8 : ","u8);
            Weight(label[i].Weight);
        }

        Text("]"u8);
        if (total is { } sum)
        {
            Text(",\"total\":"u8);
            Number(sum);
        }

        Text("}"u8);
    }

    /// <summary>How many bytes <see cref="Label"/> needs at most for so many classes.</summary>
    public static int MaxLabelLength(int count) =>
        checked(64 + (count * (MaxNumberLength + 1 + MaxWeightLength + 1)));

    private static int Large(long value, Span<byte> place)
    {
        const int Most = SmallNumbers.Count * SmallNumbers.Count;
        if ((ulong)value < Most && place.Length >= 2 * sizeof(uint))
        {
            (uint thousands, uint rest) = Math.DivRem((uint)value, SmallNumbers.Count);
            int count = 0;
            if (thousands > 0)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(place, SmallNumbers.Digits(thousands, out count));
                BinaryPrimitives.WriteUInt32LittleEndian(place[count..], SmallNumbers.ThreeDigits(rest));
                return count + 3;
            }
        }

        Utf8Formatter.TryFormat(value, place, out int written);
        return written;
    }
}
