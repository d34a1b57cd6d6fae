using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary>
/// A classifier of images: float [N,3,H,W] to logits [N,C]. Made by <see cref="ModelCatalog.Create"/>; owns its parameters and buffers.
/// </summary>
/// <remarks>
/// Feed it batches that lie in memory as [N,H,W,3], through <see cref="ForwardNhwc"/>: the permuted view is channels-last
/// to every layer, at no copy, and each layer here keeps that layout (convolutions, normalisation, pooling,
/// concatenation and addition all hand on their input's). Measured on 2 CPU cores with <c>small</c> at batch 128, a step
/// is about a quarter faster so than with [N,3,H,W] in memory.
/// </remarks>
public abstract class ImageModel : torch.nn.Module<Tensor, Tensor>
{
    private protected ImageModel(ModelOptions options, string headName, int minSide)
        : base(options.Name)
    {
        Options = options;
        HeadName = headName;
        MinSide = minSide;
    }

    /// <summary>What it was made from.</summary>
    public ModelOptions Options { get; }

    /// <summary>The name of the last, linear layer: <c>fc</c> or <c>classifier</c>. Its size follows the number of classes.</summary>
    public string HeadName { get; }

    /// <summary>The smallest height and width in pixels it takes.</summary>
    public int MinSide { get; }

    /// <summary>Whether a batch of one image, in training, leaves a normalisation layer a single value a channel, which has no variance.</summary>
    internal virtual bool NeedsTwoImages(int width, int height) => false;

    /// <summary>What its weights, as it is made, were trained with: mean and deviation of each channel, in 0..1; null if they are random, or nobody knows.</summary>
    internal virtual PixelStatistics? TrainedWith => null;

    /// <summary>Whether a parameter's initial values are random.</summary>
    internal virtual bool BeginsAnew(string parameter) => true;

    /// <summary>Why images of a size do not go through it; null if they do.</summary>
    internal virtual Problem? Misfit(int width, int height) => null;

    /// <summary>Logits of a batch that lies in memory channel by channel within a pixel.</summary>
    /// <param name="batch">Normalised float [N,H,W,3]; not changed, not kept.</param>
    /// <returns>Logits [N,C]; the caller's.</returns>
    public Tensor ForwardNhwc(Tensor batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Networks.ForwardNhwc(this, batch);
    }
}
