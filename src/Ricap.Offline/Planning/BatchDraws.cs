using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>What a mix may draw from: one batch, its sources and how each is moved. Immutable.</summary>
internal sealed class BatchDraws
{
    private readonly int[] _sources;

    public BatchDraws(EpochPlan epoch, int batch, int[] sources)
    {
        (Epoch, Batch, _sources) = (epoch, batch, sources);
        First = batch * Options.BatchSize;
    }

    /// <summary>The epoch.</summary>
    public EpochPlan Epoch { get; }

    /// <summary>The options of the plan.</summary>
    public PlanOptions Options => Epoch.Planner.Options;

    /// <summary>Random numbers of the epoch.</summary>
    public Draws Draws => Epoch.Draws;

    /// <summary>The batch's number.</summary>
    public int Batch { get; }

    /// <summary>The index of its first sample.</summary>
    public int First { get; }

    /// <summary>Samples in the batch.</summary>
    public int Count => _sources.Length;

    /// <summary>The source at a row of the batch, in the epoch's order.</summary>
    public int SourceAt(int row) => _sources[row];

    /// <summary>A fresh permutation of the batch's rows.</summary>
    /// <param name="lane">What it is for.</param>
    /// <param name="part">Which of several.</param>
    public KeyedPermutation Permutation(DrawLane lane, int part = 0) => new(Draws, lane, Batch, part, Count);

    /// <summary>All of a source, moved as in all of its uses in this epoch.</summary>
    public Layer Whole(int source) => Cut(source, 0, 0, Options.Width, Options.Height, 0, 0);

    /// <summary>A crop of a source, moved as in all of its uses in this epoch.</summary>
    public Layer Cut(int source, int cropX, int cropY, int width, int height, int atX, int atY)
    {
        (int shiftX, int shiftY) = Shift(source);
        return new Layer(source, cropX, cropY, width, height, atX, atY, Flip(source), shiftX, shiftY);
    }

    private bool Flip(int source) =>
        Options.Flip && !Options.Augmentation.IsPlain && (Draws.Block(DrawLane.Flip, source).W0 & 1) != 0;

    private (int X, int Y) Shift(int source)
    {
        if ((Options.MaxShiftX == 0 && Options.MaxShiftY == 0) || Options.Augmentation.IsPlain)
        {
            return (0, 0);
        }

        (int x, int y) = Draws.UniformPair(
            DrawLane.Shift, source, part: 0, 2 * Options.MaxShiftX, 2 * Options.MaxShiftY);
        return (x - Options.MaxShiftX, y - Options.MaxShiftY);
    }
}
