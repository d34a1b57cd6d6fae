using Ricap.Planning;

namespace Ricap.Reporting;

/// <summary>
/// The bins that boundaries 0..W are counted in. The two ends always have their own, for a boundary there means fewer
/// patches; what lies between shares bins of equal width once there is too much of it to draw.
/// <code>
///   0 | 1 2 3 | 4 5 6 | … | … W−1 | W        the last bin of the inside may be narrower
/// </code>
/// </summary>
internal sealed class BoundaryBins
{
    /// <summary>The most bins between the ends.</summary>
    public const int MaxInside = 126;

    private readonly int _length;
    private readonly int _width;

    /// <summary>The bins of an axis.</summary>
    /// <param name="length">W in pixels, at least 1.</param>
    public BoundaryBins(int length)
    {
        _length = length;
        _width = Math.Max(1, (length - 1 + MaxInside - 1) / MaxInside);
        int inside = (length - 1 + _width - 1) / _width;
        Starts = [0, .. Enumerable.Range(0, inside).Select(bin => 1 + (bin * _width)), length];
    }

    /// <summary>The first boundary in each bin; a bin ends where the next one starts.</summary>
    public IReadOnlyList<int> Starts { get; }

    /// <summary>The bin of a boundary.</summary>
    public int this[int boundary] =>
        boundary == 0 ? 0
        : boundary == _length ? Starts.Count - 1
        : 1 + ((boundary - 1) / _width);

    /// <summary>The chance of each bin under a table of the same length.</summary>
    public double[] Expected(BoundaryTable table)
    {
        double[] chances = new double[Starts.Count];
        for (int boundary = 0; boundary <= _length; boundary++)
        {
            chances[this[boundary]] += table.Probability(boundary);
        }

        return Array.ConvertAll(chances, Share.Rounded);
    }
}
