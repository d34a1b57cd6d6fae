namespace Ricap.Train.Losses;

/// <summary>What makes classes count alike, however many images they have.</summary>
internal static class ClassBalance
{
    /// <summary>
    /// n / (C·n_c) for a class that n_c of n images are of, where C classes have images: the mean weight of an image is 1. It is
    /// scikit-learn's <c>balanced</c>. A class without images has 1.
    /// </summary>
    public static float[] Weights(IReadOnlyList<int> counts)
    {
        double all = counts.Sum();
        int classes = counts.Count(count => count > 0);
        return [.. counts.Select(count => count == 0 ? 1 : (float)(all / ((double)classes * count)))];
    }
}
