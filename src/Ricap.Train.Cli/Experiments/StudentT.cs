namespace Ricap.Train.Cli.Experiments;

/// <summary>Student's t distribution with whole degrees of freedom.</summary>
/// <remarks>
/// For whole degrees of freedom the regularised incomplete beta function behind it is a finite sum (Abramowitz and Stegun
/// 26.7.3 and 26.7.4), so no gamma function and no iteration to a limit is needed.
/// </remarks>
internal static class StudentT
{
    /// <summary>P(|T| ≤ t).</summary>
    /// <param name="t">0 or more.</param>
    /// <param name="freedom">Degrees of freedom, from 1.</param>
    public static double Within(double t, int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(t);
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        return WithinAngle(Math.Atan(t / Math.Sqrt(freedom)), freedom);
    }

    /// <summary>The t for which P(|T| ≤ t) is <paramref name="confidence"/>: 12.706 for 0.95 and 1 degree of freedom.</summary>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <param name="freedom">Degrees of freedom, from 1.</param>
    public static double Quantile(double confidence, int freedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(freedom, 1);
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "must lie between 0 and 1");
        }

        // Over the angle the function is bounded and rises, so halving finds it to the last bits.
        (double low, double high) = (0, Math.PI / 2);
        for (double middle = high / 2; middle > low && middle < high; middle = low + ((high - low) / 2))
        {
            if (WithinAngle(middle, freedom) < confidence)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return Math.Sqrt(freedom) * Math.Tan(high);
    }

    private static double WithinAngle(double angle, int freedom)
    {
        (double sine, double cosine) = Math.SinCos(angle);
        bool odd = freedom % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = freedom == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k <= freedom - 2; k += 2)
        {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }

        return odd ? 2 / Math.PI * (angle + (sine * sum)) : sine * sum;
    }
}
