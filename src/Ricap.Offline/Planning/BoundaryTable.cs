using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ricap.Planning;

/// <summary>
/// The distribution of round(W · Beta(β, β)) over 0..W as integer thresholds, sampled by inverse CDF.
/// <code>
///   P(w = k) = I((k+½)/W) − I((k−½)/W)        I = regularised incomplete beta function of (β, β), clamped to 0..1
///
///   0       ½/W       3/2/W                                 1
///   |--k=0--|---k=1----|---k=2----| … |--k=W--|     the ends are half as wide; for β &lt; 1 they weigh most
/// </code>
/// </summary>
/// <remarks>
/// Drawing Beta variates by rejection underflows for β near 0.01 and needs the platform's log and pow. A table of
/// W + 1 integers does neither, and its hash can be pinned.
/// The RICAP paper draws w = round(W · Beta(β, β)) (see <see cref="Planner"/>).
/// </remarks>
internal sealed class BoundaryTable
{
    /// <summary>The smallest β accepted.</summary>
    public const double MinBeta = 0.001;

    /// <summary>The largest β accepted.</summary>
    public const double MaxBeta = 1000;

    private const int Bits = 53; // what a double in 0..1 holds exactly

    private const int Counted = 64; // as many thresholds as are compared at once

    // _thresholds[k] = P(w ≤ k) · 2^53; the last is 2^53. What follows is there for the vectors to read: above any draw.
    private readonly long[] _thresholds;

    private BoundaryTable(double beta, ulong[] thresholds)
    {
        Beta = beta;
        Length = thresholds.Length - 1;
        _thresholds = new long[thresholds.Length + Vector256<long>.Count];
        Array.Fill(_thresholds, long.MaxValue);
        MemoryMarshal.Cast<ulong, long>(thresholds).CopyTo(_thresholds);
    }

    /// <summary>The parameter of the symmetric Beta distribution.</summary>
    public double Beta { get; }

    /// <summary>The length W in pixels that the boundary divides.</summary>
    public int Length { get; }

    /// <summary>Builds the table.</summary>
    /// <param name="beta">β, <see cref="MinBeta"/>..<see cref="MaxBeta"/>.</param>
    /// <param name="length">W in pixels, at least 1.</param>
    public static BoundaryTable Create(double beta, int length)
    {
        if (!(beta >= MinBeta && beta <= MaxBeta))
        {
            throw new ArgumentOutOfRangeException(nameof(beta), beta, string.Create(CultureInfo.InvariantCulture, $"β must lie in {MinBeta}..{MaxBeta}."));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var thresholds = new ulong[length + 1];
        double half = Series(0.5, beta);
        for (int k = 0; (2 * k) + 1 <= length; k++)
        {
            // Both sides of ½ come from the same lower tail, so the table is symmetric to the last bit.
            double tail = LowerTail((double)((2 * k) + 1) / (2 * length), beta, half);
            ulong scaled = (ulong)Math.Round(tail * (1UL << Bits));
            thresholds[length - 1 - k] = (1UL << Bits) - scaled;
            thresholds[k] = scaled;
        }

        thresholds[length] = 1UL << Bits;
        return new BoundaryTable(beta, thresholds);
    }

    /// <summary>The probability that the boundary lies at <paramref name="k"/>, as the table has it.</summary>
    public double Probability(int k) =>
        (_thresholds[k] - (k == 0 ? 0 : _thresholds[k - 1])) / (double)(1UL << Bits);

    /// <summary>The boundary for 64 random bits, of which the upper 53 are used: 0..W.</summary>
    public int Pick(ulong bits)
    {
        // How many thresholds are at most the draw. By halving, without branches, which random draws would mispredict; each
        // half waits for the one before, so that the last few thresholds are all compared at once.
        long draw = (long)(bits >> (64 - Bits));
        int last = Vector256.IsHardwareAccelerated ? Counted : 1;
        int low = 0;
        int count = Length + 1;
        while (count > last)
        {
            int half = count >> 1;
            low += half & (int)((_thresholds[low + half - 1] - 1 - draw) >> 63);
            count -= half;
        }

        return count == 1 ? low : low + CountAtMost(draw, ref _thresholds[low], count);
    }

    private static int CountAtMost(long draw, ref long thresholds, int count)
    {
        var draws = Vector256.Create(draw);
        Vector256<long> above = Vector256<long>.Zero; // −1 for each
        for (nuint i = 0; i < (nuint)count; i += (nuint)Vector256<long>.Count)
        {
            above += Vector256.GreaterThan(Vector256.LoadUnsafe(ref thresholds, i), draws);
        }

        return (int)(Vector256.Sum(above) + (count + Vector256<long>.Count - 1) / Vector256<long>.Count * Vector256<long>.Count);
    }

    /// <summary>XXH128 over the thresholds as 64-bit little-endian words: two builds with equal hashes draw alike.</summary>
    public Hash128 Hash()
    {
        var hash = new XxHash128();
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        foreach (long threshold in _thresholds.AsSpan(0, Length + 1))
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, threshold);
            hash.Append(word);
        }

        return Hash128.Of(hash);
    }

    /// <summary>
    /// I_x(β, β) for x ≤ ½. With F(x) = ∫₀ˣ (t(1−t))^(β−1) dt = (x(1−x))^β / β · S(x), symmetry makes the complete
    /// integral 2 F(½), so I_x = (4x(1−x))^β · S(x) / (2 S(½)): no gamma function needed.
    /// </summary>
    private static double LowerTail(double x, double beta, double seriesAtHalf)
    {
        if (x == 0.5)
        {
            return 0.5;
        }

        double power = ExactMath.ExpOfNegative(beta * ExactMath.Log(4 * x * (1 - x)));
        return power * Series(x, beta) / (2 * seriesAtHalf);
    }

    /// <summary>
    /// S(x) = ₂F₁(1, 2β; β+1; x) = Σ (2β)ₙ/(β+1)ₙ xⁿ (DLMF 8.17.8). Every term is
    /// positive, so nothing cancels; for x ≤ ½ the ratio of terms falls below 1 at once and tends to x.
    /// </summary>
    private static double Series(double x, double beta)
    {
        double term = 1;
        double sum = 1;
        for (int n = 0; term > sum * 1e-18; n++)
        {
            term *= x * ((2 * beta) + n) / (beta + 1 + n);
            sum += term;
        }

        return sum;
    }
}
