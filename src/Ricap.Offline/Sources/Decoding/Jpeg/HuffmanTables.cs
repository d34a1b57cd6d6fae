namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>The Huffman tables that hold at a place in a JPEG file.</summary>
internal sealed class HuffmanTables
{
    private const int Slots = 4;
    private const int Counts = 16;

    private static readonly HuffmanTables Standard = MakeStandard();

    private readonly HuffmanTable?[] _dc = new HuffmanTable?[Slots];
    private readonly HuffmanTable?[] _ac = new HuffmanTable?[Slots];

    /// <summary>Takes the tables of a segment.</summary>
    public bool Define(ReadOnlySpan<byte> body)
    {
        while (!body.IsEmpty)
        {
            int length = 1 + Counts;
            for (int i = 1; i <= Counts && i < body.Length; i++)
            {
                length += body[i];
            }

            (int kind, int slot) = (body[0] >> 4, body[0] & 15);
            if (body.Length < length || kind > 1 || slot >= Slots)
            {
                return false;
            }

            HuffmanTable? table = StandardOf(body[..length])
                ?? HuffmanTable.Create(body[1..], body[(1 + Counts)..length]);
            if (table is null)
            {
                return false;
            }

            (kind == 0 ? _dc : _ac)[slot] = table;
            body = body[length..];
        }

        return true;
    }

    /// <summary>A walk over a scan; null where it names a table that there is not.</summary>
    public ScanWalk? Walk(JpegFrame frame, JpegScan scan)
    {
        HuffmanTable[]? dc = Tables(scan, tables => tables._dc, names => names >> 4);
        HuffmanTable[]? ac = Tables(scan, tables => tables._ac, names => names & 15);
        if (!frame.IsProgressive)
        {
            return dc is null || ac is null ? null : new SequentialWalk(dc, ac);
        }

        return (scan.First, scan.SentBits) switch
        {
            (0, 0) => dc is null ? null : new FirstCoefficientWalk(dc, dc.Length),
            (0, _) => new FirstCoefficientWalk(null, scan.Blocks),
            (_, 0) => ac is null ? null : new ProgressiveWalk(scan, ac[0]),
            _ => ac is null ? null : new RefiningWalk(scan, ac[0]),
        };
    }

    /// <summary>The table that is made already where a definition is a standard one.</summary>
    private static HuffmanTable? StandardOf(ReadOnlySpan<byte> definition)
    {
        foreach (byte[] standard in StandardTables.Definitions)
        {
            if (definition.SequenceEqual(standard))
            {
                return (definition[0] >> 4 == 0 ? Standard._dc : Standard._ac)[definition[0] & 15];
            }
        }

        return null;
    }

    private static HuffmanTables MakeStandard()
    {
        var tables = new HuffmanTables();
        foreach (ReadOnlySpan<byte> standard in StandardTables.Definitions)
        {
            (standard[0] >> 4 == 0 ? tables._dc : tables._ac)[standard[0] & 15] =
                HuffmanTable.Create(standard[1..], standard[(1 + Counts)..]);
        }

        return tables;
    }

    /// <summary>The table of each block of a unit.</summary>
    private HuffmanTable[]? Tables(JpegScan scan, Func<HuffmanTables, HuffmanTable?[]> kind, Func<int, int> slotOf)
    {
        var found = new HuffmanTable[scan.Blocks];
        int blocks = 0;
        foreach ((JpegComponent component, int names) in scan.Parts)
        {
            int slot = slotOf(names);
            if (slot >= Slots || (kind(this)[slot] ?? kind(Standard)[slot]) is not { } table)
            {
                return null;
            }

            int more = scan.BlocksOf(component);
            found.AsSpan(blocks, more).Fill(table);
            blocks += more;
        }

        return found;
    }
}
