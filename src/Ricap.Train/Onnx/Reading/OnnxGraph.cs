using Google.Protobuf;
using Ricap.Train.Onnx.Schema;

namespace Ricap.Train.Onnx.Reading;

/// <summary>A network as a file describes it: the operations that its first output needs, in the order they are computed in.</summary>
/// <param name="Place">The file, for messages.</param>
/// <param name="Opset">The edition of the operators.</param>
/// <param name="Input">The name of the images.</param>
/// <param name="InputShape">N, C, H, W as the file fixes them; null for a size that is left open.</param>
/// <param name="Output">The name of the result.</param>
/// <param name="Nodes">The operations.</param>
/// <param name="Constants">The tensors that are in the file, by name.</param>
internal sealed record OnnxGraph(
    string Place,
    int Opset,
    string Input,
    IReadOnlyList<long?> InputShape,
    string Output,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyDictionary<string, OnnxTensor> Constants)
{
    /// <summary>Constants of more values than this are left out of <see cref="Structure"/>; shapes and bounds, which decide what is computed, have fewer.</summary>
    private const int MostKept = 64;

    /// <summary>The graph with other names for constants.</summary>
    public OnnxGraph Renamed(IReadOnlyDictionary<string, string> names)
    {
        string Of(string name) => names.GetValueOrDefault(name, name);
        return this with
        {
            Nodes = [.. Nodes.Select(node => node with { Inputs = [.. node.Inputs.Select(Of)] })],
            Constants = Constants.Values.Select(tensor => tensor with { Name = Of(tensor.Name) }).ToDictionary(t => t.Name, StringComparer.Ordinal),
        };
    }

    /// <summary>The graph as a small ONNX file without its weights, which whoever keeps this keeps under the names of the module's state.</summary>
    public byte[] Structure()
    {
        var graph = new GraphProto { Name = "structure" };
        graph.Node.AddRange(Nodes.Select(ToProto));
        graph.Initializer.AddRange(Constants.Values.OrderBy(t => t.Name, StringComparer.Ordinal).Select(ToProto));
        graph.Input.Add(InfoOf(Input, InputShape));
        graph.Output.Add(new ValueInfoProto { Name = Output });
        return new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = Opset } } }.ToByteArray();
    }

    private static NodeProto ToProto(OnnxNode node)
    {
        var proto = new NodeProto { Name = node.Name, OpType = node.Operator };
        proto.Input.AddRange(node.Inputs);
        proto.Output.AddRange(node.Outputs);
        proto.Attribute.AddRange(node.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => a.Value));
        return proto;
    }

    private static TensorProto ToProto(OnnxTensor tensor)
    {
        var type = tensor.Floats is null ? TensorProto.Types.DataType.Int64 : TensorProto.Types.DataType.Float;
        var proto = new TensorProto { Name = tensor.Name, DataType = (int)type };
        proto.Dims.AddRange(tensor.Shape);
        proto.Int64Data.AddRange(tensor.Integers ?? []);
        proto.FloatData.AddRange(tensor.Count <= MostKept ? tensor.Floats ?? [] : []);
        return proto;
    }

    private static ValueInfoProto InfoOf(string name, IReadOnlyList<long?> sizes)
    {
        var shape = new TensorShapeProto();
        foreach (long? size in sizes)
        {
            var dimension = new TensorShapeProto.Types.Dimension();
            if (size is { } fixedSize)
            {
                dimension.DimValue = fixedSize;
            }

            shape.Dim.Add(dimension);
        }

        var type = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }
}
