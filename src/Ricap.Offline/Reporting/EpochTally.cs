using Ricap.Planning;

namespace Ricap.Reporting;

/// <summary>
/// Counts what the samples of an epoch are like. Whole numbers throughout: the sums do not depend on the order in which
/// threads add to them. One instance a thread.
/// </summary>
internal sealed class EpochTally(BoundaryBins x, BoundaryBins y, int classes, string[] mixes, int pixels)
{
    /// <summary>Bins of label weights: twenty of 5 % each, which hold their upper ends, and exactly 100 %.</summary>
    public const int WeightBins = 21;

    /// <summary>Bins of the number of classes in a label: 1, 2, 3, 4, more.</summary>
    public const int ClassCountBins = 5;

    private readonly UInt128[] _mass = new UInt128[classes];

    // Labels count in pixels or in 65,536ths; every sample has one mass, which both divide.
    private readonly UInt128 _massOfSample = (UInt128)pixels * Layer.Opaque;

    /// <summary>Boundaries drawn: one a sample, or one a batch, by mode.</summary>
    public int Draws { get; private set; }

    /// <summary>Draws by bin of x.</summary>
    public int[] X { get; } = new int[x.Starts.Count];

    /// <summary>Draws by bin of y.</summary>
    public int[] Y { get; } = new int[y.Starts.Count];

    /// <summary>Samples by the number of layers with area, 1 to 4.</summary>
    public int[] VisiblePatches { get; } = new int[SampleLayers.Capacity];

    /// <summary>Samples by the mix that made them, in the order of the augmentation.</summary>
    public int[] Mixes { get; } = new int[mixes.Length];

    /// <summary>Samples by the number of classes in their label.</summary>
    public int[] ClassCounts { get; } = new int[ClassCountBins];

    /// <summary>Label entries by weight.</summary>
    public int[] Weights { get; } = new int[WeightBins];

    /// <summary>What all labels together give each class; each sample gives as much as any other.</summary>
    public IReadOnlyList<UInt128> Mass => _mass;

    /// <summary>Counts a sample.</summary>
    /// <param name="plan">The sample.</param>
    /// <param name="label">Its label.</param>
    /// <param name="isDraw">Whether it has a boundary that was drawn for it, and not for an earlier sample of its batch.</param>
    public void Add(in SamplePlan plan, ReadOnlySpan<ClassWeight> label, bool isDraw)
    {
        if (isDraw)
        {
            Draws++;
            X[x[plan.BoundaryX]]++;
            Y[y[plan.BoundaryY]]++;
        }

        int visible = 0;
        SampleLayers layers = plan.Layers;
        foreach (ref readonly Layer layer in layers.AsSpan())
        {
            visible += layer.Area > 0 ? 1 : 0;
        }

        long total = plan.LabelTotal;
        Mixes[Array.IndexOf(mixes, plan.Mix)]++;
        VisiblePatches[visible - 1]++;
        ClassCounts[Math.Min(label.Length, ClassCountBins) - 1]++;
        foreach (ClassWeight entry in label)
        {
            Weights[WeightBin(entry.Weight, total * ClassWeight.PerPixel)]++;
            _mass[entry.Class] += (UInt128)entry.Weight * _massOfSample / (UInt128)total;
        }
    }

    /// <summary>Adds another tally of the same epoch, or of another.</summary>
    public void Add(EpochTally other)
    {
        Draws += other.Draws;
        AddAll(X, other.X);
        AddAll(Y, other.Y);
        AddAll(VisiblePatches, other.VisiblePatches);
        AddAll(Mixes, other.Mixes);
        AddAll(ClassCounts, other.ClassCounts);
        AddAll(Weights, other.Weights);
        AddMass(other);
    }

    /// <summary>Adds the class masses of another tally, and nothing else of it.</summary>
    public void AddMass(EpochTally other)
    {
        for (int i = 0; i < _mass.Length; i++)
        {
            _mass[i] += other._mass[i];
        }
    }

    private static int WeightBin(long weight, long whole) =>
        weight == whole ? WeightBins - 1 : (int)(((Int128)weight * (WeightBins - 1) - 1) / whole);

    private static void AddAll(int[] sums, int[] others)
    {
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += others[i];
        }
    }
}
