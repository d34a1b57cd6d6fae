using System.Buffers.Binary;
using Ricap.Sources.Decoding.Jpeg;

namespace Ricap.Sources.Decoding;

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
/// a size that is zero or too large, and a kind that is not read, can be told from damage.
/// </summary>
/// <param name="Kind">What the content is, whatever the file's name says.</param>
/// <param name="Size">Width and height as stored; null where the header is cut short or damaged.</param>
/// <param name="Unsupported">What it is in words where that is not read, though nothing may be wrong with it; else null.</param>
/// <param name="Frame">Of a JPEG its frame header.</param>
internal readonly record struct ImageHeader(
    ImageKind Kind, (long Width, long Height)? Size, string? Unsupported = null, JpegFrame? Frame = null)
{
    public static ImageHeader Read(ReadOnlySpan<byte> file) => file switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => new(ImageKind.Png, PngSize(file)),
        [0xFF, 0xD8, 0xFF, ..] => Jpeg(JpegFrame.Find(file)),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] =>
            new(ImageKind.Gif, file.Length < 10 ? null : (Little16(file, 6), Little16(file, 8))),
        [(byte)'B', (byte)'M', ..] => new(ImageKind.Bmp, BmpHeader.Size(file), BmpHeader.Unsupported(file)),
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
            new(ImageKind.Webp, WebpSize(file)),
        _ => new(ImageKind.None, null, Foreign(file)),
    };

    /// <summary>What images of other kinds are, so far as people meet them.</summary>
    private static string? Foreign(ReadOnlySpan<byte> file) => file switch
    {
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => "a JPEG 2000 image",
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', ..] or [0xFF, 0x0A, ..] => "a JPEG XL image",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'a', (byte)'v', (byte)'i', ..] => "an AVIF image",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'h' or (byte)'m', ..] => "a HEIF image or a video",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "a TIFF image",
        _ => null,
    };

    private static ImageHeader Jpeg(JpegFrame? frame) => frame is null
        ? new(ImageKind.Jpeg, null)
        : new(ImageKind.Jpeg, (frame.Width, frame.Height), frame.Unsupported, frame);

    private static (long Width, long Height)? PngSize(ReadOnlySpan<byte> file) => file.Length < 24
        ? null
        : (BinaryPrimitives.ReadUInt32BigEndian(file[16..]), BinaryPrimitives.ReadUInt32BigEndian(file[20..]));

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
