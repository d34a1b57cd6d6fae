using Ricap.Train.Onnx.Reading;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>What moves values and changes none; most of it is for the whole numbers of shapes too.</summary>
internal static class ShapeOperators
{
    public static GraphOperation Concat(GraphContext context, OnnxNode node)
    {
        long axis = node.Integer("axis", 1);
        return new GraphOperation(
            values => values.All(value => value.IsIntegers)
                ? GraphValue.Of([.. values.SelectMany(value => value.Integers)])
                : GraphValue.Of(torch.cat([.. values.Select(value => value.Tensor)], axis)),
            [.. node.Inputs]);
    }

    public static GraphOperation Flatten(GraphContext context, OnnxNode node)
    {
        long axis = node.Integer("axis", 1);
        return GraphOperators.Unary(node, x =>
        {
            return x.reshape(x.shape.Take((int)GraphOperators.Axis(axis, x)).Aggregate(1L, (a, b) => a * b), -1);
        });
    }

    public static GraphOperation Reshape(GraphContext context, OnnxNode node)
    {
        bool zero = node.Integer("allowzero", 0) != 0;
        return new GraphOperation(
            values =>
            {
                long[] wanted = [.. values[1].Integers];
                if (values[0].IsIntegers)
                {
                    return GraphValue.Of(values[0].Integers, wanted.Length == 0);
                }

                Tensor x = values[0].Tensor;
                for (int i = 0; i < wanted.Length && !zero; i++)
                {
                    wanted[i] = wanted[i] == 0 && i < x.dim() ? x.shape[i] : wanted[i];
                }

                if (context.HasBatchOfOne && wanted is [1, ..] && x.shape[0] != 1)
                {
                    wanted[0] = x.shape[0];
                }

                return GraphValue.Of(x.reshape(wanted));
            },
            GraphOperators.Required(node, 0),
            GraphOperators.Required(node, 1));
    }

    public static GraphOperation Transpose(GraphContext context, OnnxNode node)
    {
        long[]? order = node.Integers("perm");
        return GraphOperators.Unary(node, x => x.permute(order ?? [.. GraphOperators.Dimensions(x).AsEnumerable().Reverse()]));
    }

    public static GraphOperation Squeeze(GraphContext context, OnnxNode node)
    {
        long[]? axes = context.Integers(node, "axes", 1);
        return new GraphOperation(
            values =>
            {
                if (values[0].IsIntegers)
                {
                    return GraphValue.Of(values[0].Integers, isScalar: values[0].Integers.Length == 1);
                }

                Tensor x = values[0].Tensor;
                HashSet<long> gone = [.. axes is null ? GraphOperators.Dimensions(x).Where(d => x.shape[d] == 1) : axes.Select(axis => GraphOperators.Axis(axis, x))];
                return gone.FirstOrDefault(d => x.shape[d] != 1, -1) is >= 0 and var wrong
                    ? throw new InvalidOperationException($"dimension {wrong} has {x.shape[wrong]} values")
                    : GraphValue.Of(x.reshape([.. GraphOperators.Dimensions(x).Where(d => !gone.Contains(d)).Select(d => x.shape[d])]));
            },
            GraphOperators.Required(node, 0));
    }

    public static GraphOperation Unsqueeze(GraphContext context, OnnxNode node)
    {
        long[] axes = context.Integers(node, "axes", 1) ?? throw node.Unsupported("names no axes");
        return new GraphOperation(
            values =>
            {
                if (values[0].IsIntegers)
                {
                    return values[0].IsScalar ? GraphValue.Of(values[0].Integers) : throw new InvalidOperationException("whole numbers of two dimensions");
                }

                Tensor x = values[0].Tensor;
                List<long> shape = [.. x.shape];
                foreach (long axis in axes.Select(axis => axis < 0 ? axis + x.dim() + axes.Length : axis).Order())
                {
                    shape.Insert((int)axis, 1);
                }

                return GraphValue.Of(x.reshape([.. shape]));
            },
            GraphOperators.Required(node, 0));
    }

