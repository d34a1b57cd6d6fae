namespace Ricap.ImageFiles.Png;

internal sealed partial class RowFilters
{
    /// <summary>The five filters as PNG §9.2 words them: the oracle of <see cref="FilterVector"/>.</summary>
    internal static void FilterScalar(
        ReadOnlySpan<byte> current, ReadOnlySpan<byte> prior, int rowBytes, Span<byte> candidates, Span<long> sums)
    {
        int candidateLength = CandidateLength(rowBytes);
        sums.Clear();
        for (int i = 0; i < rowBytes; i++)
        {
            int x = current[Margin + i];
            int a = current[Margin + i - PixelBytes];
            int b = prior[Margin + i];
            int c = prior[Margin + i - PixelBytes];
            for (int type = 0; type < Types; type++)
            {
                int predicted = type switch
                {
                    0 => 0,
                    1 => a,
                    2 => b,
                    3 => (a + b) >> 1,
                    _ => Paeth(a, b, c),
                };
                byte difference = (byte)(x - predicted);
                candidates[(type * candidateLength) + i] = difference;
                sums[type] += Math.Min(difference, 256 - difference);
            }
        }
    }

    /// <summary>
    /// Whichever of the neighbours is nearest to a + b - c; left before above before above left (PNG §9.4).
    /// </summary>
    private static int Paeth(int a, int b, int c)
    {
        int fromA = Math.Abs(b - c);
        int fromB = Math.Abs(a - c);
        int fromC = Math.Abs(a + b - c - c);
        return fromA <= fromB && fromA <= fromC ? a : fromB <= fromC ? b : c;
    }
}
