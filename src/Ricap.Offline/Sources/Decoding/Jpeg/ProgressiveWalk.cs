namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>A scan that sends the first bits of one colour's coefficients, all but the first coefficient.</summary>
internal sealed class ProgressiveWalk(JpegScan scan, HuffmanTable table) : ScanWalk
{
    private readonly ulong[] _nonZero = scan.Parts[0].Component.NonZero;
    private long _emptyBlocks;

    public override void Restart() => _emptyBlocks = 0;

    public override WalkEnd Walk(ScanBits bits, int first, int count)
    {
        for (int block = first; block < first + count; block++)
        {
            if (_emptyBlocks > 0)
            {
                int skipped = (int)Math.Min(_emptyBlocks, first + count - block);
                _emptyBlocks -= skipped;
                block += skipped - 1;
            }
            else if (!Block(bits, ref _nonZero[block]))
            {
                return NoCode(bits);
            }

            if (bits.IsPastEnd)
            {
                return WalkEnd.DataStops;
            }
        }

        return WalkEnd.Whole;
    }

    private bool Block(ScanBits bits, ref ulong nonZero)
    {
        for (int k = scan.First; k <= scan.Last; k++)
        {
            ulong window = bits.Peek();
            int entry = table.Find(window);
            if (entry == HuffmanTable.None)
            {
                return false;
            }

            (int run, int size) = (HuffmanTable.Symbol(entry) >> 4, HuffmanTable.Symbol(entry) & 15);
            bits.Position += HuffmanTable.TotalBits(entry);
            k += run;
            if (size > 0)
            {
                if (k > scan.Last)
                {
                    return false;
                }

                nonZero |= 1UL << k;
            }
            else if (run < 15)
            {
                _emptyBlocks = EmptyBlocks(bits, window << HuffmanTable.CodeBits(entry), run);
                return true;
            }
        }

        return true;
    }

    /// <summary>How many blocks after this one have nothing.</summary>
    internal static long EmptyBlocks(ScanBits bits, ulong window, int run)
    {
        bits.Position += run;
        return (1L << run) + (run == 0 ? 0 : (long)(window >> (64 - run))) - 1;
    }
}
