using System.Runtime.CompilerServices;
using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>What a mix may draw from: one batch, its sources and how each is moved. Immutable.</summary>
internal sealed class BatchDraws
{
    private readonly int[] _sources;
    private readonly Motion[]? _motions; // by row; null where nothing moves

    public BatchDraws(EpochPlan epoch, int batch, int[] sources)
    {
        (Epoch, Batch, _sources) = (epoch, batch, sources);
        First = batch * Options.BatchSize;
        _motions = Options.Augmentation.IsPlain || !(Options.Flip || Options.MaxShiftX > 0 || Options.MaxShiftY > 0)
            ? null
            : Motions();
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

    /// <summary>A fresh permutation of the batch's rows: which row stands at each.</summary>
    /// <param name="lane">What it is for.</param>
    /// <param name="part">Which of several.</param>
    public int[] Permutation(DrawLane lane, int part = 0)
    {
        var rows = new int[Count];
        Permute(lane, part, rows);
        return rows;
    }

    /// <summary>The same, into a place for it.</summary>
    public void Permute(DrawLane lane, int part, Span<int> rows) =>
        new KeyedPermutation(Draws, lane, Batch, part, Count).Fill(0, rows);

    /// <summary>All of the source at a row, moved as in all of its uses in this epoch.</summary>
    public Layer Whole(int row) => Cut(row, 0, 0, Options.Width, Options.Height, 0, 0);

    /// <summary>A crop of the source at a row, moved as in all of its uses in this epoch.</summary>
    public Layer Cut(int row, int cropX, int cropY, int width, int height, int atX, int atY)
    {
        Motion motion = _motions is null ? default : _motions[row];
        return new Layer(_sources[row], cropX, cropY, width, height, atX, atY, motion.Flip, motion.ShiftX, motion.ShiftY);
    }

    /// <summary>The same, made where it belongs: a layer is 52 bytes, and copies of what was just written wait for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Cut(ref Layer layer, int row, int cropX, int cropY, int width, int height, int atX, int atY)
    {
        Motion motion = _motions is null ? default : _motions[row];
        layer = new Layer(_sources[row], cropX, cropY, width, height, atX, atY, motion.Flip, motion.ShiftX, motion.ShiftY);
    }

    private Motion[] Motions()
    {
        var motions = new Motion[Count];
        var blocks = new PhiloxBlock[Count];
        if (Options.Flip)
        {
            Draws.Blocks(DrawLane.Flip, _sources, blocks);
            for (int row = 0; row < Count; row++)
            {
                motions[row].Flip = (blocks[row].W0 & 1) != 0;
            }
        }

        (int maxX, int maxY) = (Options.MaxShiftX, Options.MaxShiftY);
        if (maxX > 0 || maxY > 0)
        {
            Draws.Blocks(DrawLane.Shift, _sources, blocks);
            for (int row = 0; row < Count; row++)
            {
                (int x, int y) = Draws.UniformPair(blocks[row], DrawLane.Shift, _sources[row], part: 0, 2 * maxX, 2 * maxY);
                (motions[row].ShiftX, motions[row].ShiftY) = (x - maxX, y - maxY);
            }
        }

        return motions;
    }

    /// <summary>How a source is moved in this epoch.</summary>
    private record struct Motion(bool Flip, int ShiftX, int ShiftY);
}