    public static GraphOperation Pad(GraphContext context, OnnxNode node)
    {
        long[] pads = context.Integers(node, "pads", 1) ?? [];
        double value = context.Real(node, "value", 2) ?? 0;
        if (pads.Length % 2 != 0 || pads.Any(n => n is < 0 or > Window.Most) || node.Input(3) is not null)
        {
            throw node.Unsupported($"has pads [{string.Join(',', pads.Take(8))}] or axes; 0..{Window.Most} on either side of each dimension are read");
        }

        PaddingModes mode = node.Text("mode", "constant") switch
        {
            "constant" => PaddingModes.Constant,
            "reflect" => PaddingModes.Reflect,
            "edge" => PaddingModes.Replicate,
            string other => throw node.Unsupported($"pads by '{OnnxProblems.Shown(other)}'"),
        };

        // libtorch names the last dimension first; what leaves the first dimensions alone leaves them out.
        int rank = pads.Length / 2;
        long[] turned = [.. Enumerable.Range(0, rank).Reverse().SelectMany(d => new[] { pads[d], pads[rank + d] })];
        int used = turned.Length;
        while (used > 0 && turned[used - 1] == 0 && turned[used - 2] == 0 && (mode == PaddingModes.Constant || used > 4))
        {
            used -= 2;
        }

        return GraphOperators.Unary(node, x => x.dim() == rank
            ? used == 0 ? x.alias() : F.pad(x, turned[..used], mode, value)
            : throw new InvalidOperationException($"pads {rank} dimensions of {x.dim()}"));
    }

    public static GraphOperation Shape(GraphContext context, OnnxNode node)
    {
        long start = node.Integer("start", 0), end = node.Integer("end", long.MaxValue);
        return new GraphOperation(values => GraphValue.Of(Cut(values[0].Tensor.shape, start, end)), GraphOperators.Required(node, 0));
    }

    public static GraphOperation Gather(GraphContext context, OnnxNode node) => new(
        values => GraphValue.Of([.. values[1].Integers.Select(i => values[0].Integers[i < 0 ? i + values[0].Integers.Length : i])], values[1].IsScalar),
        GraphOperators.Required(node, 0),
        GraphOperators.Required(node, 1));

    public static GraphOperation Slice(GraphContext context, OnnxNode node)
    {
        long[] starts = context.Integers(node, "starts", 1) ?? [], ends = context.Integers(node, "ends", 2) ?? [];
        long[] axes = context.Integers(node, "axes", 3) ?? [.. Enumerable.Range(0, starts.Length).Select(d => (long)d)];
        long[] steps = context.Integers(node, "steps", 4) ?? [.. starts.Select(_ => 1L)];
        if (new[] { ends, axes, steps }.Any(list => list.Length != starts.Length) || steps.Any(step => step < 1))
        {
            throw node.Unsupported("goes backwards, or has lists of several lengths");
        }

        return new GraphOperation(
            values =>
            {
                if (values[0].IsIntegers)
                {
                    return steps is [1] ? GraphValue.Of(Cut(values[0].Integers, starts[0], ends[0])) : throw new InvalidOperationException("it takes some of several whole numbers");
                }

                Tensor x = values[0].Tensor.alias();
                for (int i = 0; i < axes.Length; i++)
                {
                    using Tensor before = x;
                    x = before.slice(axes[i], starts[i], ends[i], steps[i]);
                }

                return GraphValue.Of(x);
            },
            GraphOperators.Required(node, 0));
    }

    public static GraphOperation Cast(GraphContext context, OnnxNode node)
    {
        long type = node.Integer("to", 1);
        return new GraphOperation(
            values => (values[0].IsIntegers, type) switch
            {
                (true, 6 or 7) => values[0],
                (false, 1) => GraphValue.Of(values[0].Tensor.alias()),
                (true, 1) => GraphValue.Of(torch.tensor(values[0].Integers.Select(i => (float)i).ToArray(), values[0].IsScalar ? [] : [values[0].Integers.Length])),
                _ => throw new InvalidOperationException($"casts to type {type}"),
            },
            GraphOperators.Required(node, 0));
    }

    /// <summary>One operation for each part.</summary>
    public static IEnumerable<(GraphOperation Operation, string Output)> Split(GraphContext context, OnnxNode node)
    {
        long axis = node.Integer("axis", 0);
        long[]? sizes = context.Integers(node, "split", 1);
        int parts = node.Outputs.Length;
        string input = GraphOperators.Required(node, 0);
        if (sizes is not null && sizes.Length != parts)
        {
            throw node.Unsupported($"splits into {sizes.Length} of {parts} parts");
        }

        for (int i = 0; i < parts; i++)
        {
            int part = i;
            yield return (
                new GraphOperation(
                    values =>
                    {
                        Tensor x = values[0].Tensor;
                        long all = x.shape[(int)GraphOperators.Axis(axis, x)];
                        long each = (all + parts - 1) / parts;
                        long start = sizes?.Take(part).Sum() ?? part * each;
                        return GraphValue.Of(x.narrow(axis, start, sizes?[part] ?? Math.Min(each, all - start)));
                    },
                    input),
                node.Outputs[i]);
        }
    }

    private static long[] Cut(long[] list, long start, long end)
    {
        int from = (int)Math.Clamp(start < 0 ? start + list.Length : start, 0, list.Length);
        int to = (int)Math.Clamp(end < 0 ? end + list.Length : end, from, list.Length);
        return list[from..to];
    }
}
