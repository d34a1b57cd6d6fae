namespace Ricap.Sources;

/// <summary>
/// How much of each class an image is, in whole millionths: integers add up exactly and are the same everywhere.
/// </summary>
internal sealed class SoftLabel
{
    /// <summary>What the weights of a label sum to.</summary>
    public const int Whole = 1_000_000;

    /// <summary>Above this a sum of weights could leave the range of a decimal.</summary>
    internal const decimal LargestWeight = 1_000_000_000m;

    private SoftLabel(int[] classes, int[] millionths)
    {
        Classes = classes;
        Millionths = millionths;
    }

    /// <summary>Indices of the classes with a weight, ascending.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>
    /// The weight of each of <see cref="Classes"/>: positive, and exactly <see cref="Whole"/> together.
    /// </summary>
    public IReadOnlyList<int> Millionths { get; }

    /// <summary>The class of the largest weight; of equals the lowest index.</summary>
    public int Heaviest
    {
        get
        {
            int best = 0;
            for (int i = 1; i < Classes.Count; i++)
            {
                best = Millionths[i] > Millionths[best] ? i : best;
            }

            return Classes[best];
        }
    }

    /// <summary>
    /// Brings weights of any sum to millionths by largest remainder: every weight is rounded down, and the millionths
    /// left over go to the largest remainders, of equals to the lower class index. A class left with none is dropped.
    /// </summary>
    /// <param name="weights">Each class once, with a weight above 0 and not above a thousand million.</param>
    public static SoftLabel FromWeights(IEnumerable<KeyValuePair<int, decimal>> weights)
    {
        KeyValuePair<int, decimal>[] sorted = [.. weights.OrderBy(weight => weight.Key)];
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length, nameof(weights));
        decimal sum = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sorted[i].Value, nameof(weights));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(sorted[i].Value, LargestWeight, nameof(weights));
            if (i > 0 && sorted[i].Key == sorted[i - 1].Key)
            {
                throw new ArgumentException($"class {sorted[i].Key} appears twice", nameof(weights));
            }

            sum += sorted[i].Value;
        }

        int[] millionths = LargestRemainder(sorted, sum);
        int[] kept = [.. Enumerable.Range(0, sorted.Length).Where(i => millionths[i] > 0)];
        return new([.. kept.Select(i => sorted[i].Key)], [.. kept.Select(i => millionths[i])]);
    }

    private static int[] LargestRemainder(KeyValuePair<int, decimal>[] sorted, decimal sum)
    {
        int[] millionths = new int[sorted.Length];
        decimal[] remainders = new decimal[sorted.Length];
        int left = Whole;
        for (int i = 0; i < sorted.Length; i++)
        {
            decimal exact = sorted[i].Value * Whole / sum;
            millionths[i] = (int)decimal.Floor(exact);
            remainders[i] = exact - millionths[i];
            left -= millionths[i];
        }

        // OrderByDescending is stable: equal remainders stay in class order.
        foreach (int i in Enumerable.Range(0, sorted.Length).OrderByDescending(i => remainders[i]).Take(left))
        {
            millionths[i]++;
        }

        return millionths;
    }
}
