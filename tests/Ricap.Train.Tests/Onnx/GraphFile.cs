using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Ricap.Train.Models;
using Ricap.Train.Models.Graphs;
using Ricap.Train.Onnx.Reading;
using Ricap.Train.Onnx.Schema;
using static TorchSharp.torch;
using DataType = Ricap.Train.Onnx.Schema.TensorProto.Types.DataType;

namespace Ricap.Train.Tests.Onnx;

/// <summary>An ONNX file that a test writes, node by node, from images <c>x</c> to <c>y</c>; and what ONNX Runtime and our module make of it.</summary>
internal sealed class GraphFile : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly GraphProto _graph = new() { Name = "test" };
    private readonly int _opset;

    /// <param name="opset">The edition of its operators.</param>
    /// <param name="sizes">N, C, H, W of its images; 0 leaves one open.</param>
    public GraphFile(int opset = 17, params long[] sizes)
    {
        _opset = opset;
        _graph.Input.Add(Info("x", sizes.Length > 0 ? sizes : [0, 3, 0, 0]));
        _graph.Output.Add(Info("y"));
    }

    /// <summary>The whole file as messages, for tests that break it.</summary>
    public ModelProto Model => new() { IrVersion = 8, Graph = _graph, OpsetImport = { new OperatorSetIdProto { Version = _opset } } };

    public string Path => _scratch["net.onnx"];

    /// <summary>Adds a node; inputs and outputs are names with blanks between them, "_" for one that is left out.</summary>
    public GraphFile Node(string op, string inputs, string outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"{op.ToLowerInvariant()}{_graph.Node.Count}" };
        node.Input.AddRange(inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => name == "_" ? "" : name));
        node.Output.AddRange(outputs.Split(' '));
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        _graph.Node.Add(node);
        return this;
    }

    /// <summary>Adds weights, in -0.5..0.5 around an offset.</summary>
    public GraphFile Floats(string name, long[] shape, float offset = 0)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)DataType.Float };
        tensor.Dims.AddRange(shape);
        float[] values = [.. Formula.Numbers(name, shape.Aggregate(1L, (a, b) => a * b)).Select(v => v + offset)];
        tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
        _graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>Adds one number without dimensions.</summary>
    public GraphFile Number(string name, float value)
    {
        _graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)DataType.Float, FloatData = { value } });
        return this;
    }

    /// <summary>Adds a list of whole numbers.</summary>
    public GraphFile Integers(string name, params long[] values)
    {
        _graph.Initializer.Add(new TensorProto { Name = name, DataType = (int)DataType.Int64, Dims = { values.Length }, Int64Data = { values } });
        return this;
    }

    public string Write()
    {
        File.WriteAllBytes(Path, Model.ToByteArray());
        return Path;
    }

    /// <summary>Asserts that both make the same of images, to 1e-4.</summary>
    public void AssertParity(int images, int height, int width)
    {
        Write();
        AssertParity(Path, images, height, width, value => value, layersFromFile: OnnxFile.Read(Path));
    }

    /// <summary>Asserts that a graph's module and ONNX Runtime make the same of images that differ by an order of channels.</summary>
    /// <param name="path">The file for ONNX Runtime.</param>
    /// <param name="images">How many; ONNX Runtime gets them one by one where there are more than its file takes.</param>
    /// <param name="height">Their height.</param>
    /// <param name="width">Their width.</param>
    /// <param name="turn">What ONNX Runtime is given, made of what the module is given.</param>
    /// <param name="layersFromFile">What the module is made of.</param>
    public static void AssertParity(string path, int images, int height, int width, Func<Tensor, Tensor> turn, OnnxGraph layersFromFile)
    {
        using var scope = NewDisposeScope();
        using var root = new GraphScope();
        var program = new GraphProgram(layersFromFile, layersFromFile.Output, GraphNet.OwnLayers, new GraphModules(root));
        root.eval();
        using IDisposable quiet = no_grad();
        Tensor x = Formula.Input(images, height, width).permute(0, 3, 1, 2); // as batches lie
        Tensor ours = program.Run(x);

        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(path, options);
        bool one = session.InputMetadata.Single().Value.Dimensions[0] == 1;
        long[] shape = [one ? 1 : images, 3, height, width];
        var theirs = new List<float>();
        foreach (Tensor part in one ? turn(x).split(1) : [turn(x)])
        {
            using OrtValue value = OrtValue.CreateTensorValueFromMemory(part.contiguous().data<float>().ToArray(), shape);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
                new RunOptions(), new Dictionary<string, OrtValue> { [session.InputMetadata.Single().Key] = value }, [session.OutputMetadata.First().Key]);
            if (!one)
            {
                Assert.Equal(outputs[0].GetTensorTypeAndShape().Shape, ours.shape);
            }

            theirs.AddRange(outputs[0].GetTensorDataAsSpan<float>());
        }

        float[] own = [.. ours.contiguous().data<float>()];
        Assert.Equal(theirs.Count, own.Length);
        double scale = Math.Max(1, theirs.Max(Math.Abs));
        for (int i = 0; i < own.Length; i++)
        {
            bool close = own[i] == theirs[i] || Math.Abs(own[i] - theirs[i]) <= 1e-4 * scale;
            Assert.True(close, $"value {i} is {own[i]}, and ONNX Runtime's {theirs[i]}");
        }
    }

    public void Dispose() => _scratch.Dispose();

    private static ValueInfoProto Info(string name, params long[] sizes)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float };
        if (sizes.Length > 0)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(sizes.Select((size, i) => size > 0
                ? new TensorShapeProto.Types.Dimension { DimValue = size }
                : new TensorShapeProto.Types.Dimension { DimParam = $"d{i}" }));
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int number:
                (attribute.I, attribute.Type) = (number, AttributeProto.Types.AttributeType.Int);
                break;
            case double number:
                (attribute.F, attribute.Type) = ((float)number, AttributeProto.Types.AttributeType.Float);
                break;
            case string text:
                (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(text), AttributeProto.Types.AttributeType.String);
                break;
            case float[] numbers:
                attribute.T = new TensorProto { DataType = (int)DataType.Float, Dims = { numbers.Length }, FloatData = { numbers } };
                attribute.Type = AttributeProto.Types.AttributeType.Tensor;
                break;
            default:
                attribute.Ints.AddRange(((int[])value).Select(i => (long)i));
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                break;
        }

        return attribute;
    }
}
