namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>A scan that sends whole blocks.</summary>
/// <param name="dc">The table of each block of a unit for its first coefficient.</param>
/// <param name="ac">The table of each block of a unit for the others.</param>
internal sealed class SequentialWalk(HuffmanTable[] dc, HuffmanTable[] ac) : ScanWalk
{
    private const int ZeroRun = 0xF0;

    public override WalkEnd Walk(ScanBits bits, int first, int count)
    {
        ReadOnlySpan<byte> bytes = bits.Bytes;
        long position = bits.Position;
        long end = bits.Length;
        for (int unit = 0; unit < count; unit++)
        {
            for (int block = 0; block < dc.Length; block++)
            {
                bool coded = Block(bytes, ref position, dc[block], ac[block]);
                bits.Position = position;
                if (!coded)
                {
                    return NoCode(bits);
                }

                if (position > end)
                {
                    return WalkEnd.DataStops;
                }
            }
        }

        return WalkEnd.Whole;
    }

    private static bool Block(ReadOnlySpan<byte> bytes, ref long position, HuffmanTable dc, HuffmanTable ac)
    {
        // The bits are looked up again only when fewer than the longest code and number are left of them.
        const int Enough = 32;
        int entry = dc.Find(ScanBits.Peek(bytes, position));
        if (entry == HuffmanTable.None)
        {
            return false;
        }

        long at = position + HuffmanTable.TotalBits(entry);
        ulong window = ScanBits.Peek(bytes, at);
        int left = 57;
        int coefficient = 1;
        while (coefficient < JpegComponent.Coefficients)
        {
            if (left < Enough)
            {
                window = ScanBits.Peek(bytes, at);
                left = 57;
            }

            entry = ac.Find(window);
            int total = HuffmanTable.TotalBits(entry);
            window <<= total;
            left -= total;
            at += total;
            coefficient += HuffmanTable.Step(entry);
            if (entry == HuffmanTable.None)
            {
                position = at;
                return false;
            }
        }

        position = at;

        // Zeros that run past the last coefficient say nothing wrong; a number there does.
        return coefficient is JpegComponent.Coefficients or > HuffmanTable.BlockEnd
            || HuffmanTable.Symbol(entry) == ZeroRun;
    }
}
