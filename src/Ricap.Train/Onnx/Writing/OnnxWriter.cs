using System.Globalization;
using Ricap.Train.Onnx.Schema;
using TorchSharp;
using TorchSharp.Modules;

namespace Ricap.Train.Onnx.Writing;

/// <summary>A graph that is being written: nodes in the order they are added, weights by their modules' names.</summary>
/// <remarks>A module that has no <see cref="IOnnxSource"/> of its own is written if it is one of TorchSharp's layers that <see cref="OnnxLayers"/> knows.</remarks>
internal sealed class OnnxWriter
{
    private readonly GraphProto _graph;
    private readonly Dictionary<torch.nn.Module, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private int _values;

    /// <summary>A graph of a network's modules.</summary>
    /// <param name="graph">Nodes and weights are added to it.</param>
    /// <param name="network">The modules, for their names.</param>
    public OnnxWriter(GraphProto graph, torch.nn.Module network)
    {
        _graph = graph;
        foreach ((string name, torch.nn.Module module) in network.named_modules())
        {
            _names.TryAdd(module, name);
        }
    }

    /// <summary>The edition of ONNX's operators that it is of; one that needs a later one raises it.</summary>
    public int Opset { get; set; } = 17;

    /// <summary>Whether something in it asks for images of the one size that it was trained with.</summary>
    public bool IsOfOneSize { get; set; }

    /// <summary>Adds a module's nodes.</summary>
    /// <exception cref="RicapException">It is no module that can be written (<see cref="ProblemCodes.NotOnnx"/>).</exception>
    public OnnxValue Module(torch.nn.Module module, OnnxValue x) => module is IOnnxSource source ? source.ToOnnx(this, x) : OnnxLayers.Write(this, module, x);

    /// <summary>Adds a node of one output that has the size of its first input.</summary>
    public OnnxValue Node(string type, OnnxValue x, params ReadOnlySpan<AttributeProto> attributes) => x with { Name = Add(type, [x.Name], attributes) };

    /// <summary>Adds a node of one output.</summary>
    /// <param name="type">ONNX's name of the operation.</param>
    /// <param name="inputs">Names of values and weights; "" for one that is left out.</param>
    /// <param name="attributes">Its constants.</param>
    /// <param name="output">The output's name; null for one that is made up.</param>
    /// <returns>The output's name.</returns>
    public string Add(string type, IEnumerable<string> inputs, ReadOnlySpan<AttributeProto> attributes, string? output = null) =>
        Add(type, inputs, attributes, [output ?? NewName(type)])[0];

    /// <summary>Adds a node of several outputs, of names that are made up.</summary>
    public string[] Add(string type, IEnumerable<string> inputs, ReadOnlySpan<AttributeProto> attributes, int outputs) =>
        Add(type, inputs, attributes, [.. Enumerable.Range(0, outputs).Select(_ => NewName(type))]);

    private string[] Add(string type, IEnumerable<string> inputs, ReadOnlySpan<AttributeProto> attributes, string[] outputs)
    {
        var node = new NodeProto { OpType = type, Name = outputs[0] };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        foreach (AttributeProto attribute in attributes)
        {
            node.Attribute.Add(attribute);
        }

        _graph.Node.Add(node);
        return outputs;
    }

    private string NewName(string type) => string.Create(CultureInfo.InvariantCulture, $"{type.ToLowerInvariant()}_{_values++}");

    /// <summary>Adds a weight of a module, once.</summary>
    /// <returns>Its name, e.g. <c>layer1.0.conv1.weight</c>.</returns>
    public string Weight(torch.nn.Module module, string name, torch.Tensor values)
    {
        string full = NameOf(module) is { Length: > 0 } path ? $"{path}.{name}" : name;
        if (_taken.Add(full))
        {
            _graph.Initializer.Add(OnnxTensors.Of(full, values));
        }

        return full;
    }

    /// <summary>Adds numbers that are no module's.</summary>
    public string Constant(string name, IReadOnlyList<float> values, params ReadOnlySpan<long> shape)
    {
        if (_taken.Add(name))
        {
            _graph.Initializer.Add(OnnxTensors.Of(name, values, shape));
        }

        return name;
    }

    /// <summary>Adds whole numbers, which are no module's.</summary>
    public string Constant(string name, IReadOnlyList<long> values, params ReadOnlySpan<long> shape)
    {
        if (_taken.Add(name))
        {
            _graph.Initializer.Add(OnnxTensors.Of(name, values, shape));
        }

        return name;
    }

    /// <summary>The name of a module in the network; "" of the network itself.</summary>
    public string NameOf(torch.nn.Module module) => _names.GetValueOrDefault(module, "");
}
