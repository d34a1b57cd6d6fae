using Ricap.Train.Models.Weights;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Optimisers;

/// <summary>
/// An exponential moving average of a model's parameters and buffers, with the arithmetic of timm's <c>ModelEmaV3</c>: after each
/// step the average moves to the model by 1 − decay of the way, buffers too; what is no float is copied.
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly List<(string Name, Tensor Model, Tensor Average, Tensor? Way)> _tensors = [];

    /// <summary>Begins with what the model has.</summary>
    /// <param name="model">On the device it trains on: moving a model replaces its tensors.</param>
    /// <param name="decay">How much of the average stays at each step, 0 to below 1.</param>
    public WeightAverage(torch.nn.Module model, double decay)
    {
        using IDisposable quiet = torch.no_grad();
        using Scalar way = (1 - decay).ToScalar();
        foreach ((string name, Tensor tensor) in model.state_dict())
        {
            // Detached: a scope that is open just now must not take them with it when it ends.
            Tensor average = torch.empty_like(tensor).copy_(tensor).DetachFromDisposeScope();
            _tensors.Add((name, tensor, average, tensor.is_floating_point() ? torch.full([], way, tensor.dtype, tensor.device).DetachFromDisposeScope() : null));
        }
    }

    /// <summary>Follows a step of the model.</summary>
    public void Update()
    {
        using IDisposable quiet = torch.no_grad();
        foreach ((_, Tensor model, Tensor average, Tensor? way) in _tensors)
        {
            if (way is null)
            {
                average.copy_(model);
            }
            else
            {
                average.lerp_(model, way);
            }
        }
    }

    /// <summary>Puts the average in the model's place, and back when that is disposed of.</summary>
    public IDisposable InPlace() => new Exchange(this);

    /// <summary>The average, by the names of the model's tensors; copies.</summary>
    public IReadOnlyList<SafeTensor> SaveState() => [.. _tensors.Select(t => TensorBytes.ToSafeTensor(t.Name, t.Average))];

    /// <summary>Takes over what <see cref="SaveState"/> gave.</summary>
    /// <param name="state">Tensors of the model's names and shapes.</param>
    public void RestoreState(IReadOnlyDictionary<string, SafeTensor> state)
    {
        using IDisposable quiet = torch.no_grad();
        foreach ((string name, _, Tensor average, _) in _tensors)
        {
            TensorBytes.CopyInto(average, state[name]);
        }
    }

    public void Dispose()
    {
        foreach ((_, _, Tensor average, Tensor? way) in _tensors)
        {
            average.Dispose();
            way?.Dispose();
        }
    }

    private void Swap()
    {
        using IDisposable quiet = torch.no_grad();
        foreach ((_, Tensor model, Tensor average, _) in _tensors)
        {
            using Tensor kept = average.clone();
            average.copy_(model);
            model.copy_(kept);
        }
    }

    private sealed class Exchange : IDisposable
    {
        private WeightAverage? _average;

        public Exchange(WeightAverage average)
        {
            _average = average;
            average.Swap();
        }

        public void Dispose()
        {
            _average?.Swap();
            _average = null;
        }
    }
}
