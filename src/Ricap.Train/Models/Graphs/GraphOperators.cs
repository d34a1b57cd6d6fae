using Ricap.Train.Onnx.Reading;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;

namespace Ricap.Train.Models.Graphs;

/// <summary>The operators that are read.</summary>
internal static class GraphOperators
{
    private static readonly Dictionary<string, Func<GraphContext, OnnxNode, GraphOperation>> Makers = new(StringComparer.Ordinal)
    {
        ["Conv"] = LayerOperators.Conv,
        ["BatchNormalization"] = LayerOperators.BatchNormalization,
        ["Gemm"] = LayerOperators.Gemm,
        ["MatMul"] = LayerOperators.MatMul,
        ["PRelu"] = LayerOperators.PRelu,
        ["Dropout"] = LayerOperators.Dropout,
        ["MaxPool"] = PoolOperators.Max,
        ["AveragePool"] = PoolOperators.Average,
        ["GlobalAveragePool"] = (_, node) => Unary(node, x => x.mean(SpatialOf(x), keepdim: true)),
        ["GlobalMaxPool"] = (_, node) => Unary(node, x => x.amax(SpatialOf(x), keepdim: true)),
        ["Relu"] = ActivationOperators.Relu,
        ["LeakyRelu"] = (_, node) => Unary(node, x => F.leaky_relu(x, node.Real("alpha", 0.01f))),
        ["Elu"] = (_, node) => Unary(node, x => F.elu(x, node.Real("alpha", 1))),
        ["Selu"] = ActivationOperators.Selu,
        ["Sigmoid"] = (_, node) => Unary(node, x => x.sigmoid()),
        ["HardSigmoid"] = ActivationOperators.HardSigmoid,
        ["HardSwish"] = (_, node) => Unary(node, x => F.hardswish(x)),
        ["Tanh"] = (_, node) => Unary(node, x => x.tanh()),
        ["Softplus"] = (_, node) => Unary(node, x => F.softplus(x)),
        ["Gelu"] = ActivationOperators.Gelu,
        ["Erf"] = (_, node) => Unary(node, x => x.erf()),
        ["Exp"] = (_, node) => Unary(node, x => x.exp()),
        ["Sqrt"] = (_, node) => Unary(node, x => x.sqrt()),
        ["Clip"] = ActivationOperators.Clip,
        ["Softmax"] = ActivationOperators.Softmax,
        ["LogSoftmax"] = ActivationOperators.LogSoftmax,
        ["Add"] = ArithmeticOperators.Add,
        ["Sub"] = ArithmeticOperators.Sub,
        ["Mul"] = ArithmeticOperators.Mul,
        ["Div"] = ArithmeticOperators.Div,
        ["Pow"] = ArithmeticOperators.Pow,
        ["ReduceMean"] = ArithmeticOperators.ReduceMean,
        ["Concat"] = ShapeOperators.Concat,
        ["Flatten"] = ShapeOperators.Flatten,
        ["Reshape"] = ShapeOperators.Reshape,
        ["Transpose"] = ShapeOperators.Transpose,
        ["Squeeze"] = ShapeOperators.Squeeze,
        ["Unsqueeze"] = ShapeOperators.Unsqueeze,
        ["Pad"] = ShapeOperators.Pad,
        ["Shape"] = ShapeOperators.Shape,
        ["Gather"] = ShapeOperators.Gather,
        ["Slice"] = ShapeOperators.Slice,
        ["Cast"] = ShapeOperators.Cast,
        ["Identity"] = (_, node) => new GraphOperation(values => values[0].IsIntegers ? values[0] : GraphValue.Of(values[0].Tensor.alias()), Required(node, 0)),
    };

    /// <summary>Makes a node ready: an operation for each of its outputs that is computed.</summary>
    /// <exception cref="RicapException">The operator, or what it is asked for, is not read.</exception>
    public static IEnumerable<(GraphOperation Operation, string Output)> Make(GraphContext context, OnnxNode node)
    {
        if (node.Operator == "Split")
        {
            return ShapeOperators.Split(context, node);
        }

        return Makers.TryGetValue(node.Operator, out Func<GraphContext, OnnxNode, GraphOperation>? make)
            ? [(make(context, node), node.Outputs[0])]
            : throw node.Unsupported($"is of an operator that is not read; those that are: {string.Join(", ", Makers.Keys.Append("Constant").Append("Split").Order(StringComparer.Ordinal))}");
    }

    /// <summary>A function of one tensor.</summary>
    public static GraphOperation Unary(OnnxNode node, Func<torch.Tensor, torch.Tensor> compute) =>
        new(values => GraphValue.Of(compute(values[0].Tensor)), Required(node, 0));

    /// <summary>The name of an input that has to be there.</summary>
    public static string Required(OnnxNode node, int index) => node.Input(index) ?? throw node.Unsupported($"lacks input {index}");

    /// <summary>The dimensions of a tensor, from one on.</summary>
    public static long[] Dimensions(torch.Tensor x, int first = 0) => [.. Enumerable.Range(first, Math.Max(0, (int)x.dim() - first)).Select(d => (long)d)];

    /// <summary>An axis, which may be counted from the end, counted from the start.</summary>
    public static long Axis(long axis, torch.Tensor x) => axis < 0 ? axis + x.dim() : axis;

    private static long[] SpatialOf(torch.Tensor x) => Dimensions(x, 2);
}
