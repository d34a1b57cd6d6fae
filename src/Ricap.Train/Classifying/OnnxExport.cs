using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Sources;
using Ricap.Train.Checkpoints;
using Ricap.Train.Models.Weights;
using Ricap.Train.Onnx.Schema;
using Ricap.Train.Onnx.Writing;
using TorchSharp;
using Element = Ricap.Train.Onnx.Schema.TensorProto.Types.DataType;

namespace Ricap.Train.Classifying;

/// <summary>A trained model as one ONNX file: pixels to logits.</summary>
internal static class OnnxExport
{
    /// <summary>The edition of the format, that of 2022, which goes with opset 17; a later opset asks for the next.</summary>
    private const int Format = 8, LaterFormat = 9;

    /// <summary>A protocol buffer ends there, and some room is left for all but the weights.</summary>
    private const long MostBytes = int.MaxValue - (16L << 20);

    private const string Images = "images", Logits = "logits", Probabilities = "probabilities";

    /// <summary>Writes a model; a file that is there is replaced.</summary>
    /// <exception cref="RicapException">A module cannot be written (<see cref="ProblemCodes.NotOnnx"/>), the model is too large for the format
    /// (<see cref="ProblemCodes.OnnxTooLarge"/>), or the file cannot be written.</exception>
    public static void Write(string path, torch.nn.Module model, CheckpointState state, FitOptions fit, OnnxOptions options)
    {
        long bytes = model.state_dict().Values.Sum(tensor => tensor.numel() * sizeof(float));
        if (bytes > MostBytes)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.OnnxTooLarge, path, string.Create(CultureInfo.InvariantCulture, $"the model has {bytes:N0} bytes of weights; an ONNX file holds 2 GiB")));
        }

        ModelProto proto = Of(model, state, fit, options);
        WholeFile.Write(path, file => proto.WriteTo(file));
    }

    /// <summary>A model in ONNX.</summary>
    public static ModelProto Of(torch.nn.Module model, CheckpointState state, FitOptions fit, OnnxOptions options)
    {
        var graph = new GraphProto { Name = model.GetName() };
        var writer = new OnnxWriter(graph, model);
        OnnxValue logits = writer.Module(model, Pixels(writer, state, fit, options.Input));
        Rename(graph, logits.Name, Logits);
        string[] outputs = [Logits];
        if (options.Probabilities)
        {
            outputs = [Logits, writer.Add("Softmax", [Logits], [OnnxTensors.Int("axis", 1)], Probabilities)];
        }

        (string? height, string? width) = writer.IsOfOneSize ? ((string?)null, (string?)null) : ("height", "width");
        graph.Input.Add(options.Input == OnnxInput.Uint8
            ? Value(Images, Element.Uint8, ("batch", 0), (height, fit.Height), (width, fit.Width), (null, 3))
            : Value(Images, Element.Float, ("batch", 0), (null, 3), (height, fit.Height), (width, fit.Width)));
        graph.Output.AddRange(outputs.Select(output => Value(output, Element.Float, ("batch", 0), (null, state.Classes.Count))));
        if (options.FoldBatchNorm)
        {
            BatchNormFolding.Apply(graph);
        }

        var proto = new ModelProto
        {
            IrVersion = writer.Opset > 18 ? LaterFormat : Format,
            ProducerName = "ricap-train",
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3),
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = writer.Opset } },
        };
        proto.MetadataProps.AddRange(Metadata(model, state, fit, options).Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        return proto;
    }

    /// <summary>Pixels as the model takes them: first a product, then a sum, the rounding of a training.</summary>
    private static OnnxValue Pixels(OnnxWriter writer, CheckpointState state, FitOptions fit, OnnxInput input)
    {
        bool isBytes = input == OnnxInput.Uint8;
        double most = isBytes ? byte.MaxValue : 1;
        long[] shape = isBytes ? [3] : [3, 1, 1]; // along the last axis, or the one before height and width
        string scale = writer.Constant("pixel_scale", [.. state.Deviation.Select(d => (float)(1 / (most * d)))], shape);
        string shift = writer.Constant("pixel_shift", [.. state.Mean.Zip(state.Deviation, (m, d) => (float)(-m / d))], shape);
        string floats = isBytes ? writer.Add("Cast", [Images], [OnnxTensors.Int("to", (long)Element.Float)]) : Images;
        string normal = writer.Add("Add", [writer.Add("Mul", [floats, scale], []), shift], []);
        return new(isBytes ? writer.Add("Transpose", [normal], [OnnxTensors.Ints("perm", 0, 3, 1, 2)]) : normal, fit.Height, fit.Width);
    }

    private static void Rename(GraphProto graph, string from, string to)
    {
        foreach (NodeProto node in graph.Node)
        {
            foreach (RepeatedField<string> names in (RepeatedField<string>[])[node.Input, node.Output])
            {
                for (int i = 0; i < names.Count; i++)
                {
                    names[i] = names[i] == from ? to : names[i];
                }
            }
        }
    }

    private static ValueInfoProto Value(string name, Element type, params ReadOnlySpan<(string? Name, long Size)> sizes)
    {
        var shape = new TensorShapeProto();
        foreach ((string? symbol, long size) in sizes)
        {
            shape.Dim.Add(symbol is null ? new TensorShapeProto.Types.Dimension { DimValue = size } : new TensorShapeProto.Types.Dimension { DimParam = symbol });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } },
        };
    }

    /// <summary>All that a program has to know to use it, and what it was trained from.</summary>
    private static SortedDictionary<string, string> Metadata(torch.nn.Module model, CheckpointState state, FitOptions fit, OnnxOptions options) => new(StringComparer.Ordinal)
    {
        ["model"] = model.GetName(),
        ["classes"] = JsonSerializer.Serialize(state.Classes, WeightsJson.Line.IReadOnlyListString),
        ["size"] = string.Create(CultureInfo.InvariantCulture, $"{fit.Width}x{fit.Height}"),
        ["fit"] = OptionTable.Spell(fit.Fit),
        ["background"] = fit.Background.ToString(),
        ["input"] = options.Input == OnnxInput.Uint8 ? "uint8 [N,H,W,3], RGB" : "float [N,3,H,W], RGB, 0..1",
        ["mean"] = JsonSerializer.Serialize(state.Mean, WeightsJson.Line.IReadOnlyListDouble),
        ["std"] = JsonSerializer.Serialize(state.Deviation, WeightsJson.Line.IReadOnlyListDouble),
        ["epoch"] = state.Epoch.ToString(CultureInfo.InvariantCulture),
        ["dataset"] = state.Dataset,
        ["options"] = JsonSerializer.Serialize(
            state.Options.OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(), WeightsJson.Line.DictionaryStringString),
    };
}
