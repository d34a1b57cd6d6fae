using System.Buffers.Text;
using Ricap.Shards.Text;

namespace Ricap.Shards;

/// <summary>The shape of an array of RGB images, <c>[Count, Height, Width, 3]</c>, one byte a channel.</summary>
/// <param name="Count">Images, from 0.</param>
/// <param name="Height">Rows of an image, from 1.</param>
/// <param name="Width">Columns of an image, from 1.</param>
internal readonly record struct NpyShape(int Count, int Height, int Width)
{
    /// <summary>Bytes of a pixel: red, green, blue.</summary>
    public const int Channels = 3;

    /// <summary>Bytes of one row of pixels.</summary>
    public long RowLength => (long)Width * Channels;

    /// <summary>Bytes of one image.</summary>
    public long ImageLength => checked(RowLength * Height);

    /// <summary>Bytes of all images.</summary>
    /// <exception cref="OverflowException">They are more than 2^63 − 1.</exception>
    public long DataLength => checked(ImageLength * Count);

    public override string ToString() => $"[{Count},{Height},{Width},{Channels}]";
}

/// <summary>
/// The npy format of NumPy (NEP 1) for arrays of RGB images: <c>uint8</c>, four dimensions, C order.
/// <code>
///   offset length
///        0      6  \x93NUMPY
///        6      2  version: 1, 0
///        8      2  length of the text, little-endian
///       10    118  {'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4, 3), }   spaces, \n
///      128         pixels: image by image, row by row, red green blue
/// </code>
/// These are the bytes that <c>numpy.save</c> writes; as each number has ten digits at most, the header always takes 128
/// bytes. Nothing else is read: every array in a data set is one that we wrote.
/// </summary>
internal static class NpyFile
{
    /// <summary>Bytes of every header.</summary>
    public const int HeaderLength = 128;

    private const int TextOffset = 10;

    private static ReadOnlySpan<byte> Start =>
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, HeaderLength - TextOffset, 0];

    private static ReadOnlySpan<byte> BeforeShape => "{'descr': '|u1', 'fortran_order': False, 'shape': ("u8;

    /// <summary>Writes a header.</summary>
    /// <param name="shape">The array's shape.</param>
    /// <param name="destination">Receives <see cref="HeaderLength"/> bytes.</param>
    public static void WriteHeader(NpyShape shape, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(shape.Count, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Height, 1, nameof(shape));
        ArgumentOutOfRangeException.ThrowIfLessThan(shape.Width, 1, nameof(shape));

        Span<byte> header = destination[..HeaderLength];
        header.Fill((byte)' ');
        Start.CopyTo(header);
        var cursor = new Utf8Cursor(header[TextOffset..]);
        cursor.Text(BeforeShape);
        cursor.Number(shape.Count);
        cursor.Text(", "u8);
        cursor.Number(shape.Height);
        cursor.Text(", "u8);
        cursor.Number(shape.Width);
        cursor.Text(", 3), }"u8);
        header[^1] = (byte)'\n';
    }

    /// <summary>Reads a header and checks that exactly the pixels it speaks of follow.</summary>
    /// <param name="input">A file of known length at its beginning; afterwards at the first pixel.</param>
    /// <param name="path">The file's path, for the message of an exception.</param>
    /// <exception cref="ShardFormatException">It is no array of RGB images that we wrote, or too short or long.</exception>
    public static NpyShape ReadHeader(Stream input, string path)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        int length = input.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (length < HeaderLength || !TryReadShape(header, out NpyShape shape))
        {
            throw new ShardFormatException(path, 0, "not the header of an npy array [n,H,W,3] of bytes as 'ricap' writes it");
        }

        Int128 expected = HeaderLength + ((Int128)shape.RowLength * shape.Height * shape.Count);
        return input.Length == expected
            ? shape
            : throw new ShardFormatException(
                path,
                (long)Int128.Min(input.Length, expected),
                $"{input.Length} bytes long, where its header asks for {expected}");
    }

    /// <summary>Finds the three numbers, and takes them if they give this very header.</summary>
    private static bool TryReadShape(ReadOnlySpan<byte> header, out NpyShape shape)
    {
        shape = default;
        ReadOnlySpan<byte> text = header[(TextOffset + BeforeShape.Length)..];
        Span<int> number = stackalloc int[3];
        for (int i = 0; i < number.Length; i++)
        {
            if (!Utf8Parser.TryParse(text, out number[i], out int used) || number[i] < Math.Min(i, 1) || text.Length < used + 2)
            {
                return false;
            }

            text = text[(used + ", ".Length)..];
        }

        shape = new NpyShape(number[0], number[1], number[2]);
        Span<byte> written = stackalloc byte[HeaderLength];
        WriteHeader(shape, written);
        return header.SequenceEqual(written);
    }
}
