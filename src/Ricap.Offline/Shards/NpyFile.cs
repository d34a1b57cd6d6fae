using System.Buffers.Binary;

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
}

/// <summary>What the header of an npy file says.</summary>
/// <param name="Shape">The array's shape.</param>
/// <param name="DataOffset">Where in the file the first pixel lies.</param>
internal readonly record struct NpyHeader(NpyShape Shape, int DataOffset);

/// <summary>
/// The npy format of NumPy (NEP 1) for arrays of RGB images: <c>uint8</c>, four dimensions, C order.
/// <code>
///   offset length
///        0      6  \x93NUMPY
///        6      2  version: 1, 0
///        8      2  length of the text, little-endian (version 2: four bytes)
///       10    118  {'descr': '|u1', 'fortran_order': False, 'shape': (2, 3, 4, 3), }   spaces, \n
///      128         pixels: image by image, row by row, red green blue
/// </code>
/// We write version 1 as <c>numpy.save</c> does; as each number has ten digits at most, the header always takes 128
/// bytes.
/// </summary>
internal static class NpyFile
{
    /// <summary>Bytes of every header we write.</summary>
    public const int HeaderLength = 128;

    /// <summary>Bytes of the longest header we read; NumPy has the same limit for the text.</summary>
    public const int MaxHeaderLength = PrefixLengthV2 + MaxTextLength;

    private const int MaxTextLength = 10_000;
    private const int PrefixLengthV1 = 10;
    private const int PrefixLengthV2 = 12;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

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
        Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], HeaderLength - PrefixLengthV1);
        var cursor = new Utf8Cursor(header[PrefixLengthV1..]);
        cursor.Text("{'descr': '|u1', 'fortran_order': False, 'shape': ("u8);
        cursor.Number(shape.Count);
        cursor.Text(", "u8);
        cursor.Number(shape.Height);
        cursor.Text(", "u8);
        cursor.Number(shape.Width);
        cursor.Text(", 3), }"u8);
        header[^1] = (byte)'\n';
    }

    /// <summary>
    /// Reads a header: any valid one of version 1 or 2 whose array is <c>uint8</c>, [n, H, W, 3], in C order.
    /// </summary>
    /// <param name="start">The file's first <see cref="MaxHeaderLength"/> bytes, or all of a smaller file.</param>
    /// <param name="shard">The file's name, for the message of an exception.</param>
    /// <exception cref="ShardFormatException">It is not such a header.</exception>
    public static NpyHeader ReadHeader(ReadOnlySpan<byte> start, string shard)
    {
        if (start.Length < PrefixLengthV2 || !start.StartsWith(Magic))
        {
            throw new ShardFormatException(shard, 0, "not an npy file");
        }

        (int prefix, uint length) = (start[6], start[7]) switch
        {
            (1, 0) => (PrefixLengthV1, BinaryPrimitives.ReadUInt16LittleEndian(start[8..])),
            (2, 0) => (PrefixLengthV2, BinaryPrimitives.ReadUInt32LittleEndian(start[8..])),
            _ => throw new ShardFormatException(shard, 6, "an npy file of version 1.0 or 2.0 expected"),
        };
        if (length > MaxTextLength || length > start.Length - prefix)
        {
            throw new ShardFormatException(shard, 8, $"no room for a header of {length} bytes");
        }

        var text = new NpyHeaderText(start.Slice(prefix, (int)length));
        try
        {
            NpyShape shape = text.Read();
            _ = shape.DataLength;
            return new NpyHeader(shape, prefix + (int)length);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new ShardFormatException(shard, prefix + text.Offset, e.Message, e);
        }
    }
}
