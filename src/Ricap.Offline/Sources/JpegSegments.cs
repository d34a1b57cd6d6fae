using System.Buffers.Binary;

namespace Ricap.Sources;

/// <summary>What a walk over the segments of a JPEG file shows.</summary>
/// <param name="Size">Width and height out of the frame header; null where there is none.</param>
/// <param name="HasEnd">
/// Whether the end marker is there. A progressive file that was cut between two of its scans decodes without
/// complaint, only blurred or in false colours, so nothing but the missing marker tells.
/// </param>
internal readonly record struct JpegSegments((long Width, long Height)? Size, bool HasEnd)
{
    public static JpegSegments Read(ReadOnlySpan<byte> file)
    {
        (long Width, long Height)? size = null;
        int at = 2;
        while (at + 1 < file.Length)
        {
            // Between the markers lie coded samples, in which FF is followed by 00 or a restart marker, or fill bytes.
            int skip = file[at..^1].IndexOf((byte)0xFF);
            if (skip < 0)
            {
                break;
            }

            at += skip;
            byte marker = file[at + 1];
            switch (marker)
            {
                case 0xFF:
                    at++;
                    break;
                case 0x00 or 0x01 or (>= 0xD0 and <= 0xD8):
                    at += 2;
                    break;
                case 0xD9:
                    return new(size, HasEnd: true);
                default:
                    size ??= FrameSize(marker, file[(at + 2)..]);
                    at += 2 + SegmentLength(file[(at + 2)..]);
                    break;
            }
        }

        return new(size, HasEnd: false);
    }

    private static int SegmentLength(ReadOnlySpan<byte> segment) =>
        segment.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(segment);

    private static (long Width, long Height)? FrameSize(byte marker, ReadOnlySpan<byte> segment)
    {
        bool isFrame = marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);
        return isFrame && segment.Length >= 7
            ? (BinaryPrimitives.ReadUInt16BigEndian(segment[5..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]))
            : null;
    }
}
