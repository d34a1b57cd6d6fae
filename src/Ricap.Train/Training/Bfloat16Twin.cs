using Ricap.Train.Models;
using Ricap.Train.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Training;

/// <summary>
/// A model that computes in bfloat16 beside the one with float weights, which the optimiser changes: bfloat16 has 8 bits of
/// mantissa, and most steps are smaller than the last of them, so that weights kept in it would stand still.
/// <code>
///   forward, backward   twin, bfloat16:   weights ──► gradients
///                                            ▲            │ to float
///   step                model, float:     weights ◄── optimiser
/// </code>
/// Batch normalisation keeps statistics and constants in float: the twin's layers have the model's own tensors. Other layers' buffers are
/// copied to the model before each step.
/// </summary>
internal sealed class Bfloat16Twin : IDisposable
{
    private readonly Network _model;
    private readonly Network _twin;
    private readonly List<(Parameter Master, Parameter Copy)> _pairs = [];
    private readonly List<(Tensor Master, Tensor Copy)> _buffers = [];
    private readonly List<(torch.nn.Module Master, torch.nn.Module Copy)> _modules = [];

    /// <summary>Makes a model's twin.</summary>
    /// <param name="model">The model, on its device.</param>
    /// <param name="twin">Another one like it, with whatever weights; the twin's from here on.</param>
    /// <param name="device">The model's device.</param>
    public Bfloat16Twin(Network model, Network twin, torch.Device device)
    {
        _model = model;
        _twin = twin;
        _twin.to(device);
        ToBfloat16(_twin);
        _modules.AddRange(model.named_modules().Zip(_twin.named_modules(), (a, b) => (a.module, b.module)));
        ShareNormalisation();
        Dictionary<string, Parameter> copies = _twin.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach ((string name, Parameter master) in model.named_parameters())
        {
            Parameter copy = copies[name];
            if (!ReferenceEquals(copy, master))
            {
                copy.requires_grad = master.requires_grad;
                _pairs.Add((master, copy));
            }
        }

        Dictionary<string, Tensor> buffers = _twin.named_buffers().ToDictionary(b => b.name, b => b.buffer);
        _buffers.AddRange(model.named_buffers().Select(b => (b.buffer, buffers[b.name])).Where(pair => !ReferenceEquals(pair.buffer, pair.Item2)));
        TakeModes(); // frozen layers are not in training, from the first batch on
        Load();
    }

    /// <summary>Takes over all of the model, after its weights were set from outside.</summary>
    public void Load()
    {
        AfterStep();
        using IDisposable quiet = torch.no_grad();
        _buffers.ForEach(pair => pair.Copy.copy_(pair.Master));
    }

    /// <summary>Logits, in float, of normalised float [N,H,W,3].</summary>
    public Tensor Forward(Tensor batch)
    {
        if (_twin.training != _model.training)
        {
            TakeModes();
        }

        using Tensor narrow = batch.to(torch.bfloat16);
        using Tensor logits = Networks.ForwardNhwc(_twin, narrow);
        return logits.to(torch.float32);
    }

    /// <summary>Hands the twin's gradients of a batch to the model, in float: so are those of several batches added up.</summary>
    /// <param name="isFirst">Whether the batch is the first of its step, and the model has no gradients.</param>
    public void AfterBackward(bool isFirst)
    {
        using IDisposable quiet = torch.no_grad();
        foreach ((Parameter master, Parameter copy) in _pairs)
        {
            if (copy.grad is { } gradient)
            {
                using (gradient)
                {
                    if (isFirst || master.grad is not { } sum)
                    {
                        master.grad = gradient.to(torch.float32);
                    }
                    else
                    {
                        sum.add_(gradient, Numbers.One);
                    }
                }

                copy.grad = null;
            }
        }
    }

    /// <summary>Hands the twin's running statistics to the model.</summary>
    public void BeforeStep()
    {
        using IDisposable quiet = torch.no_grad();
        _buffers.ForEach(pair => pair.Master.copy_(pair.Copy));
    }

    /// <summary>Hands the model's weights to the twin.</summary>
    public void AfterStep()
    {
        using IDisposable quiet = torch.no_grad();
        foreach ((Parameter master, Parameter copy) in _pairs)
        {
            copy.copy_(master);
        }
    }

    /// <summary>Ends the twin, and with it what it shares: the model is not to be used afterwards.</summary>
    public void Dispose() => _twin.Dispose();

    private void TakeModes()
    {
        _twin.train(_model.training);
        foreach ((torch.nn.Module master, torch.nn.Module copy) in _modules)
        {
            copy.train(master.training); // parents come first, so that a frozen layer within has the last word
        }
    }

    private void ShareNormalisation()
    {
        foreach ((torch.nn.Module master, torch.nn.Module copy) in _modules)
        {
            if (master is BatchNorm from && copy is BatchNorm to)
            {
                to.weight = from.weight;
                to.bias = from.bias;
                to.running_mean = from.running_mean;
                to.running_var = from.running_var;
                to.num_batches_tracked = from.num_batches_tracked;
            }
        }
    }

    private static void ToBfloat16(torch.nn.Module module)
    {
        foreach ((string _, torch.nn.Module child) in module.named_children())
        {
            ToBfloat16(child);
            if (child is Convolution or Linear)
            {
                child.to(torch.bfloat16);
            }
        }
    }
}
