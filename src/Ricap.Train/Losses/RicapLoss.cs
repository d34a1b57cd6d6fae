using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Losses;

/// <summary>RICAP's loss, and how right a prediction is about a soft label.</summary>
/// <remarks>
/// The paper sums four cross-entropies, weighted by the patches' areas W_k. Cross-entropy is linear in its target, so one
/// cross-entropy with the soft target Σ W_k·onehot(c_k) is the same number, at one pass instead of four, and two patches
/// of one class need no special case.
/// </remarks>
public static class RicapLoss
{
    /// <summary>Cross-entropy with soft targets, the mean over the batch: −(1/N)·Σ target·log softmax(logits). It is libtorch's <c>cross_entropy</c>.</summary>
    /// <param name="logits">Float [N,C].</param>
    /// <param name="targets">Float [N,C], each row summing to 1 (<see cref="SoftTargets"/>), on the same device.</param>
    /// <param name="labelSmoothing">ε, 0 to below 1: targets count as target·(1 − ε) + ε/C.</param>
    /// <param name="classWeights">Float [C], what each class's part of a target is multiplied by, after the smoothing; null for 1. The mean is over the samples, not over their weights.</param>
    /// <returns>A number to call <c>backward</c> on; the caller's.</returns>
    public static Tensor Forward(Tensor logits, Tensor targets, double labelSmoothing = 0, Tensor? classWeights = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        return F.cross_entropy(logits, targets, weight: classWeights, label_smoothing: labelSmoothing);
    }

    /// <summary>The accuracy on soft labels, summed over the batch: Σ W_k·[argmax = c_k]; divide by the number of samples.</summary>
    /// <param name="logits">Float [N,C].</param>
    /// <param name="targets">Float [N,C].</param>
    /// <returns>One float on the same device, not yet copied to the host, so that asking waits for nothing; the caller's.</returns>
    public static Tensor Correct(Tensor logits, Tensor targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(targets);
        using IDisposable quiet = torch.no_grad();
        using Tensor guess = logits.argmax(1, keepdim: true);
        using Tensor weights = targets.gather(1, guess);
        return weights.sum();
    }
}
