namespace Ricap.Train.Evaluating;

/// <summary>How many samples of each class were taken for which.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[] _counts;

    /// <summary>A matrix of these counts.</summary>
    /// <param name="classes">The number of classes C, at least 1.</param>
    /// <param name="counts">C·C counts, none negative: the true class says the row, the predicted one the column. Copied.</param>
    public ConfusionMatrix(int classes, ReadOnlySpan<long> counts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.Length, classes * classes);
        Classes = classes;
        _counts = counts.ToArray();
        Total = _counts.Sum();
    }

    /// <summary>The number of classes.</summary>
    public int Classes { get; }

    /// <summary>The number of samples.</summary>
    public long Total { get; }

    /// <summary>How many samples of class <paramref name="truth"/> were taken for <paramref name="predicted"/>.</summary>
    public long this[int truth, int predicted] => Row(truth)[predicted];

    /// <summary>What the samples of a class were taken for: C counts.</summary>
    public ReadOnlySpan<long> Row(int truth) => _counts.AsSpan(truth * Classes, Classes);

    /// <summary>How many samples are of a class.</summary>
    public long OfClass(int truth)
    {
        long sum = 0;
        foreach (long count in Row(truth))
        {
            sum += count;
        }

        return sum;
    }

    /// <summary>How many samples were taken for a class.</summary>
    public long TakenFor(int predicted)
    {
        long sum = 0;
        for (int truth = 0; truth < Classes; truth++)
        {
            sum += this[truth, predicted];
        }

        return sum;
    }
}
