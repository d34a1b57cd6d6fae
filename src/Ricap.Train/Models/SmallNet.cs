using Ricap.Train.Onnx.Writing;
using TorchSharp;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary><c>small</c>: what a CPU trains in minutes.</summary>
/// <remarks>
/// Three blocks of [3×3 convolution without bias, padding 1 → batch normalisation → ReLU → 2×2 max pooling] with 32, 64
/// and 128 channels, the mean over what is left, one linear layer. 93,472 parameters and 129·C more for C classes. Names:
/// <c>conv1..3</c>, <c>bn1..3</c>, <c>fc</c>. From 28 pixels on.
/// </remarks>
internal sealed class SmallNet : ImageModel, IOnnxSource
{
    private readonly List<(Convolution Conv, Norm Norm)> _blocks = [];
    private readonly Linear _fc;

    public SmallNet(ModelOptions options)
        : base(options, "fc", minSide: 28)
    {
        int input = 3;
        foreach (int output in (int[])[32, 64, 128])
        {
            (Convolution Conv, Norm Norm) block = (Layers.Conv(input, output, 3), new Norm(output));
            _blocks.Add(block);
            register_module($"conv{_blocks.Count}", block.Conv);
            register_module($"bn{_blocks.Count}", block.Norm);
            input = output;
        }

        register_module("fc", _fc = torch.nn.Linear(input, options.Classes));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = input.alias();
        foreach ((Convolution conv, Norm norm) in _blocks)
        {
            using Tensor before = x;
            using Tensor y = Layers.ConvNormRelu(conv, norm, before);
            x = F.max_pool2d(y, 2);
        }

        using Tensor features = x;
        return Layers.PoolAndClassify(_fc, features);
    }

    public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input)
    {
        OnnxValue x = input;
        foreach ((Convolution conv, Norm norm) in _blocks)
        {
            x = graph.MaxPool(Layers.ConvNormRelu(graph, conv, norm, x), [2], [2], [0], [1]);
        }

        return Layers.PoolAndClassify(graph, _fc, x);
    }
}
