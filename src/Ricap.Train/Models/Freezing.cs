using TorchSharp;
using TorchSharp.Modules;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Ricap.Train.Models;

/// <summary>Keeps the first part of a model as it is, for fine-tuning.</summary>
/// <remarks>
/// The seed post fine-tunes <c>densenet121</c> with everything before <c>conv4</c> (Keras's name) frozen: that is
/// <c>FreezeUntil(model, "features.denseblock3")</c>. A frozen normalisation layer is in evaluation mode, so its running mean and
/// variance stay as well; <see cref="Train"/> keeps it there when the model goes back to training.
/// </remarks>
internal sealed class Freezing
{
    private static readonly OptionName Option = new("freeze-until");

    private readonly Network _model;
    private readonly torch.nn.Module[] _frozen;

    private Freezing(Network model, torch.nn.Module[] frozen, int parameters)
    {
        _model = model;
        _frozen = frozen;
        FrozenParameters = parameters;
    }

    /// <summary>How many parameter tensors do not train.</summary>
    public int FrozenParameters { get; }

    /// <summary>Freezes nothing, so that a training loop has one way of going to training mode.</summary>
    public static Freezing None(Network model) => new(model, [], 0);

    /// <summary>Freezes every parameter defined before a layer; that layer and the ones after it train.</summary>
    /// <param name="model">The model; its parameters' <c>requires_grad</c> is set. Make the optimiser after this.</param>
    /// <param name="name">A layer's name, e.g. <c>features.denseblock3</c> or <c>layer3</c>; the last part of it is enough where no other layer ends so.</param>
    /// <exception cref="RicapException">There is no such layer, or several, or it is the first.</exception>
    public static Freezing FreezeUntil(Network model, string name)
    {
        (string Name, torch.nn.Module Module)[] all = [.. Walk("", model)];
        string[] exact = [.. all.Select(m => m.Name).Where(n => n == name)];
        string[] found = exact.Length == 1
            ? exact
            : [.. all.Select(m => m.Name).Where(n => n.EndsWith("." + name, StringComparison.Ordinal))];
        if (found is not [string until])
        {
            string what = found.Length == 0 ? "is no layer of" : $"is {found.Length} layers of";
            string[] choice = [.. all.Select(m => m.Name).Where(n => n.Length > 0 && n.Count(c => c == '.') < 2).Take(40)];
            throw Invalid($"{Option} '{name}' {what} {Networks.NameOf(model)}; its layers are {string.Join(", ", choice)}");
        }

        int end = Array.FindIndex(all, m => m.Name == until);

        // A module that encloses the layer comes before it in this order but is not frozen as a whole.
        Dictionary<string, torch.nn.Module> frozen = all[..end]
            .Where(m => m.Name.Length > 0 && !until.StartsWith(m.Name + ".", StringComparison.Ordinal))
            .ToDictionary(m => m.Name, m => m.Module);
        Parameter[] parameters =
            [.. model.named_parameters().Where(p => frozen.ContainsKey(OwnerOf(p.name))).Select(p => p.parameter)];
        if (parameters.Length == 0)
        {
            throw Invalid($"{Option} '{name}': nothing comes before it in {Networks.NameOf(model)}");
        }

        foreach (Parameter parameter in parameters)
        {
            parameter.requires_grad = false;
        }

        return new Freezing(model, [.. frozen.Values], parameters.Length);
    }

    /// <summary>Puts the model into training mode, its frozen layers into evaluation mode.</summary>
    public void Train()
    {
        _model.train();
        foreach (torch.nn.Module module in _frozen)
        {
            module.eval();
        }
    }

    /// <summary>All modules with their full names, parents first, in the order they were registered.</summary>
    private static IEnumerable<(string Name, torch.nn.Module Module)> Walk(string name, torch.nn.Module module)
    {
        yield return (name, module);
        foreach ((string child, torch.nn.Module inner) in module.named_children())
        {
            foreach ((string, torch.nn.Module) found in Walk(name.Length == 0 ? child : $"{name}.{child}", inner))
            {
                yield return found;
            }
        }
    }

    /// <summary>The name of the module that a parameter is of; empty for the model's own.</summary>
    private static string OwnerOf(string parameter) => parameter[..Math.Max(0, parameter.LastIndexOf('.'))];

    private static RicapException Invalid(FormattableString message) => new(Problem.InvalidOption(message));
}
