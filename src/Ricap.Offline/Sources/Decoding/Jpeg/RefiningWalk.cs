using System.Numerics;

namespace Ricap.Sources.Decoding.Jpeg;

/// <summary>A scan that sends one more bit of one colour's coefficients, all but the first coefficient.</summary>
internal sealed class RefiningWalk(JpegScan scan, HuffmanTable table) : ScanWalk
{
    private readonly ulong[] _nonZero = scan.Parts[0].Component.NonZero;
    private long _emptyBlocks;

    public override void Restart() => _emptyBlocks = 0;

    public override WalkEnd Walk(ScanBits bits, int first, int count)
    {
        for (int block = first; block < first + count; block++)
        {
            int k = scan.First;
            if (_emptyBlocks > 0)
            {
                _emptyBlocks--;
            }
            else if (!Block(bits, ref _nonZero[block], ref k))
            {
                return NoCode(bits);
            }

            // What is left of the block has a bit for each coefficient that is not zero, and nothing else.
            bits.Position += BitOperations.PopCount(_nonZero[block] & From(k) & ~From(scan.Last + 1));
            if (bits.IsPastEnd)
            {
                return WalkEnd.DataStops;
            }
        }

        return WalkEnd.Whole;
    }

    /// <summary>Goes up to the code that says no more numbers begin, or through the block.</summary>
    private bool Block(ScanBits bits, ref ulong nonZero, ref int k)
    {
        for (; k <= scan.Last; k++)
        {
            ulong window = bits.Peek();
            int entry = table.Find(window);
            if (entry == HuffmanTable.None)
            {
                return false;
            }

            (int run, int size) = (HuffmanTable.Symbol(entry) >> 4, HuffmanTable.Symbol(entry) & 15);
            bits.Position += HuffmanTable.CodeBits(entry);
            if (size == 0 && run < 15)
            {
                _emptyBlocks = ProgressiveWalk.EmptyBlocks(bits, window << HuffmanTable.CodeBits(entry), run);
                return true;
            }

            // A number that begins here is one bit, its sign.
            bits.Position += size == 0 ? 0 : 1;
            k = Skip(bits, nonZero, k, run);
            if (size > 0)
            {
                if (k > scan.Last)
                {
                    return false;
                }

                nonZero |= 1UL << k;
            }
        }

        return true;
    }

    /// <summary>Past as many zeros as a run has, and past a bit for each other coefficient among them.</summary>
    private int Skip(ScanBits bits, ulong nonZero, int k, int run)
    {
        for (; k <= scan.Last; k++)
        {
            if ((nonZero & (1UL << k)) != 0)
            {
                bits.Position++;
            }
            else if (--run < 0)
            {
                break;
            }
        }

        return k;
    }

    private static ulong From(int coefficient) => coefficient >= JpegComponent.Coefficients ? 0 : ulong.MaxValue << coefficient;
}
