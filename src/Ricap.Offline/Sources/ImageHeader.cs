using System.Buffers.Binary;

namespace Ricap.Sources;

/// <summary>The kinds of image file that are read.</summary>
internal enum ImageKind
{
    None,
    Png,
    Jpeg,
    Webp,
    Bmp,
    Gif,
}

/// <summary>
/// What a file says of itself, read without the image library: other formats never reach its native code, and
/// a size that is zero or too large can be told from damage.
/// </summary>
/// <param name="Kind">What the content is, whatever the file's name says.</param>
/// <param name="Size">Width and height as stored; null where the header is cut short or damaged.</param>
/// <param name="LacksEnd">Whether the file is plainly cut short in a way that the image library does not notice.</param>
internal readonly record struct ImageHeader(ImageKind Kind, (long Width, long Height)? Size, bool LacksEnd = false)
{
    public static ImageHeader Read(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => new(ImageKind.Png, PngSize(file)),
        [0xFF, 0xD8, 0xFF, ..] => Jpeg(JpegSegments.Read(file)),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] =>
            new(ImageKind.Gif, file.Length < 10 ? null : (Little16(file, 6), Little16(file, 8))),
        [(byte)'B', (byte)'M', ..] => new(ImageKind.Bmp, BmpSize(file)),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
            new(ImageKind.Webp, WebpSize(file)),
        _ => default,
    };

    private static ImageHeader Jpeg(JpegSegments segments) => new(ImageKind.Jpeg, segments.Size, !segments.HasEnd);

    private static (long Width, long Height)? PngSize(ReadOnlySpan<byte> file) => file.Length < 24
        ? null
        : (BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));

    private static (long Width, long Height)? BmpSize(ReadOnlySpan<byte> file)
    {
        const int CoreHeader = 12;
        if (file.Length < 26)
        {
            return null;
        }

        // A negative height says that the rows run downwards.
        return BinaryPrimitives.ReadUInt32LittleEndian(file[14..]) == CoreHeader
            ? (Little16(file, 18), Little16(file, 20))
            : (BinaryPrimitives.ReadInt32LittleEndian(file[18..]),
                Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(file[22..])));
    }

    private static (long Width, long Height)? WebpSize(ReadOnlySpan<byte> file)
    {
        if (file.Length < 30)
        {
            return null;
        }

        if (file[12..].StartsWith("VP8 "u8))
        {
            return (Little16(file, 26) & 0x3FFF, Little16(file, 28) & 0x3FFF);
        }

        if (file[12..].StartsWith("VP8L"u8))
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(file[21..]);
            return ((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1);
        }

        return file[12..].StartsWith("VP8X"u8)
            ? (Little16(file, 24) + (file[26] << 16) + 1, Little16(file, 27) + (file[29] << 16) + 1)
            : null;
    }

    private static int Little16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);
}
