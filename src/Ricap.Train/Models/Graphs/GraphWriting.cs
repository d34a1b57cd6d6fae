using Ricap.Train.Onnx.Reading;
using Ricap.Train.Onnx.Schema;
using Ricap.Train.Onnx.Writing;
using TorchSharp.Modules;
using static Ricap.Train.Onnx.Writing.OnnxTensors;

namespace Ricap.Train.Models.Graphs;

/// <summary>
/// Writes a graph that was read, with the weights of now, in the forms that its operators have in the edition that is written: what older ones
/// had as attributes are inputs there.
/// </summary>
internal sealed class GraphWriting(OnnxWriter writer, GraphContext context, IReadOnlyDictionary<string, GraphConstant> constants)
{
    /// <summary>The edition that has <c>Gelu</c>, and the one in which more attributes became inputs.</summary>
    private const int GeluOpset = 20, AxesOpset = 18;

    private static readonly string[] OfWindows = ["auto_pad", "ceil_mode", "count_include_pad", "kernel_shape", "pads", "strides"];
    private static readonly string[] Obsolete = ["consumed_inputs", "is_test", "allowzero"];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Adds the nodes.</summary>
    /// <param name="steps">The nodes in the order they run.</param>
    /// <param name="input">The graph's name for its images.</param>
    /// <param name="images">The writer's name for them.</param>
    /// <param name="output">The graph's name for what it computes.</param>
    /// <returns>The writer's name for that.</returns>
    public string Write(IReadOnlyList<GraphStep> steps, string input, string images, string output)
    {
        _names[input] = images;
        if (steps.Any(step => step.Node.Operator == "Gelu"))
        {
            writer.Opset = GeluOpset;
        }

        var done = new HashSet<OnnxNode>(ReferenceEqualityComparer.Instance); // a node of several outputs has as many steps
        foreach (GraphStep step in steps.Where(step => done.Add(step.Node)))
        {
            string[] outputs = step.Node.Operator == "Split" ? Split(step.Node) : [One(step)];
            foreach ((string name, string written) in step.Node.Outputs.Zip(outputs))
            {
                _names[name] = written;
            }
        }

        return _names[output];
    }

    private string One(GraphStep step)
    {
        OnnxNode node = step.Node;
        return (node.Operator, step.Operation.Layer) switch
        {
            ("Dropout" or "Identity", _) => In(node, 0),
            ("Conv", Convolution conv) => Conv(node, conv),
            ("MatMul", Linear linear) => writer.Add("MatMul", [In(node, 0), writer.Add("Transpose", [writer.Weight(linear, "weight", linear.weight!)], [])], []),
            (_, { } layer) => writer.Module(layer, new OnnxValue(In(node, 0), 1, 1)).Name,
            ("MaxPool" or "AveragePool", _) when step.Operation.IsGlobal() => writer.Add("Global" + node.Operator, [In(node, 0)], []),
            ("MaxPool", _) => writer.Add(node.Operator, [In(node, 0)], Kept(node, [.. OfWindows, "dilations"])),
            ("AveragePool", _) => writer.Add(node.Operator, [In(node, 0)], Kept(node, OfWindows)),
            ("Clip", _) => writer.Add(node.Operator, [In(node, 0), Number(node, "min", 1), Number(node, "max", 2)], []),
            ("Pad", _) => writer.Add(
                node.Operator, [In(node, 0), Numbers(node, "pads", 1), Number(node, "value", 2)], Kept(node, ["mode"])),
            ("Squeeze" or "Unsqueeze", _) => writer.Add(node.Operator, Trimmed(In(node, 0), Numbers(node, "axes", 1)), []),
            ("Slice", _) => writer.Add(
                node.Operator, Trimmed(In(node, 0), Numbers(node, "starts", 1), Numbers(node, "ends", 2), Numbers(node, "axes", 3), Numbers(node, "steps", 4)), []),
            ("ReduceMean", _) => ReduceMean(node),
            ("Reshape", _) => Reshape(node),
            ("Softmax" or "LogSoftmax", _) when context.Opset < 13 => OldSoftmax(node),
            ("Cast", _) => writer.Add(node.Operator, [In(node, 0)], [Int("to", node.Integer("to", 1) is 6 ? 7 : node.Integer("to", 1))]), // all whole numbers are of 64 bits
            _ => writer.Add(
                node.Operator, [.. node.Inputs.Select(Of)], [.. node.Attributes.Values.Where(attribute => !Obsolete.Contains(attribute.Name)).Select(attribute => attribute.Clone())]),
        };
    }

