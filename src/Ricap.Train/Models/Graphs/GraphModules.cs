using Ricap.Train.Onnx.Reading;
using TorchSharp;
using TorchSharp.Modules;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>A convolution's sizes; pairs are of height and width.</summary>
internal sealed record ConvolutionSizes(long Inputs, long Outputs, long[] Kernel, long[] Strides, long[] Padding, long[] Dilations, long Groups, bool Bias);

/// <summary>What makes the layers that have weights.</summary>
/// <param name="Convolution">A convolution, with whatever values.</param>
/// <param name="Norm">Batch normalisation of so many channels, with that ε.</param>
internal sealed record GraphLayers(Func<ConvolutionSizes, Convolution> Convolution, Func<int, double, Network> Norm);

/// <summary>A level of names without weights of its own.</summary>
internal sealed class GraphScope() : torch.nn.Module(nameof(GraphScope));

/// <summary>One tensor of a graph that is no layer's: a parameter if it trains, else a buffer.</summary>
internal sealed class GraphConstant : torch.nn.Module
{
    private readonly string _name;
    private readonly bool _trains;

    public GraphConstant(string name, Tensor values, bool trains)
        : base(nameof(GraphConstant))
    {
        (_name, _trains) = (name, trains);
        if (trains)
        {
            register_parameter(name, new Parameter(values));
        }
        else
        {
            register_buffer(name, values);
        }
    }

    /// <summary>The tensor where it is now; the module's.</summary>
    public Tensor Value => _trains ? get_parameter(_name)! : get_buffer(_name)!;
}

/// <summary>The layers of a graph as a tree of modules, under the names that the file has for them as far as these can be names of a state.</summary>
/// <param name="root">Gets them, in the order of the graph.</param>
internal sealed class GraphModules(torch.nn.Module root)
{
    private const int LongestName = 100;

    private readonly Dictionary<string, torch.nn.Module> _all = new(StringComparer.Ordinal);
    private readonly HashSet<string> _weights = new(StringComparer.Ordinal);

    /// <summary>Whether there is a layer already: what comes before the first one is preprocessing, and does not train.</summary>
    public bool Any { get; private set; }

    /// <summary>Does something in evaluation mode; then each layer is in the mode that it was in.</summary>
    public T InEvaluation<T>(Func<T> action)
    {
        bool mode = root.training;
        torch.nn.Module[] training = [.. _all.Values.Where(module => module is not GraphScope && module.training)];
        root.eval();
        try
        {
            return action();
        }
        finally
        {
            root.train(mode);
            foreach (torch.nn.Module module in _all.Values.Where(module => module is not GraphScope))
            {
                module.train(training.Contains(module));
            }
        }
    }

    /// <summary>Adds a layer.</summary>
    /// <param name="wanted">The name that it should have.</param>
    /// <param name="module">The layer.</param>
    /// <returns>Its name.</returns>
    public string Add(string wanted, torch.nn.Module module)
    {
        Any |= module is not (GraphConstant or Dropout);
        string[] parts = [.. wanted.Split('.').Select(Valid)];
        if (!Free(parts))
        {
            string flat = string.Join('_', parts);
            int number = 1;
            while (!Free(parts = [number == 1 ? flat : $"{flat}_{number}"]))
            {
                number++;
            }
        }

        torch.nn.Module parent = root;
        for (int i = 1; i < parts.Length; i++)
        {
            string scope = string.Join('.', parts[..i]);
            if (!_all.TryGetValue(scope, out torch.nn.Module? found))
            {
                _all.Add(scope, found = new GraphScope());
                parent.register_module(parts[i - 1], found);
            }

            parent = found;
        }

        string name = string.Join('.', parts);
        _all.Add(name, module);
        parent.register_module(parts[^1], module);
        return name;
    }

    /// <summary>Takes a tensor of the file for a layer, which is its only one: what trains in one place must not stay as it was in another.</summary>
    public void Take(OnnxNode node, string tensor)
    {
        if (!_weights.Add(tensor))
        {
            throw node.Unsupported($"shares its weights, '{OnnxProblems.Shown(tensor)}', with another");
        }
    }

    /// <summary>What a layer is called: as the tensor with its weights, as the node that uses them, or as it is numbered.</summary>
    /// <param name="node">The layer's.</param>
    /// <param name="tensors">Its tensors, the one that tells most first.</param>
    public string NameOf(OnnxNode node, params string?[] tensors)
    {
        foreach (string? tensor in tensors)
        {
            int end = tensor?.LastIndexOf('.') ?? -1;
            if (end > 0 && tensor![(end + 1)..] is "weight" or "bias")
            {
                return tensor[..end];
            }
        }

        string path = PathOf(node);
        return path.Length > 0 ? path : $"{node.Operator.ToLowerInvariant()}{_all.Values.Count(module => module is not GraphScope)}";
    }

    /// <summary>PyTorch names a node by the modules around it, /layer1/layer1.0/conv1/Conv: that is layer1.0.conv1.</summary>
    private static string PathOf(OnnxNode node)
    {
        string path = "";
        string[] parts = node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        bool endsInOperator = parts.Length > 1 && (parts[^1] == node.Operator || parts[^1].StartsWith(node.Operator + "_", StringComparison.Ordinal));
        foreach (string part in endsInOperator ? parts[..^1] : parts)
        {
            path = path.Length == 0 || part.StartsWith(path + ".", StringComparison.Ordinal) ? part : $"{path}.{part}";
        }

        return path;
    }

    /// <summary>Whether a name is nobody's yet, and no part of it is a layer, which has no layers inside.</summary>
    private bool Free(string[] parts)
    {
        bool free = !_all.ContainsKey(string.Join('.', parts));
        for (int i = 1; i < parts.Length && free; i++)
        {
            free = !_all.TryGetValue(string.Join('.', parts[..i]), out torch.nn.Module? module) || module is GraphScope;
        }

        return free;
    }

    private static string Valid(string part)
    {
        string valid = string.Concat(part.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));
        return valid.Length > 0 ? valid : "_";
    }
}
