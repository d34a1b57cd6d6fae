using System.Buffers.Binary;

namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>The frame header of a JPEG file: how its samples are coded, and how many there are.</summary>
internal sealed class JpegFrame
{
    private const int Fixed = 6;

    private readonly byte _marker;
    private readonly byte _precision;

    private JpegFrame(byte marker, ReadOnlySpan<byte> body)
    {
        _marker = marker;
        _precision = body[0];
        Height = BinaryPrimitives.ReadUInt16BigEndian(body[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(body[3..]);
        int count = body.Length < Fixed ? 0 : Math.Min(body[5], (body.Length - Fixed) / 3);
        Components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = body[(Fixed + (i * 3))..];
            Components[i] = new JpegComponent(entry[0], entry[1] >> 4, entry[1] & 15);
        }

        IsSound = body.Length >= Fixed && count == body[5] && count > 0 && Width > 0 && Height > 0
            && Array.TrueForAll(Components, c => c is { Across: >= 1 and <= 4, Down: >= 1 and <= 4 });
        if (IsSound)
        {
            foreach (JpegComponent component in Components)
            {
                (MostAcross, MostDown) = (Math.Max(MostAcross, component.Across), Math.Max(MostDown, component.Down));
            }

            foreach (JpegComponent component in Components)
            {
                component.Measure(this);
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    public JpegComponent[] Components { get; }

    /// <summary>The largest sampling factors, which a whole unit of the picture has.</summary>
    public int MostAcross { get; }

    public int MostDown { get; }

    /// <summary>Whether the header makes sense, so that samples can be counted by it.</summary>
    public bool IsSound { get; }

    public bool IsProgressive => _marker is 0xC2;

    /// <summary>Whether codes are Huffman's: a walk over arithmetic codes costs what decoding them does.</summary>
    public bool IsHuffman => _marker is 0xC0 or 0xC1 or 0xC2;

    /// <summary>Whether every sample that there should be was sent, to its last bit.</summary>
    public bool IsComplete => Array.TrueForAll(Components, c => c.IsComplete);

    /// <summary>What of this is not read; null where it is.</summary>
    public string? Unsupported => _marker switch
    {
        0xC3 or 0xCB => "a lossless JPEG",
        0xC5 or 0xC6 or 0xC7 or 0xCD or 0xCE or 0xCF => "a hierarchical JPEG",
        0xF7 => "a JPEG-LS image",
        _ when _precision != 8 => $"a JPEG of {_precision} bits a sample",
        _ => null,
    };

    public static JpegFrame? Read(byte marker, ReadOnlySpan<byte> body) =>
        marker is (>= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC)) or 0xF7 && body.Length >= 5
            ? new JpegFrame(marker, body)
            : null;

    /// <summary>The first frame of a file; null where there is none.</summary>
    public static JpegFrame? Find(ReadOnlySpan<byte> file)
    {
        var markers = new JpegMarkers(file);
        JpegFrame? frame = null;
        bool more = true;
        while (frame is null && more)
        {
            // A header that is cut short in its list of components tells the size all the same.
            more = markers.MoveNext();
            frame = Read(markers.Marker, markers.Body);
        }

        return frame;
    }
}
