using System.Runtime.CompilerServices;

namespace Ricap.Planning;

/// <summary>
/// One batch: the sources in it and the decisions its samples share. Immutable; its samples are computed when asked for.
/// </summary>
internal sealed class BatchPlan
{
    private readonly EpochPlan _epoch;
    private readonly int[] _sources;
    private readonly FourPermutations _partners;
    private readonly (int X, int Y) _boundary;

    internal BatchPlan(EpochPlan epoch, int batch)
    {
        _epoch = epoch;
        PlanOptions options = epoch.Planner.Options;
        Batch = batch;
        First = batch * options.BatchSize;
        _sources = new int[Math.Min(options.BatchSize, epoch.Planner.Sources - First)];
        for (int i = 0; i < _sources.Length; i++)
        {
            _sources[i] = epoch.SourceAt(First + i);
        }

        if (options.Augmentation != Augmentation.Ricap)
        {
            return;
        }

        for (int patch = 0; patch < FourPatches.Count; patch++)
        {
            _partners[patch] = new KeyedPermutation(epoch.Draws, DrawLane.Partner, batch, patch, _sources.Length);
        }

        _boundary = Boundary(batch);
    }

    /// <summary>The batch's number in its epoch, from 0.</summary>
    public int Batch { get; }

    /// <summary>The index of its first sample in the epoch.</summary>
    public int First { get; }

    /// <summary>Samples in this batch.</summary>
    public int Count => _sources.Length;

    /// <summary>The sources of this batch: every patch of every sample in it comes from one of them.</summary>
    public ReadOnlySpan<int> Sources => _sources;

    /// <summary>The plan of the sample at a row of the batch: 0..<see cref="Count"/> − 1.</summary>
    public SamplePlan this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count);
            return _epoch.Planner.Options.Augmentation == Augmentation.Ricap ? Patched(row) : Whole(row);
        }
    }

    private SamplePlan Patched(int row)
    {
        PlanOptions options = _epoch.Planner.Options;
        int index = First + row;
        (int x, int y) = options.Mode == RandomnessMode.Sample ? Boundary(index) : _boundary;
        int cropIndex = options.Mode == RandomnessMode.Paper ? Batch : index;

        var patches = default(FourPatches);
        for (int patch = 0; patch < FourPatches.Count; patch++)
        {
            bool right = (patch & 1) != 0;
            bool lower = (patch & 2) != 0;
            int width = right ? options.Width - x : x;
            int height = lower ? options.Height - y : y;
            (int cropX, int cropY) = _epoch.Draws.UniformPair(
                DrawLane.Crop, cropIndex, patch, options.Width - width, options.Height - height);
            int source = _sources[_partners[patch][row]];
            (int shiftX, int shiftY) = Shift(source);
            patches[patch] = new PatchPlan(
                source, cropX, cropY, width, height, right ? x : 0, lower ? y : 0, Flip(source), shiftX, shiftY);
        }

        return new SamplePlan(_epoch.Epoch, index, Batch, x, y, patches);
    }

    /// <summary>A sample of one source: the whole of it top-left, three patches without area.</summary>
    private SamplePlan Whole(int row)
    {
        PlanOptions options = _epoch.Planner.Options;
        int source = _sources[row];
        bool plain = options.Augmentation == Augmentation.None;
        bool flip = !plain && Flip(source);
        (int shiftX, int shiftY) = plain ? default : Shift(source);
        var patches = default(FourPatches);
        patches[0] = new PatchPlan(source, 0, 0, options.Width, options.Height, 0, 0, flip, shiftX, shiftY);
        patches[1] = new PatchPlan(source, 0, 0, 0, options.Height, options.Width, 0, flip, shiftX, shiftY);
        patches[2] = new PatchPlan(source, 0, 0, options.Width, 0, 0, options.Height, flip, shiftX, shiftY);
        patches[3] = new PatchPlan(source, 0, 0, 0, 0, options.Width, options.Height, flip, shiftX, shiftY);
        return new SamplePlan(_epoch.Epoch, First + row, Batch, options.Width, options.Height, patches);
    }

    private (int X, int Y) Boundary(int index)
    {
        PhiloxBlock block = _epoch.Draws.Block(DrawLane.Boundary, index);
        return (_epoch.Widths!.Pick(block.Low), _epoch.Heights!.Pick(block.High));
    }

    private bool Flip(int source) =>
        _epoch.Planner.Options.Flip && (_epoch.Draws.Block(DrawLane.Flip, source).W0 & 1) != 0;

    private (int X, int Y) Shift(int source)
    {
        PlanOptions options = _epoch.Planner.Options;
        if (options.MaxShiftX == 0 && options.MaxShiftY == 0)
        {
            return (0, 0);
        }

        (int x, int y) = _epoch.Draws.UniformPair(
            DrawLane.Shift, source, part: 0, 2 * options.MaxShiftX, 2 * options.MaxShiftY);
        return (x - options.MaxShiftX, y - options.MaxShiftY);
    }

    [InlineArray(FourPatches.Count)]
    private struct FourPermutations
    {
        private KeyedPermutation _first;
    }
}
