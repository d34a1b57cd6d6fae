using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Ricap.Sources;
using Ricap.Train.Classifying;
using Ricap.Train.Models;
using Ricap.Train.Onnx.Schema;
using Ricap.Train.Tests.Checkpoints;
using static Ricap.Train.Onnx.Writing.OnnxTensors;

namespace Ricap.Train.Tests.Onnx;

/// <summary>Networks that were read from ONNX files, written again: with weights of now, for any number of images.</summary>
public sealed class GraphExportTests : IDisposable
{
    private static readonly FitOptions Fit = new(32, 32);

    private readonly Scratch _scratch = new();
    private readonly Random _random = new(3);

    public void Dispose() => _scratch.Dispose();

    [TorchTheory]
    [InlineData("small", OnnxInput.Float)]
    [InlineData("wrn-10-1", OnnxInput.Float)]
    public void What_was_written_is_read_and_written_again(string name, OnnxInput input)
    {
        using ImageModel first = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 10 });
        Formula.Fill(first);
        first.eval();
        File.WriteAllBytes(_scratch["first.onnx"], OnnxExport.Of(first, Sample.State(), Fit, new OnnxOptions { Input = input }).ToByteArray());
        Check(classes: 10, otherSizes: true);
    }

    [TorchFact]
    public void The_pretrained_network_is_written_as_well() => Check(classes: 10, otherSizes: true, ImageNetResNet18.Name);

    /// <summary>Of 2018: bounds, margins and axes are attributes, and the shape is of one image.</summary>
    [TorchFact]
    public void Old_forms_are_written_as_new_ones()
    {
        GraphProto graph = Graph(
            Node("Pad", ["x"], "padded", Ints("pads", 0, 0, 1, 1, 0, 0, 1, 1)),
            Node("Conv", ["padded", "w1"], "c1", Ints("kernel_shape", 3, 3)),
            Node("BatchNormalization", ["c1", "s", "b", "m", "v"], "n1", Float("epsilon", 0.001), Int("spatial", 1)),
            Node("Clip", ["n1"], "r1", Float("min", 0), Float("max", 6)),
            Node("MaxPool", ["r1"], "p1", Ints("kernel_shape", 2, 2), Ints("strides", 2, 2)),
            Node("Conv", ["p1", "w2"], "c2", Ints("kernel_shape", 1, 1)),
            Node("Mul", ["c2", "k"], "scaled"),
            Node("Add", ["scaled", "p1"], "sum"),
            Node("AveragePool", ["sum"], "pool", Ints("kernel_shape", 16, 16)),
            Node("Reshape", ["pool", "one"], "flat"),
            Node("Softmax", ["flat"], "soft"),
            Node("Unsqueeze", ["soft"], "up", Ints("axes", 2)),
            Node("Squeeze", ["up"], "down", Ints("axes", 2)),
            Node("Dropout", ["down"], "dropped", Float("ratio", 0.5)),
            Node("MatMul", ["dropped", "w3"], "product"),
            Node("Add", ["product", "b3"], "y"));
        graph.Initializer.AddRange(
            [
                Weights("w1", 8, 3, 3, 3), Weights("s", 8), Weights("b", 8), Weights("m", 8), Of("v", [.. Enumerable.Range(1, 8).Select(i => i / 4f)], [8]),
                Weights("w2", 8, 8, 1, 1), Weights("k", 1, 8, 1, 1), Of("one", (long[])[1, 8], [2]), Weights("w3", 8, 5), Weights("b3", 5),
            ]);
        Write(graph, opset: 9);
        ModelProto again = Check(classes: 5, otherSizes: true);
        Assert.Equal(17, again.OpsetImport.Single().Version);
        Assert.Contains("GlobalAveragePool", again.Graph.Node.Select(node => node.OpType));
    }

    [TorchFact]
    public void Operators_of_later_editions_raise_the_edition()
    {
        GraphProto graph = Graph(
            Node("Conv", ["x", "w1"], "c1", Ints("kernel_shape", 3, 3), Ints("strides", 2, 2), Ints("pads", 0, 1, 1, 0)),
            Node("Gelu", ["c1"], "g1"),
            Node("Split", ["g1", "parts"], "left,right", Int("axis", 1)),
            Node("HardSwish", ["left"], "h1"),
            Node("Slice", ["right", "from", "to", "along"], "cut"),
            Node("Concat", ["h1", "cut"], "joined", Int("axis", 1)),
            Node("Shape", ["joined"], "shape"),
            Node("Gather", ["shape", "zero"], "n", Int("axis", 0)),
            Node("Unsqueeze", ["n", "first"], "n1"),
            Node("Concat", ["n1", "rest"], "wanted", Int("axis", 0)),
            Node("ReduceMean", ["joined", "spatial"], "mean", Int("keepdims", 1)),
            Node("Reshape", ["mean", "wanted"], "flat"),
            Node("Gemm", ["flat", "w3", "b3"], "y", Int("transB", 1)));
        graph.Initializer.AddRange(
            [
                Weights("w1", 8, 3, 3, 3), Of("parts", (long[])[5, 3], [2]), Of("from", (long[])[1], [1]), Of("to", (long[])[3], [1]), Of("along", (long[])[1], [1]),
                Of("zero", (long[])[0], []), Of("first", (long[])[0], [1]), Of("rest", (long[])[7], [1]), Of("spatial", (long[])[2, 3], [2]),
                Weights("w3", 5, 7), Weights("b3", 5),
            ]);
        Write(graph, opset: 20);
        Assert.Equal(20, Check(classes: 5, otherSizes: true).OpsetImport.Single().Version);
    }

    /// <summary>A layer over all pixels asks for images of one size, which the file then says.</summary>
    [TorchFact]
    public void A_network_of_one_size_says_so()
    {
        GraphProto graph = Graph(
            Node("MaxPool", ["x"], "p1", Ints("kernel_shape", 8, 8), Ints("strides", 8, 8)),
            Node("Flatten", ["p1"], "flat"),
            Node("Gemm", ["flat", "w1", "b1"], "g1", Int("transB", 1)),
            Node("Relu", ["g1"], "r1"),
            Node("Gemm", ["r1", "w2", "b2"], "y", Int("transB", 1)));
        graph.Initializer.AddRange([Weights("w1", 6, 48), Weights("b1", 6), Weights("w2", 5, 6), Weights("b2", 5)]);
        Write(graph, opset: 13);
        ModelProto again = Check(classes: 5, otherSizes: false);
        Assert.Equal([0, 32, 32, 3], again.Graph.Input[0].Type.TensorType.Shape.Dim.Select(d => d.DimValue));
    }

    /// <summary>Reads the file, and holds what is written of it to what it computes.</summary>
    private ModelProto Check(int classes, bool otherSizes, string? name = null)
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name ?? $"onnx:{_scratch["first.onnx"]}", Classes = classes, Seed = 5 });
        model.eval();
        ModelProto? proto = null;
        foreach (bool fold in (bool[])[true, false])
        {
            proto = OnnxExport.Of(model, Sample.State() with { Classes = [.. Sample.State().Classes.Take(classes)] }, Fit, new OnnxOptions { FoldBatchNorm = fold });
            using var session = new InferenceSession(proto.ToByteArray());
            Parity.Assert(model, session, OnnxInput.Uint8, $"folded {fold}", count: 1, 32, 32);
            Parity.Assert(model, session, OnnxInput.Uint8, $"folded {fold}", count: 3, 32, 32);
            if (otherSizes)
            {
                Parity.Assert(model, session, OnnxInput.Uint8, $"folded {fold}, another size", count: 2, height: 96, width: 64);
            }
        }

        return proto!;
    }

    private void Write(GraphProto graph, int opset) => File.WriteAllBytes(
        _scratch["first.onnx"],
        new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = opset } } }.ToByteArray());

    private static GraphProto Graph(params NodeProto[] nodes)
    {
        var shape = new TensorShapeProto();
        foreach (long size in (long[])[1, 3, 32, 32])
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        }

        var graph = new GraphProto { Name = "test" };
        graph.Node.AddRange(nodes);
        graph.Input.Add(new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } } });
        graph.Output.Add(new ValueInfoProto { Name = "y" });
        return graph;
    }

    private static NodeProto Node(string type, string[] inputs, string outputs, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = $"{type}_{outputs}" };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs.Split(','));
        node.Attribute.AddRange(attributes);
        return node;
    }

    private TensorProto Weights(string name, params long[] shape)
    {
        float[] values = [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)((2 * _random.NextDouble()) - 1))];
        return Of(name, values, shape);
    }
}
