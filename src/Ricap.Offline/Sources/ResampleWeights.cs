using System.Collections.Concurrent;

namespace Ricap.Sources;

/// <summary>
/// The weights of one resampled axis: for each visible scaled pixel a run of source pixels and a fixed-point factor
/// for each, which sum to exactly <see cref="One"/>.
/// </summary>
/// <remarks>
/// The kernel is the cubic convolution of Keys with a = −1/2 (what Pillow calls BICUBIC); where the axis shrinks it is
/// widened by the reduction, so that every source pixel counts. It is a polynomial, computed with + − × ÷ of IEEE
/// doubles alone and then rounded to integers: the same on every processor.
/// </remarks>
internal sealed class ResampleWeights
{
    /// <summary>Fraction bits of a weight. 255 times the sum of the magnitudes stays below 2³¹ with them.</summary>
    public const int Bits = 22;

    public const int One = 1 << Bits;

    /// <summary>
    /// A collection of photos has few sizes; a collection of many must not fill the memory with weights.
    /// </summary>
    private const int CacheLimit = 256;

    private static readonly ConcurrentDictionary<(int, int, int, int), ResampleWeights> Cache = new();

    private readonly int[] _starts;
    private readonly int[] _weights;
    private readonly int _taps;

    private ResampleWeights(AxisWindow axis)
    {
        double scale = (double)axis.Source / axis.Scaled;
        double stretch = Math.Max(scale, 1.0);
        double support = 2.0 * stretch;
        _taps = Math.Min(axis.Source, ((int)Math.Ceiling(support) * 2) + 1);
        _starts = new int[axis.Count];
        _weights = new int[checked(axis.Count * _taps)];

        double[] raw = new double[_taps];
        for (int i = 0; i < axis.Count; i++)
        {
            double centre = (axis.First + i + 0.5) * scale;
            int start = Math.Max(0, (int)(centre - support + 0.5));
            int end = Math.Min(axis.Source, (int)(centre + support + 0.5));

            // Every run is _taps long, so that the inner loop has no ends to look up; it must not pass the last pixel.
            start = Math.Max(0, Math.Min(start, axis.Source - _taps));
            double sum = 0;
            for (int t = 0; t < _taps; t++)
            {
                raw[t] = start + t < end ? Cubic((start + t - centre + 0.5) / stretch) : 0;
                sum += raw[t];
            }

            _starts[i] = start;
            Quantise(raw, sum, _weights.AsSpan(i * _taps, _taps));
        }
    }

    /// <summary>How many visible scaled pixels there are.</summary>
    public int Count => _starts.Length;

    /// <summary>The first source row or column that any visible pixel needs, and the one after the last.</summary>
    public (int First, int End) Reach => (_starts[0], _starts[^1] + _taps);

    public static ResampleWeights For(AxisWindow axis)
    {
        (int, int, int, int) key = (axis.Source, axis.Scaled, axis.First, axis.Count);
        if (Cache.TryGetValue(key, out ResampleWeights? known))
        {
            return known;
        }

        var made = new ResampleWeights(axis);
        if (Cache.Count >= CacheLimit)
        {
            Cache.Clear();
        }

        return Cache.GetOrAdd(key, made);
    }

    public ReadOnlySpan<int> Of(int index, out int start)
    {
        start = _starts[index];
        return _weights.AsSpan(index * _taps, _taps);
    }

    private static double Cubic(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1
            : x < 2 ? ((((((-0.5 * x) + 2.5) * x) - 4) * x) + 2)
            : 0;
    }

    /// <summary>Rounds to fixed point and gives what rounding lost to the heaviest tap (the first of equals).</summary>
    private static void Quantise(ReadOnlySpan<double> raw, double sum, Span<int> weights)
    {
        int rest = One;
        int heaviest = 0;
        for (int t = 0; t < raw.Length; t++)
        {
            weights[t] = (int)Math.Floor((raw[t] / sum * One) + 0.5);
            rest -= weights[t];
            heaviest = weights[t] > weights[heaviest] ? t : heaviest;
        }

        weights[heaviest] += rest;
    }
}
