using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data;

/// <summary>A batch on its device. It is valid until the next one is asked for: its memory is used again.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Number">Its number in the epoch, from 0.</param>
/// <param name="First">The index of its first sample in the epoch.</param>
/// <param name="Images">Bytes [N,H,W,3], red green blue.</param>
/// <param name="Targets">The soft labels, float [N,C]; each row sums to 1.</param>
public sealed record TrainBatch(int Epoch, int Number, int First, Tensor Images, Tensor Targets)
{
    /// <summary>
    /// What the mean loss over these samples is to be multiplied by where several processes share the batch
    /// (<see cref="FeedOptions.World"/>), so that the mean over all of them is the mean over the whole batch: world · N / (samples
    /// of the batch). 1 where they have equal parts.
    /// </summary>
    public double Weight { get; init; } = 1;

    /// <summary>Samples in it, N.</summary>
    public int Count => (int)Targets.shape[0];

    /// <summary>The pixels as PyTorch's layers take them: float [N,3,H,W], 0..1, channels-last in memory; the caller's.</summary>
    public Tensor ToFloat()
    {
        using var scope = torch.NewDisposeScope();
        return Images.to(torch.float32).div_(Numbers.MaxByte).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
