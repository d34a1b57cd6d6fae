using Ricap.Train.Onnx.Writing;
using TorchSharp;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary>
/// The few layers the models are made of. Whatever a function makes on its way it disposes: autograd keeps what it needs of
/// it, and an evaluation, where it needs nothing, then holds two activations at a time instead of all of them.
/// TorchSharp's in-place functions give back the very object they are called on, not another one to dispose.
/// </summary>
internal static class Layers
{
    /// <summary>A square convolution without bias (a normalisation follows), padded to keep the size at stride 1.</summary>
    public static Convolution Conv(int input, int output, int kernel, int stride = 1) => kernel == 1
        ? new PixelConv(input, output, stride, bias: false)
        : torch.nn.Conv2d(input, output, kernel, stride, kernel / 2, bias: false);

    /// <summary>Puts the weights of convolutions into memory as their inputs lie there, the channels of a place side by side.</summary>
    public static void ToChannelsLast(torch.nn.Module model)
    {
        using IDisposable quiet = torch.no_grad();
        foreach (Convolution convolution in model.modules().OfType<Convolution>())
        {
            long[] shape = convolution.weight.shape;
            (long inputs, long height, long width) = (shape[1], shape[2], shape[3]);
            using Tensor weight = torch.empty_strided(shape, [height * width * inputs, 1, width * inputs, inputs]);
            weight.copy_(convolution.weight);
            convolution.weight = new Parameter(weight);
        }
    }

    /// <summary>Puts the weights of convolutions into memory channel by channel, as libtorch makes them.</summary>
    public static void ToChannelsFirst(torch.nn.Module model)
    {
        using IDisposable quiet = torch.no_grad();
        foreach (Convolution convolution in model.modules().OfType<Convolution>())
        {
            using Tensor weight = convolution.weight.contiguous();
            convolution.weight = new Parameter(weight);
        }
    }

    /// <summary>Normalise, then rectify in place: no layer's gradient needs the value between.</summary>
    public static Tensor NormRelu(Norm norm, Tensor x) => norm.forward(x).relu_();

    /// <summary>Convolve, normalise, rectify.</summary>
    public static Tensor ConvNormRelu(Convolution conv, Norm norm, Tensor x)
    {
        using Tensor y = conv.forward(x);
        return NormRelu(norm, y);
    }

    /// <summary>The mean of each channel, then the last layer: [N,F,h,w] to [N,C].</summary>
    public static Tensor PoolAndClassify(Linear head, Tensor x)
    {
        using Tensor pooled = F.adaptive_avg_pool2d(x, 1);
        using Tensor flat = pooled.flatten(1);
        return head.forward(flat);
    }

    /// <summary><see cref="NormRelu(Norm, Tensor)"/> in ONNX.</summary>
    public static OnnxValue NormRelu(OnnxWriter graph, Norm norm, OnnxValue x) => graph.Relu(graph.Module(norm, x));

    /// <summary><see cref="ConvNormRelu(Convolution, Norm, Tensor)"/> in ONNX.</summary>
    public static OnnxValue ConvNormRelu(OnnxWriter graph, Convolution conv, Norm norm, OnnxValue x) => NormRelu(graph, norm, graph.Module(conv, x));

    /// <summary><see cref="PoolAndClassify(Linear, Tensor)"/> in ONNX.</summary>
    public static OnnxValue PoolAndClassify(OnnxWriter graph, Linear head, OnnxValue x) =>
        graph.Module(head, graph.Flatten(graph.GlobalAveragePool(x)));
}
