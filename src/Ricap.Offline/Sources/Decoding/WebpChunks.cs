using System.Buffers.Binary;

namespace Ricap.Sources.Decoding;

/// <summary>Looks through the chunks of a WebP file.</summary>
internal static class WebpChunks
{
    private const int FirstChunk = 12;
    private const int HeaderLength = 8;

    /// <summary>
    /// The orientation that its EXIF chunk names. Many programs write <c>Exif\0\0</c> before the TIFF header there, which
    /// the format does not ask for.
    /// </summary>
    public static int Orientation(ReadOnlySpan<byte> file)
    {
        long at = FirstChunk;
        while (at + HeaderLength <= file.Length)
        {
            ReadOnlySpan<byte> chunk = file[(int)at..];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk.StartsWith("EXIF"u8))
            {
                chunk = chunk[HeaderLength..];
                return ExifOrientation.Read(chunk[..(int)Math.Min(length, chunk.Length)]);
            }

            at += HeaderLength + length + (length & 1);
        }

        return Decoding.Orientation.Upright;
    }
}
