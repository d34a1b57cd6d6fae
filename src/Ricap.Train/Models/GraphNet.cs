using Ricap.Train.Models.Graphs;
using Ricap.Train.Onnx.Reading;
using Ricap.Train.Onnx.Writing;
using TorchSharp;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary>
/// A network out of an ONNX file with a last layer for our classes: what the file's last layer is given is what ours is given; where the file ends
/// in features those are. Feature maps are averaged before it.
/// </summary>
internal sealed class GraphNet : ImageModel, IOnnxSource
{
    private const string FilePrefix = "onnx:";

    private readonly GraphProgram _program;
    private readonly Linear _head;

    private GraphNet(ModelOptions options, OnnxGraph graph, PixelStatistics? trainedWith, GraphEnd end)
        : base(options with { Name = NameOf(options.Name), Graph = options.Graph ?? graph.Structure() }, end.Name, minSide: 1)
    {
        TrainedWith = trainedWith;
        var modules = new GraphModules(this);
        _program = new GraphProgram(graph, end.Features, OwnLayers, modules);
        (long width, long height) = (graph.InputShape[3] ?? 224, graph.InputShape[2] ?? 224);
        long features = 0;
        foreach (int images in (ReadOnlySpan<int>)[1, 2]) // a graph that mixes its images is found by two
        {
            using Tensor found = _program.Probe(width, height, torch.CPU, count: images);
            features = found.shape is [_, > 0] or [_, > 0, > 0, > 0] && found.shape[0] == images
                ? found.shape[1]
                : throw OnnxProblems.Misfit(graph.Place, $"of {Counted.Of(images, "image")} it makes [{string.Join(',', found.shape)}]; [N,F] or [N,F,h,w] of N can be classified by");
        }

        _head = torch.nn.Linear(features, options.Classes);
        modules.Add(HeadName, _head);
    }

    /// <summary>What makes the layers of a graph.</summary>
    internal static GraphLayers OwnLayers { get; } = new(Convolve, (channels, epsilon) => new Norm(channels, epsilon));

    internal override PixelStatistics? TrainedWith { get; }

    /// <summary>Whether a model's name is one of these.</summary>
    public static bool IsName(string name) => name.StartsWith(FilePrefix, StringComparison.Ordinal) || ImageNetResNet18.IsName(name);

    /// <summary>The file that a model's name stands for; null if it is none of these.</summary>
    public static string? FileOf(string name) =>
        ImageNetResNet18.IsName(name) ? ImageNetResNet18.FileOf(name)
        : name.StartsWith(FilePrefix, StringComparison.Ordinal) ? name[FilePrefix.Length..]
        : null;

    /// <summary>Makes one with the file's weights; with those of <see cref="ModelOptions.Graph"/>, which are 0, where that is given.</summary>
    /// <exception cref="RicapException">The file is not there, is damaged, or has what is not read.</exception>
    public static GraphNet Create(ModelOptions options)
    {
        bool isImageNet = ImageNetResNet18.IsName(options.Name);
        OnnxGraph graph = options.Graph is { } structure ? OnnxFile.ReadStructure(structure, options.Name) : (isImageNet ? ImageNetResNet18.Read(options.Name) : OnnxFile.Read(FileOf(options.Name)!));
        return new GraphNet(options, graph, isImageNet ? ImageNetResNet18.TrainedWith : PixelStatistics.ImageNet, GraphEnd.Of(graph));
    }

    internal override bool BeginsAnew(string parameter) => parameter.StartsWith(HeadName + ".", StringComparison.Ordinal);

    internal override Problem? Misfit(int width, int height)
    {
        try
        {
            _program.Probe(width, height, _head.weight!.device).Dispose();
            return null;
        }
        catch (RicapException e)
        {
            return e.Problems[0];
        }
    }

    internal override bool NeedsTwoImages(int width, int height)
    {
        bool sees = false;
        _program.Probe(width, height, _head.weight!.device, (node, inputs) =>
            sees |= node.Operator == "BatchNormalization" && inputs[0].Tensor.numel() == inputs[0].Tensor.shape[1]).Dispose();
        return sees && modules().OfType<Norm>().Any(norm => norm.training);
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor features = _program.Run(input);
        if (features.dim() == 2)
        {
            return _head.forward(features);
        }

        return Layers.PoolAndClassify(_head, features);
    }

    public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input)
    {
        long[] shape = FeaturesOf(input.Width, input.Height)!;
        graph.IsOfOneSize = FeaturesOf(2 * input.Width, 2 * input.Height) is not { } larger || larger[1] != shape[1];
        OnnxValue features = _program.ToOnnx(graph, input);
        return shape.Length == 2 ? graph.Module(_head, features) : Layers.PoolAndClassify(graph, _head, features);
    }

    /// <summary>The shape of what the last layer is given of one image; null if images of that size do not go through.</summary>
    private long[]? FeaturesOf(int width, int height)
    {
        try
        {
            using Tensor features = _program.Probe(width, height, _head.weight!.device);
            return features.shape;
        }
        catch (RicapException)
        {
            return null;
        }
    }

    /// <summary>The name without the folders of the machine that the file was on.</summary>
    private static string NameOf(string name) => name.StartsWith(FilePrefix, StringComparison.Ordinal)
        ? FilePrefix + Path.GetFileName(name[FilePrefix.Length..])
        : ImageNetResNet18.Name;

    private static Convolution Convolve(ConvolutionSizes sizes)
    {
        bool isPixel = sizes is { Kernel: [1, 1], Padding: [0, 0], Groups: 1 } && sizes.Strides[0] == sizes.Strides[1];
        return isPixel
            ? new PixelConv(sizes.Inputs, sizes.Outputs, sizes.Strides[0], sizes.Bias)
            : torch.nn.Conv2d(
                sizes.Inputs, sizes.Outputs, (sizes.Kernel[0], sizes.Kernel[1]), (sizes.Strides[0], sizes.Strides[1]), (sizes.Padding[0], sizes.Padding[1]),
                (sizes.Dilations[0], sizes.Dilations[1]), PaddingModes.Zeros, sizes.Groups, sizes.Bias);
    }
}
