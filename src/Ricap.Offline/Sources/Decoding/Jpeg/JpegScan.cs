namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>The header of a scan: which coefficients of which colours it sends.</summary>
internal sealed class JpegScan
{
    private JpegScan(JpegFrame frame, (JpegComponent Component, int Tables)[] parts, ReadOnlySpan<byte> tail)
    {
        Parts = parts;
        First = frame.IsProgressive ? tail[0] : 0;
        Last = frame.IsProgressive ? tail[1] : JpegComponent.Coefficients - 1;
        SentBits = frame.IsProgressive ? tail[2] >> 4 : 0;
        MissingBits = frame.IsProgressive ? tail[2] & 15 : 0;

        // A scan of one colour goes through the blocks that hold the picture, one of several through whole units.
        (Columns, Rows) = parts.Length == 1
            ? (parts[0].Component.Columns, parts[0].Component.Rows)
            : (Units(frame.Width, frame.MostAcross), Units(frame.Height, frame.MostDown));
        foreach ((JpegComponent component, _) in parts)
        {
            Blocks += BlocksOf(component);
        }
    }

    /// <summary>The colours, each with the number of its DC table in the high and of its AC table in the low four bits.</summary>
    public (JpegComponent Component, int Tables)[] Parts { get; }

    public int First { get; }

    public int Last { get; }

    /// <summary>How many low bits were missing before; 0 where the scan is the first of its coefficients.</summary>
    public int SentBits { get; }

    /// <summary>How many low bits will be missing after it.</summary>
    public int MissingBits { get; }

    /// <summary>Units in a row of the scan.</summary>
    public int Columns { get; }

    /// <summary>Rows of units.</summary>
    public int Rows { get; }

    /// <summary>Blocks in a unit.</summary>
    public int Blocks { get; }

    /// <summary>The header; null where it does not fit the frame.</summary>
    public static JpegScan? Read(JpegFrame frame, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body[0] is < 1 or > 4 || body.Length < 4 + (2 * body[0]))
        {
            return null;
        }

        var parts = new (JpegComponent, int)[body[0]];
        for (int i = 0; i < parts.Length; i++)
        {
            byte id = body[1 + (2 * i)];
            if (Array.Find(frame.Components, c => c.Id == id) is not { } component)
            {
                return null;
            }

            parts[i] = (component, body[2 + (2 * i)]);
        }

        var scan = new JpegScan(frame, parts, body[(1 + (2 * parts.Length))..]);
        bool sound = scan.First <= scan.Last && scan.Last < JpegComponent.Coefficients
            && (!frame.IsProgressive || (scan.First == 0 ? scan.Last == 0 : parts.Length == 1));
        return sound ? scan : null;
    }

    /// <summary>Blocks of one colour in a unit.</summary>
    public int BlocksOf(JpegComponent component) => Parts.Length == 1 ? 1 : component.Across * component.Down;

    public void NoteSent()
    {
        foreach ((JpegComponent component, _) in Parts)
        {
            component.Sent(First, Last, MissingBits);
        }
    }

    private static int Units(int size, int most) => (size + (8 * most) - 1) / (8 * most);
}
