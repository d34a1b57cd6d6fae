namespace Ricap.Rendering;

/// <summary>Which pixel a fill rule shows for a place outside an axis of n pixels.</summary>
internal static class FillIndex
{
    /// <summary>The place itself inside 0..n−1; outside it the nearest edge or the mirror image, by rule.</summary>
    /// <remarks>
    /// <code>
    ///   place        -3 -2 -1 | 0 1 2 3 | 4 5 6        n = 4
    ///   nearest       0  0  0 | 0 1 2 3 | 3 3 3
    ///   reflect       3  2  1 | 0 1 2 3 | 2 1 0        period 2(n−1); n = 1 shows its only pixel
    /// </code>
    /// </remarks>
    public static int Of(int place, int n, FillMode mode)
    {
        if ((uint)place < (uint)n)
        {
            return place;
        }

        if (mode == FillMode.Nearest)
        {
            return place < 0 ? 0 : n - 1;
        }

        int period = 2 * (n - 1);
        if (period == 0)
        {
            return 0;
        }

        int phase = place % period;
        phase = phase < 0 ? phase + period : phase;
        return phase < n ? phase : period - phase;
    }
}
