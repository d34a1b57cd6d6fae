using System.Buffers.Binary;
using System.IO.Hashing;

namespace Ricap.Tests.Sources.Decoding;

/// <summary>PNG files with more in them.</summary>
internal static class PngParts
{
    public static byte[] Chunk(string type, byte[] body)
    {
        byte[] chunk = new byte[body.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, body.Length);
        for (int i = 0; i < type.Length; i++)
        {
            chunk[4 + i] = (byte)type[i];
        }

        body.CopyTo(chunk, 8);
        BinaryPrimitives.WriteUInt32BigEndian(
            chunk.AsSpan(chunk.Length - 4), Crc32.HashToUInt32(chunk.AsSpan(4, body.Length + 4)));
        return chunk;
    }

    /// <summary>The file with one more chunk before the first of a type.</summary>
    public static byte[] Insert(byte[] png, string before, string type, byte[] body)
    {
        int at = png.AsSpan().IndexOf([.. before.Select(c => (byte)c)]) - 4;
        return [.. png[..at], .. Chunk(type, body), .. png[at..]];
    }
}
