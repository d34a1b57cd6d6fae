using static Ricap.Train.Onnx.Writing.OnnxTensors;

namespace Ricap.Train.Onnx.Writing;

/// <summary>Operations without weights that models are described with.</summary>
internal static class OnnxWindows
{
    /// <summary>max(x, 0).</summary>
    public static OnnxValue Relu(this OnnxWriter graph, OnnxValue x) => graph.Node("Relu", x);

    /// <summary>x + y of equal sizes.</summary>
    public static OnnxValue Add(this OnnxWriter graph, OnnxValue x, OnnxValue y) => x with { Name = graph.Add("Add", [x.Name, y.Name], []) };

    /// <summary>The channels of one after those of the other.</summary>
    public static OnnxValue Concat(this OnnxWriter graph, OnnxValue x, OnnxValue y) =>
        x with { Name = graph.Add("Concat", [x.Name, y.Name], [Int("axis", 1)]) };

    /// <summary>The mean of each channel.</summary>
    public static OnnxValue GlobalAveragePool(this OnnxWriter graph, OnnxValue x) =>
        graph.Node("GlobalAveragePool", x) with { Height = 1, Width = 1, IsPooled = true };

    /// <summary>[N,C,h,w] to [N,C·h·w].</summary>
    public static OnnxValue Flatten(this OnnxWriter graph, OnnxValue x)
    {
        graph.IsOfOneSize |= !x.IsPooled;
        return graph.Node("Flatten", x, Int("axis", 1)) with { Height = 1, Width = 1, IsPooled = true };
    }

    /// <summary>The highest of each window; sizes are one number for both axes, or one each.</summary>
    public static OnnxValue MaxPool(this OnnxWriter graph, OnnxValue x, long[] kernel, long[] stride, long[] padding, long[] dilation) =>
        Pool(graph, "MaxPool", x, (kernel, stride, padding, dilation), Ints("dilations", Both(dilation)));

    /// <summary>The mean of each window.</summary>
    public static OnnxValue AveragePool(this OnnxWriter graph, OnnxValue x, long[] kernel, long[] stride, long[] padding, bool countsPadding) =>
        Pool(graph, "AveragePool", x, (kernel, stride, padding, [1]), Int("count_include_pad", countsPadding ? 1 : 0));

    /// <summary>The size after a window has gone over a value.</summary>
    public static OnnxValue After(OnnxValue x, long[] kernel, long[] stride, long[] padding, long[] dilation) => x with
    {
        Height = Steps(x.Height, Both(kernel)[0], Both(stride)[0], Both(padding)[0], Both(dilation)[0]),
        Width = Steps(x.Width, Both(kernel)[1], Both(stride)[1], Both(padding)[1], Both(dilation)[1]),
    };

    private static OnnxValue Pool(
        OnnxWriter graph, string type, OnnxValue x, (long[] Kernel, long[] Stride, long[] Padding, long[] Dilation) window, Schema.AttributeProto besides)
    {
        long[] padding = Both(window.Padding);
        string output = graph.Add(
            type,
            [x.Name],
            [Ints("kernel_shape", Both(window.Kernel)), Ints("strides", Both(window.Stride)), Ints("pads", [.. padding, .. padding]), besides]);
        return After(x, window.Kernel, window.Stride, window.Padding, window.Dilation) with { Name = output };
    }

    private static long[] Both(long[] sizes) => sizes is [long one] ? [one, one] : sizes;

    private static int Steps(int size, long kernel, long stride, long padding, long dilation) =>
        (int)(((size + (2 * padding) - (dilation * (kernel - 1)) - 1) / stride) + 1);
}
