using Ricap.Train.Onnx.Reading;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>What a node is made ready with.</summary>
internal sealed class GraphContext(OnnxGraph graph, GraphLayers layers, GraphModules modules)
{
    /// <summary>The edition of the operators.</summary>
    public int Opset => graph.Opset;

    /// <summary>What makes layers.</summary>
    public GraphLayers Layers => layers;

    /// <summary>Where layers go.</summary>
    public GraphModules Modules => modules;

    /// <summary>Whether one image of the file's own size runs through, by which poolings find out that they are global.</summary>
    public bool IsSettling { get; set; }

    /// <summary>Whether the file is for batches of one only, and says so in shapes.</summary>
    public bool HasBatchOfOne => graph.InputShape[0] == 1;

    /// <summary>The values of which a node may change its input in place: nobody else reads them, and no gradient needs them.</summary>
    public required IReadOnlySet<string> Changeable { get; init; }

    /// <summary>A tensor of the file; null if the value is computed.</summary>
    public OnnxTensor? Find(string? name) => name is null ? null : graph.Constants.GetValueOrDefault(name);

    /// <summary>Weights, which have to be in the file.</summary>
    public OnnxTensor Weights(OnnxNode node, int input)
    {
        OnnxTensor? found = Find(node.Input(input));
        if (found?.Floats is null)
        {
            throw node.Unsupported($"computes its weights, '{OnnxProblems.Shown(node.Input(input) ?? "")}'; they are read where they are in the file");
        }

        modules.Take(node, found.Name);
        return found;
    }

    /// <summary>Whole numbers that are an attribute in one opset and an input in another; null if they are left out.</summary>
    public long[]? Integers(OnnxNode node, string attribute, int input) =>
        node.Integers(attribute) ?? (node.Input(input) is { } name
            ? Find(name)?.Integers ?? throw node.Unsupported($"computes its '{attribute}'")
            : null);

    /// <summary>A real number that is an attribute in one opset and an input in another; null if it is left out.</summary>
    public double? Real(OnnxNode node, string attribute, int input) =>
        node.Has(attribute) ? node.Real(attribute, 0)
        : node.Input(input) is { } name
            ? Find(name) is { Count: 1 } found ? found.Floats?[0] ?? found.Integers![0] : throw node.Unsupported($"computes its '{attribute}'")
            : null;

    /// <summary>A tensor of the file on the CPU; the caller's.</summary>
    public static Tensor ToTensor(OnnxTensor tensor, params long[] shape) => torch.tensor(tensor.Floats!, shape.Length > 0 ? shape : tensor.Shape);

    /// <summary>Sets a layer's tensor.</summary>
    public static void Set(Tensor target, Tensor values)
    {
        using IDisposable quiet = torch.no_grad();
        target.copy_(values);
    }
}
