using Ricap.Train.Onnx.Reading;
using TorchSharp;
using TorchSharp.Modules;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>Nodes that become layers with weights, or that know training from evaluation.</summary>
internal static class LayerOperators
{
    public static GraphOperation Conv(GraphContext context, OnnxNode node)
    {
        OnnxTensor weight = context.Weights(node, 1);
        OnnxTensor? bias = node.Input(2) is null ? null : context.Weights(node, 2);
        if (weight.Shape is not [long outputs, long inputs, long height, long width])
        {
            throw node.Unsupported($"has weights [{string.Join(',', weight.Shape)}]; images are convolved in two dimensions");
        }

        long groups = node.Integer("group", 1);
        Window window = Window.Of(node, [height, width]);
        if (groups < 1 || outputs % groups != 0 || weight.Count == 0)
        {
            throw node.Unsupported($"has {groups} groups of {outputs} channels");
        }

        // What a layer cannot pad by itself is padded before it.
        bool ownPadding = window.IsEven && (height, width) != (1, 1);
        Convolution layer = context.Layers.Convolution(new ConvolutionSizes(
            inputs * groups, outputs, window.Kernel, window.Strides, ownPadding ? window.Begin : [0, 0], window.Dilations, groups, bias is not null));
        using Tensor values = GraphContext.ToTensor(weight);
        GraphContext.Set(layer.weight, values);
        SetBias(layer.bias, bias);
        context.Modules.Add(context.Modules.NameOf(node, weight.Name, bias?.Name), layer);
        GraphOperation operation = GraphOperators.Unary(node, x =>
        {
            (long[] begin, long[] end) = ownPadding ? (window.Begin, window.End) : window.Padding(x);
            bool isEven = begin.SequenceEqual(end) && (begin is [0, 0] || (height, width) != (1, 1));
            using Tensor? padded = isEven ? null : Window.Pad(x, begin, end, 0);
            return layer is Conv2d
                ? SureConvolution.Forward(padded ?? x, layer.weight!, layer.bias, window.Strides, isEven ? begin : [0, 0], window.Dilations, groups)
                : layer.forward(padded ?? x); // a kind of ours, which is right by itself
        });
        return operation with { Layer = layer };
    }

    public static GraphOperation BatchNormalization(GraphContext context, OnnxNode node)
    {
        if (node.Integer("training_mode", 0) != 0 || node.Integer("spatial", 1) == 0)
        {
            throw node.Unsupported("is in training mode, or normalises each place by itself");
        }

        OnnxTensor[] tensors = [.. Enumerable.Range(1, 4).Select(input => context.Weights(node, input))];
        if (tensors.Any(tensor => tensor.Shape is not [> 0] || tensor.Count != tensors[0].Count))
        {
            throw node.Unsupported("has scale, bias, mean and variance of several sizes");
        }

        Network layer = context.Layers.Norm(tensors[0].Count, node.Real("epsilon", 1e-5f));
        var norm = (BatchNorm)layer;
        foreach ((Tensor? target, OnnxTensor source) in new[] { norm.weight, norm.bias, norm.running_mean, norm.running_var }.Zip(tensors))
        {
            using Tensor values = GraphContext.ToTensor(source);
            GraphContext.Set(target!, values);
        }

        context.Modules.Add(context.Modules.NameOf(node, tensors[0].Name, tensors[1].Name), layer);
        return GraphOperators.Unary(node, layer.forward) with { Layer = layer };
    }

    /// <summary>α·A·B + β·C with A the values and B the weights.</summary>
    public static GraphOperation Gemm(GraphContext context, OnnxNode node)
    {
        if (node.Integer("transA", 0) != 0)
        {
            throw node.Unsupported("transposes what it is given");
        }

        OnnxTensor? bias = node.Input(2) is null ? null : context.Weights(node, 2);
        return Linear(context, node, context.Weights(node, 1), node.Integer("transB", 0) != 0, node.Real("alpha", 1), bias, node.Real("beta", 1));
    }

    /// <summary>A layer where one side is weights, else the product of two values.</summary>
    public static GraphOperation MatMul(GraphContext context, OnnxNode node)
    {
        if (context.Find(node.Input(1)) is { Floats: not null, Shape.Length: 2 })
        {
            return Linear(context, node, context.Weights(node, 1), transposed: false, 1, null, 1);
        }

        return new GraphOperation(
            values => GraphValue.Of(values[0].Tensor.matmul(values[1].Tensor)), GraphOperators.Required(node, 0), GraphOperators.Required(node, 1));
    }

    /// <summary>max(0, x) + slope · min(0, x), whatever shape the slope has.</summary>
    public static GraphOperation PRelu(GraphContext context, OnnxNode node)
    {
        Scalar zero = 0.0.ToScalar();
        return new GraphOperation(
            values =>
            {
                Tensor x = values[0].Tensor;
                using Tensor slope = values[1].Tensor.to_type(x.dtype);
                using Tensor above = x.clamp(min: zero);
                using Tensor below = x.clamp(max: zero);
                using Tensor scaled = below.mul(slope);
                return GraphValue.Of(above.add(scaled, Runtime.Numbers.One));
            },
            GraphOperators.Required(node, 0),
            GraphOperators.Required(node, 1));
    }

    /// <summary>Drops values in training, by the share that the file says.</summary>
    public static GraphOperation Dropout(GraphContext context, OnnxNode node)
    {
        double share = context.Real(node, "ratio", 1) ?? 0.5;
        if (!(share is >= 0 and < 1))
        {
            throw node.Unsupported("drops everything");
        }

        Network layer = torch.nn.Dropout(share);
        context.Modules.Add(context.Modules.NameOf(node), layer);
        return GraphOperators.Unary(node, layer.forward) with { Layer = layer };
    }

    private static GraphOperation Linear(
        GraphContext context, OnnxNode node, OnnxTensor weight, bool transposed, double alpha, OnnxTensor? bias, double beta)
    {
        if (weight.Shape is not [> 0, > 0])
        {
            throw node.Unsupported($"has weights [{string.Join(',', weight.Shape)}]");
        }

        (long outputs, long inputs) = transposed ? (weight.Shape[0], weight.Shape[1]) : (weight.Shape[1], weight.Shape[0]);
        if (bias is not null && bias.Count != outputs && bias.Count != 1)
        {
            throw node.Unsupported($"adds [{string.Join(',', bias.Shape)}] to {outputs} values");
        }

        Linear layer = torch.nn.Linear(inputs, outputs, hasBias: bias is not null);
        using Tensor values = GraphContext.ToTensor(Scaled(weight, alpha));
        using Tensor turned = transposed ? values.alias() : values.permute(1, 0);
        GraphContext.Set(layer.weight!, turned);
        SetBias(layer.bias, bias is null ? null : Scaled(bias, beta) with { Shape = [bias.Count] });
        context.Modules.Add(context.Modules.NameOf(node, weight.Name, bias?.Name), layer);
        return GraphOperators.Unary(node, layer.forward) with { Layer = layer };
    }

    private static OnnxTensor Scaled(OnnxTensor tensor, double factor) =>
        factor == 1 ? tensor : tensor with { Floats = [.. tensor.Floats!.Select(value => (float)(value * factor))] };

    private static void SetBias(Tensor? target, OnnxTensor? bias)
    {
        if (target is not null && bias is not null)
        {
            using Tensor values = GraphContext.ToTensor(bias);
            GraphContext.Set(target, values);
        }
    }
}
