using System.Buffers.Binary;

namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>Walks over the markers of a JPEG file, and past coded samples that nobody looks at.</summary>
internal ref struct JpegMarkers
{
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte HuffmanTables = 0xC4;
    public const byte RestartInterval = 0xDD;
    public const byte Exif = 0xE1;
    public const byte FirstRestart = 0xD0;

    private readonly ReadOnlySpan<byte> _file;

    public JpegMarkers(ReadOnlySpan<byte> file)
    {
        _file = file;
        End = 2;
    }

    /// <summary>The byte after FF.</summary>
    public byte Marker { get; private set; }

    /// <summary>What the segment holds after its length; empty for markers that stand alone.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    /// <summary>Where the marker begins.</summary>
    public int Start { get; private set; }

    /// <summary>Where the segment ends, and the walk goes on.</summary>
    public int End { get; set; }

    /// <summary>Whether the segment has no part in the pixels: comments, and all of applications but JFIF's and Adobe's.</summary>
    public static bool IsMetadata(byte marker) => marker is 0xFE or (> 0xE0 and <= 0xEF and not 0xEE);

    /// <summary>The next marker; false where the file ends before it or within its segment.</summary>
    public bool MoveNext()
    {
        while (End + 1 < _file.Length)
        {
            int skip = _file[End..^1].IndexOf((byte)0xFF);
            if (skip < 0)
            {
                break;
            }

            Start = End + skip;
            Marker = _file[Start + 1];

            // FF00 is a coded FF, and any number of FF may fill the space before a marker.
            End = Start + (Marker == 0xFF ? 1 : 2);
            if (Marker is not (0x00 or 0xFF))
            {
                return Marker is 0x01 or (>= FirstRestart and <= EndOfImage) ? Alone() : Segment();
            }
        }

        End = _file.Length;
        return false;
    }

    private bool Alone()
    {
        Body = default;
        return true;
    }

    private bool Segment()
    {
        ReadOnlySpan<byte> rest = _file[End..];
        int length = rest.Length < 2 ? int.MaxValue : Math.Max(2, (int)BinaryPrimitives.ReadUInt16BigEndian(rest));
        if (length > rest.Length)
        {
            Body = rest.Length < 2 ? default : rest[2..];
            End = _file.Length;
            return false;
        }

        Body = rest[2..length];
        End += length;
        return true;
    }
}
