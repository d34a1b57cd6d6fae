using Ricap.Train.Onnx.Writing;
using Ricap.Train.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary><c>resnet18</c> for small images: torchvision's, with its names, but for the stem.</summary>
/// <remarks>
/// He, Zhang, Ren, Sun, CVPR 2016. The stem is a 3×3 convolution of stride 1 without max pooling, as is usual for CIFAR,
/// so <c>conv1.weight</c> is [64,3,3,3] instead of [64,3,7,7]; all other shapes are torchvision's. From 32 pixels on.
/// </remarks>
internal sealed class ResNet18 : ImageModel, IOnnxSource
{
    private readonly Convolution _conv1 = Layers.Conv(3, 64, 3);
    private readonly Norm _bn1 = new Norm(64);
    private readonly Sequential _layers;
    private readonly Linear _fc;

    public ResNet18(ModelOptions options)
        : base(options, "fc", minSide: 32)
    {
        register_module("conv1", _conv1);
        register_module("bn1", _bn1);
        var layers = new List<(string, torch.nn.Module<Tensor, Tensor>)>();
        int input = 64;
        foreach (int output in (int[])[64, 128, 256, 512])
        {
            Sequential layer = torch.nn.Sequential(
                ("0", new BasicBlock(input, output, input == output ? 1 : 2)),
                ("1", new BasicBlock(output, output, 1)));
            layers.Add(($"layer{layers.Count + 1}", layer));
            register_module(layers[^1].Item1, layer);
            input = output;
        }

        _layers = torch.nn.Sequential(layers);
        register_module("fc", _fc = torch.nn.Linear(input, options.Classes));
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor stem = Layers.ConvNormRelu(_conv1, _bn1, input);
        using Tensor features = _layers.forward(stem);
        return Layers.PoolAndClassify(_fc, features);
    }

    public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input) =>
        Layers.PoolAndClassify(graph, _fc, graph.Module(_layers, Layers.ConvNormRelu(graph, _conv1, _bn1, input)));

    private sealed class BasicBlock : torch.nn.Module<Tensor, Tensor>, IOnnxSource
    {
        private readonly Convolution _conv1;
        private readonly Norm _bn1;
        private readonly Convolution _conv2;
        private readonly Norm _bn2;
        private readonly Sequential? _downsample;

        public BasicBlock(int input, int output, int stride)
            : base(nameof(BasicBlock))
        {
            register_module("conv1", _conv1 = Layers.Conv(input, output, 3, stride));
            register_module("bn1", _bn1 = new Norm(output));
            register_module("conv2", _conv2 = Layers.Conv(output, output, 3));
            register_module("bn2", _bn2 = new Norm(output));
            if (stride != 1 || input != output)
            {
                _downsample = torch.nn.Sequential(("0", Layers.Conv(input, output, 1, stride)), ("1", new Norm(output)));
                register_module("downsample", _downsample);
            }
        }

        public override Tensor forward(Tensor input)
        {
            using Tensor inner = Layers.ConvNormRelu(_conv1, _bn1, input);
            using Tensor convolved = _conv2.forward(inner);
            using Tensor shortcut = _downsample?.forward(input) ?? input.alias();
            return _bn2.forward(convolved).add_(shortcut, Numbers.One).relu_();
        }

        public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input)
        {
            OnnxValue inner = Layers.ConvNormRelu(graph, _conv1, _bn1, input);
            OnnxValue normed = graph.Module(_bn2, graph.Module(_conv2, inner));
            return graph.Relu(graph.Add(normed, _downsample is null ? input : graph.Module(_downsample, input)));
        }
    }
}
