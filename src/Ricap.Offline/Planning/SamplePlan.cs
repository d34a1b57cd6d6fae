using System.Diagnostics.CodeAnalysis;

namespace Ricap.Planning;

/// <summary>
/// Everything that decides one sample, as integers: a pure function of the options, the number of sources and
/// (seed, epoch, index).
/// </summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Index">The sample's place in its epoch, from 0; an epoch has as many samples as there are sources.</param>
/// <param name="Batch">The batch the sample is in: Index / batch size.</param>
/// <param name="Mix">What made it, e.g. <c>ricap</c> or <c>cutmix</c>; a whole source is <c>baseline</c>, moved or not.</param>
/// <param name="Layers">What it is painted of.</param>
public readonly record struct SamplePlan(int Epoch, int Index, int Batch, string Mix, SampleLayers Layers)
{
    private readonly SampleLayers _layers = Layers;

    /// <summary>The sample at a row of a batch, made where it is to lie: a copy of what was just written waits for it.</summary>
    internal SamplePlan(BatchPlan batch, int row)
        : this(batch.Epoch, batch.First + row, batch.Batch, batch.MixOf(row, out IMixedBatch mixed), default) => mixed.Mix(row, ref _layers);

    /// <summary>What it is painted of.</summary>
    public SampleLayers Layers
    {
        readonly get => _layers;
        init => _layers = value;
    }

    /// <summary>The layers, the lowest first, where they lie: they are 200 bytes, and hot loops go through them often.</summary>
    [UnscopedRef]
    internal readonly ReadOnlySpan<Layer> Painted => _layers.AsSpan();

    /// <summary>Whether the layers are four patches about a boundary: those of <c>ricap</c> and <c>baseline</c>.</summary>
    internal bool IsPatched => Mix is RicapMix.Name or WholeMix.Name;

    /// <summary>Where the vertical boundary of patches lies: the width of the first layer, 0..W.</summary>
    public int BoundaryX => Painted[0].Width;

    /// <summary>Where the horizontal boundary of patches lies: the height of the first layer, 0..H.</summary>
    public int BoundaryY => Painted[0].Height;

    /// <summary>What the weights of the label sum to, in units of <see cref="Layer.Share"/>: W·H, or 65,536 where a ratio decides.</summary>
    public long LabelTotal
    {
        get
        {
            long total = 0;
            foreach (ref readonly Layer layer in Painted)
            {
                total += layer.Share;
            }

            return total;
        }
    }
}
