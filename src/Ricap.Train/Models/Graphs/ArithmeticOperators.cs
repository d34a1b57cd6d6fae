using Ricap.Train.Onnx.Reading;
using Ricap.Train.Runtime;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>Functions of two values that are broadcast to one shape, and means.</summary>
internal static class ArithmeticOperators
{
    public static GraphOperation Add(GraphContext context, OnnxNode node) => Binary(node, (a, b) => a.add(b, Numbers.One), (a, b) => a + b);

    public static GraphOperation Sub(GraphContext context, OnnxNode node) => Binary(node, (a, b) => a.sub(b), (a, b) => a - b);

    public static GraphOperation Mul(GraphContext context, OnnxNode node) => Binary(node, (a, b) => a.mul(b), (a, b) => a * b);

    public static GraphOperation Div(GraphContext context, OnnxNode node) =>
        Binary(node, (a, b) => a.div(b), (a, b) => b != 0 ? a / b : throw new InvalidOperationException("divides by 0"));

    public static GraphOperation Pow(GraphContext context, OnnxNode node) => Binary(node, (a, b) => a.pow(b), (a, b) => (long)Math.Pow(a, b));

    public static GraphOperation ReduceMean(GraphContext context, OnnxNode node)
    {
        long[] axes = context.Integers(node, "axes", 1) ?? [];
        bool keep = node.Integer("keepdims", 1) != 0;
        bool nothing = axes.Length == 0 && node.Integer("noop_with_empty_axes", 0) != 0;
        return GraphOperators.Unary(node, x => nothing ? x.alias() : x.mean(axes.Length > 0 ? axes : GraphOperators.Dimensions(x), keep));
    }

    /// <summary>Constants are float; in a network that computes in bfloat16 they follow the other side.</summary>
    private static GraphOperation Binary(OnnxNode node, Func<Tensor, Tensor, Tensor> compute, Func<long, long, long> whole)
    {
        string left = GraphOperators.Required(node, 0), right = GraphOperators.Required(node, 1);
        return new GraphOperation(
            values =>
            {
                if (values[0].IsIntegers && values[1].IsIntegers)
                {
                    return Whole(values[0], values[1], whole);
                }

                (Tensor a, Tensor b) = (values[0].Tensor, values[1].Tensor);
                if (a.dtype == b.dtype)
                {
                    return GraphValue.Of(compute(a, b));
                }

                using Tensor other = a.numel() < b.numel() ? a.to_type(b.dtype) : b.to_type(a.dtype);
                return GraphValue.Of(a.numel() < b.numel() ? compute(other, b) : compute(a, other));
            },
            left,
            right);
    }

    private static GraphValue Whole(GraphValue left, GraphValue right, Func<long, long, long> compute)
    {
        (long[] a, long[] b) = (left.Integers, right.Integers);
        int count = Math.Max(a.Length, b.Length);
        if ((a.Length != count && a.Length != 1) || (b.Length != count && b.Length != 1))
        {
            throw new InvalidOperationException($"{a.Length} and {b.Length} whole numbers do not go together");
        }

        return GraphValue.Of([.. Enumerable.Range(0, count).Select(i => compute(a[a.Length == 1 ? 0 : i], b[b.Length == 1 ? 0 : i]))], left.IsScalar && right.IsScalar);
    }
}
