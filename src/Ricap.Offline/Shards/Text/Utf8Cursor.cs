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

    /// <summary>A whole number.</summary>
    public void Number(long value)
    {
        // Nearly every number in a record is a coordinate: worth not asking the formatter.
        if ((ulong)value < 1000)
        {
            Small((uint)value);
            return;
        }

        Utf8Formatter.TryFormat(value, _destination[Length..], out int written);
        Length += written;
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

    private void Small(uint value)
    {
        int digits = value < 10 ? 1 : value < 100 ? 2 : 3;
        Span<byte> place = _destination.Slice(Length, digits);
        for (int i = digits - 1; i > 0; i--, value /= 10)
        {
            place[i] = (byte)('0' + (value % 10));
        }

        place[0] = (byte)('0' + value);
        Length += digits;
    }
}
