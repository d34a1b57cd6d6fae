using Ricap.Train.Runtime;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary>
/// Batch normalisation of [N,C,H,W] with PyTorch's defaults, but for ε where a network of others has another. It is TorchSharp's but for the 1 that its counter of batches goes
/// up by: TorchSharp hands libtorch one that the collector may take while it is read (<see cref="Numbers"/>).
/// </summary>
internal sealed class Norm(int channels, double epsilon = Norm.Epsilon)
    : BatchNorm(channels, epsilon, Momentum, affine: true, track_running_stats: true, device: null, dtype: null, nameof(Norm))
{
    private const double Epsilon = 1e-5;
    private const double Momentum = 0.1;

    private readonly double _epsilon = epsilon;

    public override Tensor forward(Tensor input)
    {
        if (training)
        {
            num_batches_tracked!.add_(Numbers.One, Numbers.One);
        }

        return F.batch_norm(input, running_mean, running_var, weight, bias, training, Momentum, _epsilon);
    }

    protected override void ValidateInputDimensions(Tensor input) => ArgumentOutOfRangeException.ThrowIfNotEqual(input.dim(), 4, nameof(input));
}
