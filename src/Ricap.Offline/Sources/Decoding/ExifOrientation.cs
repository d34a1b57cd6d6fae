using System.Buffers.Binary;

namespace Ricap.Sources.Decoding;

/// <summary>Reads the one EXIF value that pixels depend on.</summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112;
    private const int Short = 3;
    private const int Long = 4;
    private const int EntryLength = 12;

    /// <summary>
    /// What EXIF data begin with in a JPEG, before one more byte; some programs write it into other files, too.
    /// </summary>
    private static ReadOnlySpan<byte> Prefix => "Exif\0"u8;

    /// <summary>The orientation, 1 to 8; upright where <paramref name="exif"/> names none or makes no sense.</summary>
    /// <param name="exif">A TIFF header and what follows, with or without <c>Exif\0\0</c> before it.</param>
    public static int Read(ReadOnlySpan<byte> exif)
    {
        ReadOnlySpan<byte> tiff = exif.StartsWith(Prefix) && exif.Length > Prefix.Length ? exif[(Prefix.Length + 1)..] : exif;
        bool little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || !(little || tiff.StartsWith("MM\0*"u8)))
        {
            return Orientation.Upright;
        }

        uint directory = U32(tiff[4..], little);
        if (directory > tiff.Length - 2)
        {
            return Orientation.Upright;
        }

        ReadOnlySpan<byte> entries = tiff[(int)directory..];
        int count = U16(entries, little);
        for (entries = entries[2..]; count > 0 && entries.Length >= EntryLength; count--, entries = entries[EntryLength..])
        {
            if (U16(entries, little) == Tag)
            {
                uint value = U16(entries[2..], little) switch
                {
                    Short => U16(entries[8..], little),
                    Long => U32(entries[8..], little),
                    _ => Orientation.Upright,
                };
                return value is >= Orientation.Upright and <= Orientation.Last ? (int)value : Orientation.Upright;
            }
        }

        return Orientation.Upright;
    }

    private static ushort U16(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);

    private static uint U32(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(at) : BinaryPrimitives.ReadUInt32BigEndian(at);
}
