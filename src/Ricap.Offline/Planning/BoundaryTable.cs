using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Numerics;

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

    private const int SlicesEach = 4; // at least, for a threshold: a draw then passes a quarter of one on average

    private readonly ulong[] _thresholds; // [k] = P(w ≤ k) · 2^53; the last is 2^53

    // Draws by their upper bits, in slices of equal width. [slice] = how many thresholds are at most the least draw in it.
    private readonly ushort[] _guide;
    private readonly int _sliceShift; // from 64 bits to a slice

    private BoundaryTable(double beta, ulong[] thresholds)
    {
        Beta = beta;
        Length = thresholds.Length - 1;
        _thresholds = thresholds;
        int sliceBits = BitOperations.Log2((uint)(SlicesEach * thresholds.Length)) + 1;
        _sliceShift = 64 - sliceBits;
        _guide = new ushort[1 << sliceBits];
        int below = 0;
        for (int slice = 0; slice < _guide.Length; slice++)
        {
            below = Next(below, (ulong)slice << (Bits - sliceBits));
            _guide[slice] = (ushort)below;
        }
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
        // How many thresholds are at most the draw: those before its slice, and the few in it.
        return Next(_guide[bits >> _sliceShift], bits >> (64 - Bits));
    }

    private int Next(int threshold, ulong draw)
    {
        while (_thresholds[threshold] <= draw)
        {
            threshold++;
        }

        return threshold;
    }

    /// <summary>XXH128 over the thresholds as 64-bit little-endian words: two builds with equal hashes draw alike.</summary>
    public Hash128 Hash()
    {
        var hash = new XxHash128();
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        foreach (ulong threshold in _thresholds)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, threshold);
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