    private string Conv(OnnxNode node, Convolution conv) => writer.Add(
        node.Operator,
        [In(node, 0), writer.Weight(conv, "weight", conv.weight), .. conv.bias is { } bias ? (string[])[writer.Weight(conv, "bias", bias)] : []],
        Kept(node, [.. OfWindows, "dilations", "group"]));

    private string ReduceMean(OnnxNode node)
    {
        long[] axes = context.Integers(node, "axes", 1) ?? [];
        if (axes.Length == 0 && node.Integer("noop_with_empty_axes", 0) != 0)
        {
            return In(node, 0);
        }

        AttributeProto keep = Int("keepdims", node.Integer("keepdims", 1));
        return writer.Opset >= AxesOpset
            ? writer.Add(node.Operator, Trimmed(In(node, 0), Numbers(node, "axes", 1)), [keep])
            : writer.Add(node.Operator, [In(node, 0)], axes.Length == 0 ? [keep] : [keep, Ints("axes", axes)]);
    }

    /// <summary>A shape for batches of one image means any number of them.</summary>
    private string Reshape(OnnxNode node)
    {
        bool isOfOne = context.HasBatchOfOne && context.Find(node.Input(1))?.Integers is [1, ..];
        string shape = isOfOne
            ? writer.Constant($"batch:{node.Input(1)}", (long[])[0, .. context.Find(node.Input(1))!.Integers![1..]], context.Find(node.Input(1))!.Shape)
            : In(node, 1);
        return writer.Add(node.Operator, [In(node, 0), shape], isOfOne ? [] : Kept(node, ["allowzero"]));
    }

    /// <summary>Over all dimensions from the axis on at once.</summary>
    private string OldSoftmax(OnnxNode node)
    {
        string x = In(node, 0);
        string rows = writer.Add("Flatten", [x], [Int("axis", node.Integer("axis", 1))]);
        return writer.Add("Reshape", [writer.Add(node.Operator, [rows], [Int("axis", 1)]), writer.Add("Shape", [x], [])], []);
    }

    private string[] Split(OnnxNode node)
    {
        string sizes = Numbers(node, "split", 1);
        AttributeProto[] parts = writer.Opset >= AxesOpset && sizes.Length == 0 ? [Int("num_outputs", node.Outputs.Length)] : [];
        return writer.Add(node.Operator, Trimmed(In(node, 0), sizes), [Int("axis", node.Integer("axis", 0)), .. parts], node.Outputs.Length);
    }

    /// <summary>Whole numbers as an input, whatever they are in the file; "" for none.</summary>
    private string Numbers(OnnxNode node, string attribute, int input) => context.Integers(node, attribute, input) is { } numbers
        ? writer.Constant($"{attribute}:{node.Outputs[0]}", numbers, numbers.Length)
        : "";

    private string Number(OnnxNode node, string attribute, int input) => context.Real(node, attribute, input) is { } number
        ? writer.Constant($"{attribute}:{node.Outputs[0]}", (float[])[(float)number])
        : "";

    private static string[] Trimmed(params string[] inputs) => inputs[..(Array.FindLastIndex(inputs, input => input.Length > 0) + 1)];

    private static AttributeProto[] Kept(OnnxNode node, string[] names) =>
        [.. node.Attributes.Values.Where(attribute => names.Contains(attribute.Name)).Select(attribute => attribute.Clone())];

    private string In(OnnxNode node, int index) => Of(GraphOperators.Required(node, index));

    private string Of(string name)
    {
        if (name.Length == 0)
        {
            return "";
        }

        if (_names.TryGetValue(name, out string? known))
        {
            return known;
        }

        if (constants.TryGetValue(name, out GraphConstant? constant))
        {
            return _names[name] = writer.Weight(constant, "value", constant.Value);
        }

        OnnxTensor tensor = context.Find(name)!;
        return _names[name] = tensor.Integers is { } integers
            ? writer.Constant($"constant:{name}", integers, tensor.Shape)
            : writer.Constant($"constant:{name}", tensor.Floats!, tensor.Shape);
    }
}
