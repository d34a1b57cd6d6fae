using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Optimisers;

/// <summary>
/// Scales all gradients by one number, so that the norm of all of them together is at most a given one: PyTorch's <c>clip_grad_norm_</c>,
/// but for its waiting for the device. The number stays on the device.
/// </summary>
/// <param name="most">The largest norm, above 0.</param>
internal sealed class GradientClip(double most)
{
    private readonly Scalar _most = most.ToScalar();
    private readonly Scalar _tiny = 1e-6.ToScalar();

    /// <summary>Scales gradients in place; temporary tensors end with the caller's scope.</summary>
    public void Apply(IReadOnlyList<Tensor> gradients)
    {
        if (gradients.Count == 0)
        {
            return;
        }

        Tensor norm = torch.stack(gradients.Select(gradient => gradient.norm(2f))).norm(2f);
        Tensor factor = norm.add_(_tiny, Numbers.One).reciprocal_().mul_(_most).clamp_max_(Numbers.One);
        foreach (Tensor gradient in gradients)
        {
            gradient.mul_(factor);
        }
    }
}
