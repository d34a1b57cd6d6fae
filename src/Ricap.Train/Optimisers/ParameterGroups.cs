using TorchSharp;
using TorchSharp.Modules;

namespace Ricap.Train.Optimisers;

/// <summary>Parameters that do not decay.</summary>
[Flags]
public enum NoDecay
{
    /// <summary>All decay.</summary>
    None = 0,

    /// <summary>Scales and biases of normalisation layers: of all layers whose weight has one dimension.</summary>
    Norm = 1,

    /// <summary>Biases, those of normalisation layers among them.</summary>
    Bias = 2,
}

/// <summary>What is particular to some parameters.</summary>
/// <param name="Decays">Whether they decay.</param>
/// <param name="Factor">What the learning rate is multiplied by for them.</param>
internal readonly record struct ParameterGroup(bool Decays, double Factor);

/// <summary>Puts parameters into groups, by their names and shapes alone, so that it works with any module.</summary>
internal static class ParameterGroups
{
    /// <summary>The group of every parameter, in the module's order.</summary>
    /// <param name="model">The module.</param>
    /// <param name="options">Says what does not decay, and how slow the backbone is.</param>
    /// <param name="head">The name of the last layer, which is no backbone; null where the module has none that is known.</param>
    public static IEnumerable<(string Name, Parameter Parameter, ParameterGroup Group)> Of(
        torch.nn.Module model, OptimiserOptions options, string? head)
    {
        (string name, Parameter parameter)[] all = [.. model.named_parameters()];
        var flat = all.Where(p => p.parameter.dim() <= 1).Select(p => p.name).ToHashSet(StringComparer.Ordinal);
        foreach ((string name, Parameter parameter) in all)
        {
            int dot = name.LastIndexOf('.');
            bool isBias = name[(dot + 1)..] == "bias";
            bool isNorm = isBias ? flat.Contains(name[..(dot + 1)] + "weight") : flat.Contains(name);
            bool decays = !(isBias && options.NoDecay.HasFlag(NoDecay.Bias)) && !(isNorm && options.NoDecay.HasFlag(NoDecay.Norm));
            bool isHead = head is null || name.StartsWith(head + ".", StringComparison.Ordinal);
            yield return (name, parameter, new ParameterGroup(decays, isHead ? 1 : options.BackboneRate));
        }
    }
}
