using Ricap.Train.Onnx.Reading;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>Functions of each value alone, but for the softmaxes.</summary>
internal static class ActivationOperators
{
    public static GraphOperation Relu(GraphContext context, OnnxNode node)
    {
        string input = GraphOperators.Required(node, 0);
        bool inPlace = context.Changeable.Contains(input);
        return new GraphOperation(
            values => GraphValue.Of(inPlace ? values[0].Release().relu_() : values[0].Tensor.relu()), input);
    }

    public static GraphOperation Selu(GraphContext context, OnnxNode node)
    {
        const double Alpha = 1.67326319217681884765625, Gamma = 1.05070102214813232421875;
        return Math.Abs(node.Real("alpha", Alpha) - Alpha) < 1e-5 && Math.Abs(node.Real("gamma", Gamma) - Gamma) < 1e-5
            ? GraphOperators.Unary(node, x => F.selu(x))
            : throw node.Unsupported("has an alpha or gamma of its own");
    }

    public static GraphOperation HardSigmoid(GraphContext context, OnnxNode node)
    {
        Scalar slope = node.Real("alpha", 0.2f).ToScalar(), offset = node.Real("beta", 0.5).ToScalar();
        Scalar zero = 0.0.ToScalar(), one = 1.0.ToScalar();
        return GraphOperators.Unary(node, x =>
        {
            using Tensor scaled = x.mul(slope);
            using Tensor moved = scaled.add(offset, Runtime.Numbers.One);
            return moved.clamp(zero, one);
        });
    }

    public static GraphOperation Gelu(GraphContext context, OnnxNode node) => node.Text("approximate", "none") switch
    {
        "none" => GraphOperators.Unary(node, x => F.gelu(x)),
        "tanh" => GraphOperators.Unary(node, x => F.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh)),
        string other => throw node.Unsupported($"is approximated by '{OnnxProblems.Shown(other)}'"),
    };

    public static GraphOperation Clip(GraphContext context, OnnxNode node)
    {
        double? least = context.Real(node, "min", 1), most = context.Real(node, "max", 2);
        Scalar? min = least?.ToScalar(), max = most?.ToScalar();
        return GraphOperators.Unary(node, x => min is null && max is null ? x.alias() : x.clamp(min, max));
    }

    public static GraphOperation Softmax(GraphContext context, OnnxNode node) => Over(context, node, (x, axis) => F.softmax(x, axis));

    public static GraphOperation LogSoftmax(GraphContext context, OnnxNode node) => Over(context, node, (x, axis) => F.log_softmax(x, axis));

    /// <summary>Before opset 13 a softmax is over all dimensions from its axis on at once.</summary>
    private static GraphOperation Over(GraphContext context, OnnxNode node, Func<Tensor, long, Tensor> compute)
    {
        long axis = node.Integer("axis", context.Opset < 13 ? 1 : -1);
        return GraphOperators.Unary(node, x =>
        {
            if (context.Opset >= 13)
            {
                return compute(x, axis);
            }

            using Tensor rows = x.flatten(GraphOperators.Axis(axis, x));
            using Tensor result = compute(rows, -1);
            return result.reshape(x.shape);
        });
    }
}
