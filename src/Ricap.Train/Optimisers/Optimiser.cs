using Ricap.Train.Models.Weights;
using TorchSharp;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Optimisers;

/// <summary>Changes parameters along their gradients; its whole state is tensors with names, so it is saved and restored bit for bit.</summary>
/// <remarks>
/// TorchSharp's own optimisers save their state in a format of their own, keyed by position, make and drop a tensor for
/// each parameter and step, and keep the learning rate as hidden state. These do PyTorch's arithmetic (held to its
/// numbers by tests) with explicit tensors and in place: they use the gradients as scratch space.
/// </remarks>
internal abstract class Optimiser : IDisposable
{
    private readonly List<(string Name, Parameter Parameter, Tensor[] Slots)> _parameters = [];
    private readonly List<(ParameterGroup Group, List<(Parameter Parameter, Tensor[] Slots)> Members)> _groups = [];
    private readonly string[] _slots;
    private readonly GradientClip? _clip;

    private protected Optimiser(OptimiserOptions options, torch.nn.Module model, string? head, params string[] slots)
    {
        (Options, _slots) = (options, slots);
        _clip = options.Clip > 0 ? new GradientClip(options.Clip) : null;
        using IDisposable quiet = torch.no_grad();
        foreach ((string name, Parameter parameter, ParameterGroup group) in ParameterGroups.Of(model, options, head))
        {
            if (parameter.requires_grad)
            {
                // Detached: a scope that is open just now must not take the state with it when it ends.
                Tensor[] own = [.. slots.Select(_ => torch.zeros_like(parameter).DetachFromDisposeScope())];
                _parameters.Add((name, parameter, own));
                if (_groups.FindIndex(g => g.Group == group) is var i && i < 0)
                {
                    i = _groups.Count;
                    _groups.Add((group, []));
                }

                _groups[i].Members.Add((parameter, own));
            }
        }
    }

    /// <summary>Its constants.</summary>
    private protected OptimiserOptions Options { get; }

    /// <summary>Steps made so far; part of the state.</summary>
    public long Steps { get; private set; }

    /// <summary>Makes an optimiser of a model's parameters that require gradients.</summary>
    /// <param name="options">Its constants.</param>
    /// <param name="model">On the device it will train on, and frozen where it will be frozen: moving a model replaces its parameters.</param>
    /// <param name="head">The name of its last layer, which <see cref="OptimiserOptions.BackboneRate"/> leaves as it is; null where none is known.</param>
    /// <exception cref="RicapException">An option is out of range.</exception>
    public static Optimiser Create(OptimiserOptions options, torch.nn.Module model, string? head = null)
    {
        return options.Validated().Kind switch
        {
            OptimiserKind.Sgd => new SgdOptimiser(options, model, head),
            OptimiserKind.RmsProp => new RmsPropOptimiser(options, model, head),
            _ => new AdamWOptimiser(options, model, head),
        };
    }

    /// <summary>Forgets all gradients; the next backward pass makes them anew, which is cheaper than adding to zeros.</summary>
    public void ZeroGrad()
    {
        foreach ((_, Parameter parameter, _) in _parameters)
        {
            parameter.grad = null;
        }
    }

    /// <summary>One step; parameters without a gradient stay. The gradients hold no meaning afterwards.</summary>
    /// <param name="learningRate">The learning rate of this step, from <see cref="StepRate.At"/>.</param>
    public void Step(double learningRate)
    {
        using IDisposable quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        Steps++;
        _clip?.Apply([.. _parameters.Select(p => p.Parameter.grad).OfType<Tensor>()]);
        foreach ((ParameterGroup group, List<(Parameter, Tensor[])> members) in _groups)
        {
            BeginStep(learningRate * group.Factor, group.Decays);
            foreach ((Parameter parameter, Tensor[] slots) in members)
            {
                if (parameter.grad is { } gradient)
                {
                    Update(parameter, gradient, slots);
                }
            }
        }
    }

    /// <summary>The state: the number of steps and, for each parameter, each running value; copies.</summary>
    /// <returns>Tensors named <c>steps</c> and <c>SLOT.PARAMETER</c>, e.g. <c>momentum.conv1.weight</c>.</returns>
    public IReadOnlyList<SafeTensor> SaveState() =>
    [
        new SafeTensor("steps", SafeTensorType.I64, [], BitConverter.GetBytes(Steps)),
        .. Slots().Select(slot => TensorBytes.ToSafeTensor(slot.Name, slot.Tensor)),
    ];

    /// <summary>Takes over a state that <see cref="SaveState"/> gave, of an optimiser of the same kind and model.</summary>
    /// <param name="state">Exactly its tensors, by name.</param>
    /// <param name="source">The file they come from, for messages; null if none.</param>
    /// <exception cref="RicapException">A name or a shape differs; nothing is changed.</exception>
    public void RestoreState(IReadOnlyDictionary<string, SafeTensor> state, string? source = null)
    {
        (string Name, Tensor Tensor)[] slots = [.. Slots()];
        var problems = new List<Problem>();
        if (!state.TryGetValue("steps", out SafeTensor? steps) || steps.Type != SafeTensorType.I64 || steps.Data.Length != 8)
        {
            problems.Add(Misfit("has no number 'steps'"));
        }

        foreach ((string name, Tensor tensor) in slots)
        {
            if (!state.TryGetValue(name, out SafeTensor? found) || !tensor.shape.SequenceEqual(found.Shape) || found.Type != SafeTensorType.F32)
            {
                problems.Add(Misfit($"has no '{name}' of F32 [{string.Join(',', tensor.shape)}]"));
            }
        }

        problems.AddRange(state.Keys.Except(slots.Select(s => s.Name)).Where(name => name != "steps").Order(StringComparer.Ordinal)
            .Select(name => Misfit($"has '{name}', which this optimiser has not")));
        if (problems.Count > 0)
        {
            throw new RicapException(problems);
        }

        Steps = BitConverter.ToInt64(steps!.Data.Span);
        foreach ((string name, Tensor tensor) in slots)
        {
            TensorBytes.CopyInto(tensor, state[name]);
        }

        Problem Misfit(string message) => Problem.Error(ProblemCodes.WeightsMismatch, source, $"optimiser state {message}");
    }

    public void Dispose()
    {
        foreach ((_, Tensor tensor) in Slots())
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the numbers that the parameters of a group share in a step.</summary>
    private protected abstract void BeginStep(double learningRate, bool decays);

    /// <summary>Updates one parameter; temporary tensors end with the step.</summary>
    private protected abstract void Update(Parameter parameter, Tensor gradient, Tensor[] slots);

    /// <summary>Puts a number in the place of another.</summary>
    private protected static void Replace(ref Scalar scalar, double value)
    {
        scalar.Dispose();
        scalar = value.ToScalar();
    }

    private IEnumerable<(string Name, Tensor Tensor)> Slots() =>
        _parameters.SelectMany(p => p.Slots.Select((tensor, i) => ($"{_slots[i]}.{p.Name}", tensor)));
}
