using Ricap.Train.Onnx.Writing;
using TorchSharp;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary><c>densenet121</c>: torchvision's, with its names and shapes throughout.</summary>
/// <remarks>
/// Huang, Liu, van der Maaten, Weinberger, CVPR 2017: growth 32, blocks of 6, 12, 24 and 16 layers, bottlenecks of 128, halving
/// transitions; the ImageNet stem (7×7 of stride 2, 3×3 max pooling of stride 2), so 32 pixels end as 1×1.
/// </remarks>
internal sealed class DenseNet121 : ImageModel, IOnnxSource
{
    private const int Growth = 32;
    private const int Bottleneck = 4 * Growth;

    private readonly Sequential _features;
    private readonly Norm _norm5;
    private readonly Linear _classifier;

    public DenseNet121(ModelOptions options)
        : base(options, "classifier", minSide: 32)
    {
        int channels = 64;
        var features = new List<(string, torch.nn.Module<Tensor, Tensor>)>
        {
            ("conv0", torch.nn.Conv2d(3, channels, 7, 2, 3, bias: false)),
            ("norm0", new Norm(channels)),
            ("relu0", torch.nn.ReLU(inplace: true)),
            ("pool0", torch.nn.MaxPool2d(3, 2, 1)),
        };
        int number = 0;
        foreach (int layers in (int[])[6, 12, 24, 16])
        {
            features.Add(($"denseblock{++number}", new DenseBlock(channels, layers)));
            channels += layers * Growth;
            if (number < 4)
            {
                features.Add(($"transition{number}", new Transition(channels, channels / 2)));
                channels /= 2;
            }
        }

        _norm5 = new Norm(channels);
        features.Add(("norm5", _norm5));
        register_module("features", _features = torch.nn.Sequential(features));
        register_module("classifier", _classifier = torch.nn.Linear(channels, options.Classes));
    }

    internal override bool NeedsTwoImages(int width, int height)
    {
        return _norm5.training && Last(width) * Last(height) == 1;

        // The stem halves twice and rounds up, the transitions halve three times and round down.
        static int Last(int side) => (side + 3) / 4 / 8;
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor features = _features.forward(input).relu_();
        return Layers.PoolAndClassify(_classifier, features);
    }

    public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input) =>
        Layers.PoolAndClassify(graph, _classifier, graph.Relu(graph.Module(_features, input)));

    private sealed class DenseBlock : torch.nn.Module<Tensor, Tensor>, IOnnxSource
    {
        private readonly List<DenseLayer> _layers = [];

        public DenseBlock(int input, int layers)
            : base(nameof(DenseBlock))
        {
            for (int i = 0; i < layers; i++)
            {
                _layers.Add(new DenseLayer(input + (i * Growth)));
                register_module($"denselayer{i + 1}", _layers[i]);
            }
        }

        public override Tensor forward(Tensor input)
        {
            Tensor x = input.alias();
            foreach (DenseLayer layer in _layers)
            {
                using Tensor before = x;
                using Tensor added = layer.forward(before);
                x = torch.cat([before, added], 1);
            }

            return x;
        }

        public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input) =>
            _layers.Aggregate(input, (x, layer) => graph.Concat(x, graph.Module(layer, x)));
    }

    private sealed class DenseLayer : torch.nn.Module<Tensor, Tensor>, IOnnxSource
    {
        private readonly Norm _norm1;
        private readonly Convolution _conv1;
        private readonly Norm _norm2 = new Norm(Bottleneck);
        private readonly Convolution _conv2 = Layers.Conv(Bottleneck, Growth, 3);

        public DenseLayer(int input)
            : base(nameof(DenseLayer))
        {
            register_module("norm1", _norm1 = new Norm(input));
            register_module("conv1", _conv1 = Layers.Conv(input, Bottleneck, 1));
            register_module("norm2", _norm2);
            register_module("conv2", _conv2);
        }

        public override Tensor forward(Tensor input)
        {
            using Tensor active = Layers.NormRelu(_norm1, input);
            using Tensor between = Layers.ConvNormRelu(_conv1, _norm2, active);
            return _conv2.forward(between);
        }

        public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input) =>
            graph.Module(_conv2, Layers.ConvNormRelu(graph, _conv1, _norm2, Layers.NormRelu(graph, _norm1, input)));
    }

    private sealed class Transition : torch.nn.Module<Tensor, Tensor>, IOnnxSource
    {
        private readonly Norm _norm;
        private readonly Convolution _conv;

        public Transition(int input, int output)
            : base(nameof(Transition))
        {
            register_module("norm", _norm = new Norm(input));
            register_module("conv", _conv = Layers.Conv(input, output, 1));
        }

        public override Tensor forward(Tensor input)
        {
            using Tensor active = Layers.NormRelu(_norm, input);
            using Tensor convolved = _conv.forward(active);
            return F.avg_pool2d(convolved, 2);
        }

        public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input)
        {
            OnnxValue convolved = graph.Module(_conv, Layers.NormRelu(graph, _norm, input));
            return graph.AveragePool(convolved, [2], [2], [0], countsPadding: true);
        }
    }
}
