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
    /// <param name="options">Says what does not decay, and how slow the backbone and each of its stages are.</param>
    /// <param name="head">The name of the last layer, which is no backbone; null where the module has none that is known.</param>
    public static IEnumerable<(string Name, Parameter Parameter, ParameterGroup Group)> Of(
        torch.nn.Module model, OptimiserOptions options, string? head)
    {
        (string name, Parameter parameter)[] all = [.. model.named_parameters()];
        var flat = all.Where(p => p.parameter.dim() <= 1).Select(p => p.name).ToHashSet(StringComparer.Ordinal);
        Dictionary<string, int> behind = StagesBehind([.. all.Select(p => p.name).Where(name => !IsHead(name))], flat);
        foreach ((string name, Parameter parameter) in all)
        {
            int dot = name.LastIndexOf('.');
            bool isBias = name[(dot + 1)..] == "bias";
            bool isNorm = isBias ? flat.Contains(name[..(dot + 1)] + "weight") : flat.Contains(name);
            bool decays = !(isBias && options.NoDecay.HasFlag(NoDecay.Bias)) && !(isNorm && options.NoDecay.HasFlag(NoDecay.Norm));
            double factor = IsHead(name) ? 1 : options.BackboneRate * Math.Pow(options.LayerDecay, behind[name]);
            yield return (name, parameter, new ParameterGroup(decays, factor));
        }

        bool IsHead(string name) => head is null || name.StartsWith(head + ".", StringComparison.Ordinal);
    }

    /// <summary>
    /// How many stages each parameter of the backbone is before the head. A stage is what the names begin with, <c>layer1</c> or, where all begin
    /// alike, <c>features.denseblock1</c>; one of normalisation alone belongs to the stage before it:
    /// <code>
    /// conv1, bn1 | layer1 | layer2 | layer3 | layer4 | fc
    ///          5        4        3        2        1   the head
    /// </code>
    /// </summary>
    private static Dictionary<string, int> StagesBehind(string[] names, HashSet<string> flat)
    {
        int parts = names.Select(name => Beginning(name, 1)).Distinct().Count() > 1 ? 1 : 2;
        int stages = 0;
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (IGrouping<string, string> stage in names.GroupBy(name => Beginning(name, parts)))
        {
            if (stages == 0 || !stage.All(flat.Contains))
            {
                stages++;
            }

            foreach (string name in stage)
            {
                at[name] = stages;
            }
        }

        return at.ToDictionary(pair => pair.Key, pair => stages + 1 - pair.Value, StringComparer.Ordinal);
    }

    private static string Beginning(string name, int parts) => string.Join('.', name.Split('.').SkipLast(1).Take(parts));
}
