using System.Buffers;
using System.Buffers.Binary;

namespace Ricap.ImageFiles.Png;

/// <summary>A note inside a PNG file: a tEXt chunk (§11.3.3.3), which viewers pass over.</summary>
internal static class PngText
{
    private const int SignatureLength = 8;
    private const int HeaderEnd = SignatureLength + 13 + PngChunks.Overhead;

    /// <summary>The file with a note behind its header.</summary>
    /// <param name="png">A whole PNG file.</param>
    /// <param name="keyword">What the note is found by: 1..79 ASCII characters.</param>
    /// <param name="text">The note, in ASCII.</param>
    public static byte[] Add(ReadOnlySpan<byte> png, ReadOnlySpan<byte> keyword, string text)
    {
        var output = new ArrayBufferWriter<byte>(png.Length + keyword.Length + text.Length + PngChunks.Overhead + 1);
        output.Write(png[..HeaderEnd]);
        PngChunks.WriteChunk("tEXt"u8, [.. keyword, 0, .. System.Text.Encoding.ASCII.GetBytes(text)], output);
        output.Write(png[HeaderEnd..]);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The note of that keyword; null if there is none.</summary>
    /// <remarks>Checksums are left to whoever decodes the picture.</remarks>
    public static string? Find(ReadOnlySpan<byte> png, ReadOnlySpan<byte> keyword)
    {
        for (int at = SignatureLength; at + PngChunks.Overhead <= png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (length < 0 || length > png.Length - at - PngChunks.Overhead)
            {
                return null;
            }

            ReadOnlySpan<byte> data = png.Slice(at + 8, length);
            if (png.Slice(at + 4, 4).SequenceEqual("tEXt"u8)
                && data.StartsWith(keyword) && data.Length > keyword.Length && data[keyword.Length] == 0)
            {
                return System.Text.Encoding.ASCII.GetString(data[(keyword.Length + 1)..]);
            }

            at += length + PngChunks.Overhead;
        }

        return null;
    }
}
