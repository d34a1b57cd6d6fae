namespace Ricap.Planning;

/// <summary>
/// Logarithm, exponential and sine from IEEE 754 + − × ÷ alone. <see cref="Math"/>'s come from the platform's C
/// runtime and differ in the last bits between systems; a plan may not.
/// </summary>
/// <remarks>
/// Every operation below is rounded by the standard, and the compiler neither fuses nor reorders them, so the results
/// are the same bits everywhere. Errors are a few units in the last place, which the tests hold.
/// </remarks>
internal static class ExactMath
{
    // ln 2 in two parts: the high one has 32 trailing zero bits, so exponent × high is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;
    private const double Sqrt2 = 1.4142135623730951;
    private const double HalfPi = 1.5707963267948966;

    /// <summary>The natural logarithm of a positive, finite, normal number.</summary>
    public static double Log(double x)
    {
        // x = m · 2^e with m in [√½, √2); ln m = 2 artanh(s) with s = (m−1)/(m+1), |s| < 0.172.
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > Sqrt2)
        {
            m *= 0.5;
            exponent++;
        }

        double s = (m - 1) / (m + 1);
        double square = s * s;
        double tail = 0;
        for (int odd = 23; odd >= 3; odd -= 2)
        {
            tail = (tail * square) + (1.0 / odd);
        }

        return (exponent * Ln2High) + ((exponent * Ln2Low) + (2 * (s + (s * square * tail))));
    }

    /// <summary>e to the power of x for x ≤ 0; 0 where the result would be below the smallest normal number.</summary>
    public static double ExpOfNegative(double x)
    {
        if (x < -708)
        {
            return 0;
        }

        // x = k ln 2 + r, |r| ≤ ln 2 / 2; e^x = 2^k e^r.
        double k = Math.Round(x / (Ln2High + Ln2Low));
        double r = (x - (k * Ln2High)) - (k * Ln2Low);
        double sum = 1;
        for (int n = 15; n >= 1; n--)
        {
            sum = 1 + (r / n * sum);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>sin²(πx/2) for x in 0..1: the half cosine (1 − cos πx)/2, rising from exactly 0 to exactly 1.</summary>
    public static double HalfCosine(double x)
    {
        if (x > 0.5)
        {
            return 1 - HalfCosine(1 - x);
        }

        double angle = HalfPi * x; // at most π/4
        double square = angle * angle;
        double sum = 1;
        for (int n = 19; n >= 3; n -= 2)
        {
            sum = 1 - (square / (n * (n - 1)) * sum);
        }

        double sine = angle * sum;
        return sine * sine;
    }
}
