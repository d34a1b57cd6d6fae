using Ricap.Planning;
using Ricap.Rendering;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data;

/// <summary>RICAP for batches of plain tensors: <see cref="OnlineMix"/> in one line.</summary>
/// <remarks>RICAP: Takahashi, Matsubara, Uehara, ACML 2018 (PMLR 95:786–798).</remarks>
public sealed class OnlineRicap
{
    private readonly OnlineMix _mix;

    /// <summary>A mixer.</summary>
    /// <param name="classes">The number of classes, from 2.</param>
    /// <param name="schedule">β by epoch, e.g. <c>BetaSchedule.Constant(0.3)</c>.</param>
    /// <param name="seed">The key of every draw.</param>
    /// <param name="mode">What the samples of a batch share.</param>
    /// <param name="flip">Whether each image is mirrored left to right first, with chance ½.</param>
    /// <param name="shift">How far each image is shifted first along each axis, in pixels, at most; it is limited to the image's sides.</param>
    /// <param name="fill">What shows where a shifted image has no pixels; a colour is 0..255 a channel and needs byte images of three channels.</param>
    public OnlineRicap(
        int classes,
        BetaSchedule schedule,
        ulong seed = 0,
        RandomnessMode mode = RandomnessMode.Sample,
        bool flip = false,
        int shift = 0,
        FillRule fill = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentOutOfRangeException.ThrowIfNegative(shift);
        _mix = new OnlineMix(
            classes,
            new OnlineMixOptions { Schedule = schedule, Seed = seed, Mode = mode, Flip = flip, Shift = shift, Fill = fill });
    }

    /// <summary>Cuts and patches a batch.</summary>
    /// <inheritdoc cref="OnlineMix.Mix"/>
    public MixedBatch Mix(Tensor images, Tensor labels, int epoch, int batch) => _mix.Mix(images, labels, epoch, batch);
}
