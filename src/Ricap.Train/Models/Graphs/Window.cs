using Ricap.Train.Onnx.Reading;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>How a convolution or a pooling goes over an image; pairs are of height and width.</summary>
internal sealed class Window
{
    /// <summary>The largest kernel, stride, dilation or padding that is read.</summary>
    public const long Most = 4096;

    private readonly string _auto;

    private Window(string auto, long[] kernel, long[] strides, long[] dilations, long[] begin, long[] end) =>
        (_auto, Kernel, Strides, Dilations, Begin, End) = (auto, kernel, strides, dilations, begin, end);

    /// <summary>How large it is.</summary>
    public long[] Kernel { get; }

    /// <summary>How far it goes at a time.</summary>
    public long[] Strides { get; }

    /// <summary>How far apart its places are.</summary>
    public long[] Dilations { get; }

    /// <summary>What is added above and left, if that does not depend on the image.</summary>
    public long[] Begin { get; }

    /// <summary>What is added below and right.</summary>
    public long[] End { get; }

    /// <summary>Whether as much is added on either side of any image.</summary>
    public bool IsEven => _auto == "" && Begin.SequenceEqual(End);

    /// <summary>Reads a node's.</summary>
    /// <param name="node">The node.</param>
    /// <param name="kernel">The size that its weights have; null for what it says itself.</param>
    public static Window Of(OnnxNode node, long[]? kernel)
    {
        long[] size = node.Integers("kernel_shape") ?? kernel ?? [];
        long[] strides = node.Integers("strides") ?? [1, 1];
        long[] dilations = node.Integers("dilations") ?? [1, 1];
        long[] pads = node.Integers("pads") ?? [0, 0, 0, 0];
        string auto = node.Text("auto_pad", "NOTSET");
        if (size.Length != 2 || strides.Length != 2 || dilations.Length != 2 || pads.Length != 4 || (kernel is not null && !size.SequenceEqual(kernel)))
        {
            throw node.Unsupported("is not of two dimensions, or its sizes do not fit its weights");
        }

        if (size.Concat(strides).Concat(dilations).Any(n => n is < 1 or > Most) || pads.Any(n => n is < 0 or > Most))
        {
            throw node.Unsupported($"has a kernel, stride, dilation or padding that is not in 1..{Most}");
        }

        return auto switch
        {
            "NOTSET" or "" => new Window("", size, strides, dilations, pads[..2], pads[2..]),
            "VALID" => new Window("", size, strides, dilations, [0, 0], [0, 0]),
            "SAME_UPPER" or "SAME_LOWER" => new Window(auto, size, strides, dilations, [0, 0], [0, 0]),
            _ => throw node.Unsupported($"pads by '{OnnxProblems.Shown(auto)}'"),
        };
    }

    /// <summary>
    /// What is added around an image. Where more is added before it than behind it, and as much behind as before would make no other window fit, it
    /// is said to be that much: libtorch pads evenly by itself.
    /// </summary>
    public (long[] Begin, long[] End) Padding(Tensor image)
    {
        long[] begin = [.. Begin], end = [.. End];
        for (int axis = 0; axis < 2; axis++)
        {
            long size = image.shape[2 + axis], stride = Strides[axis];
            long reach = ((Kernel[axis] - 1) * Dilations[axis]) + 1;
            if (_auto.Length > 0)
            {
                long all = Math.Max(0, (((size + stride - 1) / stride) - 1) * stride + reach - size);
                begin[axis] = _auto == "SAME_UPPER" ? all / 2 : all - (all / 2);
                end[axis] = all - begin[axis];
            }

            if (begin[axis] > end[axis] && (size + begin[axis] + end[axis] - reach) / stride == (size + (2 * begin[axis]) - reach) / stride)
            {
                end[axis] = begin[axis];
            }
        }

        return (begin, end);
    }

    /// <summary>An image with a margin.</summary>
    public static Tensor Pad(Tensor image, long[] begin, long[] end, double value) =>
        F.pad(image, [begin[1], end[1], begin[0], end[0]], PaddingModes.Constant, value);
}
