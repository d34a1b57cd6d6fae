using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace Ricap.ImageFiles.Png;

/// <summary>Writes the signature and the chunks of a PNG file (PNG, third edition, §5).</summary>
/// <remarks>
/// <code>
///   signature 8 │ IHDR │ IDAT … IDAT │ IEND
///
///   chunk:  length 4 │ type 4 │ data, length bytes │ CRC-32 of type and data 4        numbers are big-endian
/// </code>
/// </remarks>
internal static class PngChunks
{
    /// <summary>What surrounds a chunk's data: length, type and CRC.</summary>
    public const int Overhead = 12;

    /// <summary>
    /// The most data one IDAT carries; readers may take each whole into memory, so huge ones are unkind.
    /// </summary>
    public const int LongestData = 1 << 20;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes the signature and IHDR (§11.2.1) of an 8-bit RGB image that is not interlaced.</summary>
    public static int WriteStart(int width, int height, IBufferWriter<byte> output)
    {
        output.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8; // bits per sample
        header[9] = 2; // truecolour
        header[10] = 0; // deflate
        header[11] = 0; // adaptive filtering, the five basic types
        header[12] = 0; // no interlace
        return Signature.Length + WriteChunk("IHDR"u8, header, output);
    }

    /// <summary>Writes a zlib stream as IDAT chunks (§11.2.3).</summary>
    public static int WriteImageData(ReadOnlySpan<byte> zlibStream, IBufferWriter<byte> output)
    {
        int written = 0;
        while (!zlibStream.IsEmpty)
        {
            ReadOnlySpan<byte> data = zlibStream[..Math.Min(zlibStream.Length, LongestData)];
            written += WriteChunk("IDAT"u8, data, output);
            zlibStream = zlibStream[data.Length..];
        }

        return written;
    }

    /// <summary>Writes IEND (§11.2.4).</summary>
    public static int WriteEnd(IBufferWriter<byte> output) => WriteChunk("IEND"u8, [], output);

    /// <summary>Writes any chunk (§5.3).</summary>
    public static int WriteChunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data, IBufferWriter<byte> output)
    {
        int length = data.Length + Overhead;
        Span<byte> chunk = output.GetSpan(length)[..length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk[4..]);
        data.CopyTo(chunk[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[^4..], Crc32.HashToUInt32(chunk[4..^4]));
        output.Advance(length);
        return length;
    }
}
