using Ricap.Train.Onnx.Reading;
using TorchSharp;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>Poolings. One that takes in a whole image of the size that the file is for, as the last one of a classifier does, takes in images of any size.</summary>
internal static class PoolOperators
{
    public static GraphOperation Max(GraphContext context, OnnxNode node)
    {
        Window window = Window.Of(node, null);
        bool ceiling = Ceiling(node, window);
        return Make(context, node, window, x => x.amax([2, 3], keepdim: true), (x, begin, end) =>
        {
            if (Fits(window, begin, end))
            {
                return F.max_pool2d(x, window.Kernel, window.Strides, begin, window.Dilations, ceiling);
            }

            using Tensor padded = Window.Pad(x, begin, end, double.NegativeInfinity);
            return F.max_pool2d(padded, window.Kernel, window.Strides, [0, 0], window.Dilations, ceiling);
        });
    }

    public static GraphOperation Average(GraphContext context, OnnxNode node)
    {
        Window window = Window.Of(node, null);
        bool ceiling = Ceiling(node, window);
        bool counted = node.Integer("count_include_pad", 0) != 0;
        if (window.Dilations is not [1, 1])
        {
            throw node.Unsupported("has dilations");
        }

        return Make(context, node, window, x => x.mean([2, 3], keepdim: true), (x, begin, end) =>
        {
            if (Fits(window, begin, end))
            {
                return F.avg_pool2d(x, window.Kernel, window.Strides, begin, ceiling, counted);
            }

            using Tensor padded = Window.Pad(x, begin, end, 0);
            Tensor sums = F.avg_pool2d(padded, window.Kernel, window.Strides);
            if (counted)
            {
                return sums;
            }

            // Divided by the share of each window that is image.
            using Tensor ones = torch.ones([1, 1, x.shape[2], x.shape[3]], x.dtype, x.device);
            using Tensor margin = Window.Pad(ones, begin, end, 0);
            using Tensor shares = F.avg_pool2d(margin, window.Kernel, window.Strides);
            using (sums)
            {
                return sums.div(shares);
            }
        });
    }

    private static GraphOperation Make(
        GraphContext context, OnnxNode node, Window window, Func<Tensor, Tensor> global, Func<Tensor, long[], long[], Tensor> pool)
    {
        bool isGlobal = false;
        return GraphOperators.Unary(node, x =>
        {
            (long[] begin, long[] end) = window.Padding(x);
            isGlobal |= context.IsSettling && begin is [0, 0] && end is [0, 0] && x.shape[2] == window.Kernel[0] && x.shape[3] == window.Kernel[1];
            return isGlobal ? global(x) : pool(x, begin, end);
        }) with { IsGlobal = () => isGlobal };
    }

    /// <summary>libtorch pads evenly, and by half a window at most.</summary>
    private static bool Fits(Window window, long[] begin, long[] end) =>
        begin.SequenceEqual(end) && 2 * begin[0] <= window.Kernel[0] && 2 * begin[1] <= window.Kernel[1];

    private static bool Ceiling(OnnxNode node, Window window) => node.Integer("ceil_mode", 0) switch
    {
        0 => false,
        _ when window.IsEven && Fits(window, window.Begin, window.End) => true,
        _ => throw node.Unsupported("rounds up (ceil_mode) with another padding before the image than behind it"),
    };
}
