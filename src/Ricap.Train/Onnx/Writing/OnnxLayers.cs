using TorchSharp.Modules;
using static Ricap.Train.Onnx.Writing.OnnxTensors;
using Module = TorchSharp.torch.nn.Module;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Onnx.Writing;

/// <summary>TorchSharp's layers as ONNX's operations, as they are in evaluation mode.</summary>
internal static class OnnxLayers
{
    /// <summary>Adds a layer's nodes; those of a <c>Sequential</c> one after the other.</summary>
    /// <exception cref="RicapException">It is none of those known here, or has a setting that is not (<see cref="ProblemCodes.NotOnnx"/>).</exception>
    public static OnnxValue Write(OnnxWriter graph, Module module, OnnxValue x) => module switch
    {
        Sequential all => all.named_children().Aggregate(x, (value, child) => graph.Module(child.module, value)),
        Convolution conv => Conv(graph, conv, x),
        BatchNorm norm => Norm(graph, norm, x),
        Linear linear => Linear(graph, linear, x),
        ReLU => graph.Relu(x),
        ReLU6 => x with { Name = graph.Add("Clip", [x.Name, graph.Constant("zero", [0f]), graph.Constant("six", [6f])], []) },
        LeakyReLU leaky => graph.Node("LeakyRelu", x, Float("alpha", leaky.negative_slope)),
        Sigmoid => graph.Node("Sigmoid", x),
        Tanh => graph.Node("Tanh", x),
        Hardswish => graph.Node("HardSwish", x),
        SiLU => x with { Name = graph.Add("Mul", [x.Name, graph.Node("Sigmoid", x).Name], []) },
        MaxPool2d { ceil_mode: false } pool => graph.MaxPool(x, pool.kernel_size, pool.stride ?? pool.kernel_size, pool.padding ?? [0], pool.dilation ?? [1]),
        AvgPool2d { ceil_mode: false, divisor_override: null or 0 } pool =>
            graph.AveragePool(x, pool.kernel_size, pool.stride ?? pool.kernel_size, pool.padding ?? [0], pool.count_include_pad),
        AdaptiveAvgPool2d adaptive => Adaptive(graph, adaptive, x),
        Flatten { start_dim: 1, end_dim: -1 or 3 } => graph.Flatten(x),
        Dropout or Dropout2d or Identity => x,
        _ => throw Unknown(graph, module, $"no operation is known for {module.GetType().Name}, or for its settings"),
    };

    private static OnnxValue Conv(OnnxWriter graph, Convolution conv, OnnxValue x)
    {
        if (conv.transposed || conv.kernel_size.Length != 2 || conv.padding_type is not null || conv.padding_mode != TorchSharp.PaddingModes.Zeros)
        {
            throw Unknown(graph, conv, "of convolutions those over images, padded by a number of zeros, are written");
        }

        string[] weights = [graph.Weight(conv, "weight", conv.weight), .. conv.bias is { } bias ? (string[])[graph.Weight(conv, "bias", bias)] : []];
        (long[] padding, long[] stride, long[] dilation) = (conv.padding ?? [0, 0], conv.stride, conv.dilation);
        string output = graph.Add(
            "Conv",
            [x.Name, .. weights],
            [
                Ints("kernel_shape", conv.kernel_size), Ints("strides", stride), Ints("pads", [.. padding, .. padding]),
                Ints("dilations", dilation), Int("group", conv.groups),
            ]);
        return OnnxWindows.After(x, conv.kernel_size, stride, padding, dilation) with { Name = output };
    }

    private static OnnxValue Norm(OnnxWriter graph, BatchNorm norm, OnnxValue x)
    {
        if (norm.running_mean is not { } mean || norm.running_var is not { } variance || norm.weight is not { } scale || norm.bias is not { } shift)
        {
            throw Unknown(graph, norm, "of normalisations those with weights and running statistics are written");
        }

        return x with
        {
            Name = graph.Add(
                "BatchNormalization",
                [
                    x.Name, graph.Weight(norm, "weight", scale), graph.Weight(norm, "bias", shift),
                    graph.Weight(norm, "running_mean", mean), graph.Weight(norm, "running_var", variance),
                ],
                [Float("epsilon", norm.eps)]),
        };
    }

    private static OnnxValue Linear(OnnxWriter graph, Linear linear, OnnxValue x)
    {
        Tensor? bias = linear.bias;
        string output = graph.Add(
            "Gemm",
            [x.Name, graph.Weight(linear, "weight", linear.weight!), .. bias is null ? [] : (string[])[graph.Weight(linear, "bias", bias)]],
            [Int("transB", 1)]);
        return x with { Name = output };
    }

    /// <summary>A mean of everything, or of windows where they are all of one size.</summary>
    private static OnnxValue Adaptive(OnnxWriter graph, AdaptiveAvgPool2d pool, OnnxValue x)
    {
        (long height, long width) = pool.output_size is [long one] ? (one, one) : (pool.output_size[0], pool.output_size[1]);
        if ((height, width) == (1, 1))
        {
            return graph.GlobalAveragePool(x);
        }

        if (x.Height % height != 0 || x.Width % width != 0)
        {
            throw Unknown(graph, pool, $"{x.Width}x{x.Height} pixels are not a multiple of its {width}x{height}");
        }

        graph.IsOfOneSize = true;
        long[] window = [x.Height / height, x.Width / width];
        return graph.AveragePool(x, window, window, [0], countsPadding: true);
    }

    private static RicapException Unknown(OnnxWriter graph, Module module, string why)
    {
        string name = graph.NameOf(module) is { Length: > 0 } path ? path : module.GetName();
        return new(Problem.Error(ProblemCodes.NotOnnx, null, $"the module '{name}' cannot be written as ONNX: {why}"));
    }
}
