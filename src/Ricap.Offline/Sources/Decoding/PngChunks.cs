using System.Buffers.Binary;

namespace Ricap.Sources.Decoding;

/// <summary>
/// Leaves out of a PNG file what no pixel depends on. The image library gathers a chunk in pieces of 4 KiB, and copies
/// all it has for each piece: a text of 20 MB takes it minutes.
/// </summary>
internal static class PngChunks
{
    private const int SignatureLength = 8;
    private const int Overhead = 12;
    private const int MostPalette = 3 * 256;
    private const int MostTransparency = 256;

    private static ReadOnlySpan<byte> End => [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];

    /// <summary>The file with nothing but pixels, palette and transparency in it.</summary>
    /// <param name="file">All of it.</param>
    /// <param name="damage">What is wrong; null where nothing was seen.</param>
    public static CodecInput Strip(ReadOnlySpan<byte> file, out string? damage)
    {
        damage = null;
        var left = new List<(int Start, int End)>();
        int? orientation = null;
        int at = SignatureLength;
        while (file.Length - at >= Overhead)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
            int next = (int)Math.Min(file.Length, (long)at + Overhead + length);
            if (type.SequenceEqual("IEND"u8))
            {
                // What follows is not looked at.
                return Input(file[..at], left, End, orientation);
            }

            if (IsLeftOut(type, length))
            {
                Leave(left, at, next);
                orientation ??= type.SequenceEqual("eXIf"u8) && next - at == Overhead + length
                    ? ExifOrientation.Read(file.Slice(at + 8, (int)length))
                    : null;
            }
            else if (length > MostLength(type))
            {
                damage = $"its chunk '{Name(type)}' has {length} bytes";
                return new CodecInput(file);
            }

            at = next;
        }

        return Input(file, left, [], orientation);
    }

    private static CodecInput Input(
        ReadOnlySpan<byte> file, List<(int Start, int End)> left, ReadOnlySpan<byte> tail, int? orientation) =>
        CodecInput.Without(file, left, tail, orientation ?? Orientation.Upright);

    /// <summary>Neighbours become one piece, as a file may hold millions of empty chunks.</summary>
    private static void Leave(List<(int Start, int End)> left, int start, int end)
    {
        if (left.Count > 0 && left[^1].End == start)
        {
            left[^1] = (left[^1].Start, end);
        }
        else
        {
            left.Add((start, end));
        }
    }

    /// <summary>
    /// The library passes over what it does not know, and so do we. A name that is no name is left to it: it refuses it.
    /// </summary>
    private static bool IsLeftOut(ReadOnlySpan<byte> type, uint length) => !type.ContainsAnyExceptInRange((byte)'A', (byte)'z')
        && (type.SequenceEqual("tRNS"u8)
            ? length > MostTransparency
            : !type.SequenceEqual("IHDR"u8) && !type.SequenceEqual("PLTE"u8) && !type.SequenceEqual("IDAT"u8));

    /// <summary>The most bytes of a chunk that the library is given.</summary>
    private static uint MostLength(ReadOnlySpan<byte> type) => type.SequenceEqual("IDAT"u8) ? uint.MaxValue : MostPalette;

    private static string Name(ReadOnlySpan<byte> type) =>
        string.Concat(type.ToArray().Select(b => char.IsAsciiLetter((char)b) ? (char)b : '?'));
}
