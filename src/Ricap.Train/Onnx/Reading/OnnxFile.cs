using Google.Protobuf;
using Ricap.Train.Onnx.Schema;
using DataType = Ricap.Train.Onnx.Schema.TensorProto.Types.DataType;

namespace Ricap.Train.Onnx.Reading;

/// <summary>Reads networks out of ONNX files. Such a file is data only; this reader takes nothing on trust of it.</summary>
internal static class OnnxFile
{
    /// <summary>What the domain of ONNX's own operators may be called, besides nothing.</summary>
    public const string OwnDomain = "ai.onnx";

    private const int FirstOpset = 7, LastOpset = 25;
    private const int Deepest = 32;

    /// <summary>Reads a file with its weights.</summary>
    /// <exception cref="RicapException">There is no such file, it is damaged, or is no network from one batch of images to something.</exception>
    public static OnnxGraph Read(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OnnxProblems.Bad(path, e.Message, e);
        }

        return Parse(bytes, path, hollow: false);
    }

    /// <summary>Reads what <see cref="OnnxGraph.Structure"/> made; weights are 0.</summary>
    /// <param name="structure">The graph.</param>
    /// <param name="place">Where it was, for messages.</param>
    /// <exception cref="RicapException">It is damaged.</exception>
    public static OnnxGraph ReadStructure(byte[] structure, string place) => Parse(structure, place, hollow: true);

    private static OnnxGraph Parse(byte[] bytes, string path, bool hollow)
    {
        ModelProto model;
        try
        {
            using var stream = new MemoryStream(bytes, writable: false);
            using var input = CodedInputStream.CreateWithLimits(stream, int.MaxValue, Deepest);
            model = ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw OnnxProblems.Bad(path, OnnxProblems.Shown(e.Message), e);
        }

        GraphProto graph = model.Graph is { Node.Count: > 0 } found ? found : throw OnnxProblems.Bad(path, "there is no graph in it");
        Dictionary<string, TensorProto> initializers = Unique(graph.Initializer, path);
        ValueInfoProto[] inputs = [.. graph.Input.Where(input => !initializers.ContainsKey(input.Name))];
        if (inputs is not [ValueInfoProto images])
        {
            throw OnnxProblems.Misfit(path, $"it takes {inputs.Length} inputs; a network of images takes one");
        }

        string output = graph.Output.FirstOrDefault()?.Name ?? throw OnnxProblems.Bad(path, "its graph has no output");
        IReadOnlyList<OnnxNode> nodes = OnnxNode.Needed(Ordered(graph, images.Name, initializers, path), output);
        if (nodes.All(node => node.Operator == "Constant"))
        {
            throw OnnxProblems.Misfit(path, $"its output '{OnnxProblems.Shown(output)}' is computed from nothing");
        }

        var reading = new TensorReading(path);
        var constants = new Dictionary<string, OnnxTensor>(StringComparer.Ordinal);
        foreach (string name in nodes.SelectMany(node => node.Inputs).Where(initializers.ContainsKey).Distinct(StringComparer.Ordinal))
        {
            constants.Add(name, reading.Read(initializers[name], hollow));
        }

        foreach (OnnxNode node in nodes.Where(node => node.Operator == "Constant"))
        {
            constants[node.Outputs[0]] = ConstantOf(node, reading, hollow);
        }

        return new OnnxGraph(
            path, OpsetOf(model, path), images.Name, ShapeOf(images, path), output, [.. nodes.Where(node => node.Operator != "Constant")], constants);
    }

    private static Dictionary<string, TensorProto> Unique(IEnumerable<TensorProto> tensors, string path)
    {
        var all = new Dictionary<string, TensorProto>(StringComparer.Ordinal);
        foreach (TensorProto tensor in tensors)
        {
            if (!all.TryAdd(tensor.Name, tensor))
            {
                throw OnnxProblems.Bad(path, $"two tensors are called '{OnnxProblems.Shown(tensor.Name)}'");
            }
        }

        return all;
    }

    /// <summary>All nodes, each behind those that make what it takes, as the format has them: so nothing goes in a circle.</summary>
    private static List<OnnxNode> Ordered(GraphProto graph, string images, Dictionary<string, TensorProto> initializers, string path)
    {
        var known = new HashSet<string>(initializers.Keys, StringComparer.Ordinal) { images };
        var nodes = new List<OnnxNode>(graph.Node.Count);
        foreach (NodeProto proto in graph.Node)
        {
            OnnxNode node = OnnxNode.From(proto, path);
            if (node.Outputs is not [{ Length: > 0 }, ..])
            {
                throw OnnxProblems.Bad(path, $"{node.Title} gives nothing");
            }

            if (node.Inputs.FirstOrDefault(input => input.Length > 0 && !known.Contains(input)) is { } missing)
            {
                throw OnnxProblems.Bad(path, $"{node.Title} takes '{OnnxProblems.Shown(missing)}', which is in no tensor and no node before it gives");
            }

            if (node.Outputs.FirstOrDefault(name => name.Length > 0 && !known.Add(name)) is { } twice)
            {
                throw OnnxProblems.Bad(path, $"{node.Title} gives '{OnnxProblems.Shown(twice)}', which is there already");
            }

            nodes.Add(node);
        }

        return nodes;
    }

    private static OnnxTensor ConstantOf(OnnxNode node, TensorReading reading, bool hollow)
    {
        string name = node.Outputs[0];
        foreach ((string attribute, AttributeProto value) in node.Attributes)
        {
            switch (attribute)
            {
                case "value" when value.T is { } tensor:
                    return reading.Read(tensor, hollow) with { Name = name };
                case "value_float":
                    return new OnnxTensor(name, [], [value.F], null);
                case "value_floats":
                    return new OnnxTensor(name, [value.Floats.Count], [.. value.Floats], null);
                case "value_int":
                    return new OnnxTensor(name, [], null, [value.I]);
                case "value_ints":
                    return new OnnxTensor(name, [value.Ints.Count], null, [.. value.Ints]);
            }
        }

        throw node.Unsupported("is a constant of numbers that are not read");
    }

    private static int OpsetOf(ModelProto model, string path)
    {
        long opset = model.OpsetImport.FirstOrDefault(set => set.Domain is "" or OwnDomain)?.Version ?? 1;
        return opset is >= FirstOpset and <= LastOpset
            ? (int)opset
            : throw OnnxProblems.Unsupported(path, $"its operators are of opset {opset}; {FirstOpset} to {LastOpset} are read");
    }

    private static long?[] ShapeOf(ValueInfoProto images, string path)
    {
        TypeProto.Types.Tensor? type = images.Type?.TensorType;
        long?[] shape =
        [
            .. (type?.Shape?.Dim ?? []).Select(d => d.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue && d.DimValue > 0 ? d.DimValue : (long?)null),
        ];
        if (type is null || (DataType)type.ElemType != DataType.Float || shape is not [_, 3 or null, _, _])
        {
            string says = type is null ? "nothing known" : $"{(DataType)type.ElemType} [{string.Join(',', shape.Select(size => size?.ToString() ?? "?"))}]".ToLowerInvariant();
            throw OnnxProblems.Misfit(path, $"its input '{OnnxProblems.Shown(images.Name)}' is {says}; float [N,3,H,W] is read");
        }

        return shape;
    }
}
