namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>A scan that sends the first coefficient of each block, or one more bit of it.</summary>
/// <param name="tables">The table of each block of a unit; null where the scan is one more bit each.</param>
/// <param name="blocks">Blocks in a unit.</param>
internal sealed class FirstCoefficientWalk(HuffmanTable[]? tables, int blocks) : ScanWalk
{
    public override WalkEnd Walk(ScanBits bits, int first, int count)
    {
        if (tables is null)
        {
            bits.Position += (long)blocks * count;
            return bits.IsPastEnd ? WalkEnd.DataStops : WalkEnd.Whole;
        }

        for (int unit = 0; unit < count && !bits.IsPastEnd; unit++)
        {
            foreach (HuffmanTable table in tables)
            {
                int entry = table.Find(bits.Peek());
                if (entry == HuffmanTable.None)
                {
                    return NoCode(bits);
                }

                bits.Position += HuffmanTable.TotalBits(entry);
            }
        }

        return bits.IsPastEnd ? WalkEnd.DataStops : WalkEnd.Whole;
    }
}
