using Ricap.Train.Onnx.Writing;
using Ricap.Train.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary><c>wrn-D-K</c>: the wide residual network of depth D and width factor K that RICAP's paper trains (28-10).</summary>
/// <remarks>
/// Zagoruyko and Komodakis, BMVC 2016: a 3×3 convolution to 16 channels; three groups of (D−4)/6 pre-activated blocks
/// [bn → ReLU → 3×3 → bn → ReLU → dropout → 3×3] with 16K, 32K and 64K channels, the second and third group halving the
/// size; bn, ReLU, mean, linear. Where a block changes the number of channels its shortcut is a 1×1 convolution of the
/// pre-activated input. Names: <c>conv1</c>, <c>block1..3.i.{bn1,conv1,bn2,conv2,shortcut}</c>, <c>bn1</c>, <c>fc</c>. From 32 pixels on.
/// </remarks>
internal sealed class WideResNet : ImageModel, IOnnxSource
{
    private readonly Convolution _conv1 = Layers.Conv(3, 16, 3);
    private readonly Sequential _blocks;
    private readonly Norm _bn1;
    private readonly Linear _fc;

    public WideResNet(ModelOptions options, int depth, int width)
        : base(options, "fc", minSide: 32)
    {
        register_module("conv1", _conv1);
        var groups = new List<(string, torch.nn.Module<Tensor, Tensor>)>();
        int input = 16;
        for (int group = 0; group < 3; group++)
        {
            var blocks = new List<(string, torch.nn.Module<Tensor, Tensor>)>();
            int output = (16 << group) * width;
            for (int i = 0; i < (depth - 4) / 6; i++)
            {
                blocks.Add(($"{i}", new Block(input, output, i == 0 && group > 0 ? 2 : 1, options.Dropout)));
                input = output;
            }

            groups.Add(($"block{group + 1}", torch.nn.Sequential(blocks)));
            register_module(groups[^1].Item1, groups[^1].Item2);
        }

        _blocks = torch.nn.Sequential(groups);
        register_module("bn1", _bn1 = new Norm(input));
        register_module("fc", _fc = torch.nn.Linear(input, options.Classes));
    }

    public override Tensor forward(Tensor input)
    {
        using Tensor stem = _conv1.forward(input);
        using Tensor blocks = _blocks.forward(stem);
        using Tensor features = Layers.NormRelu(_bn1, blocks);
        return Layers.PoolAndClassify(_fc, features);
    }

    public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input) =>
        Layers.PoolAndClassify(graph, _fc, Layers.NormRelu(graph, _bn1, graph.Module(_blocks, graph.Module(_conv1, input))));

    private sealed class Block : torch.nn.Module<Tensor, Tensor>, IOnnxSource
    {
        private readonly Norm _bn1;
        private readonly Convolution _conv1;
        private readonly Norm _bn2;
        private readonly Convolution _conv2;
        private readonly Convolution? _shortcut;
        private readonly double _dropout;

        public Block(int input, int output, int stride, double dropout)
            : base(nameof(Block))
        {
            _dropout = dropout;
            register_module("bn1", _bn1 = new Norm(input));
            register_module("conv1", _conv1 = Layers.Conv(input, output, 3, stride));
            register_module("bn2", _bn2 = new Norm(output));
            register_module("conv2", _conv2 = Layers.Conv(output, output, 3));
            if (stride != 1 || input != output)
            {
                register_module("shortcut", _shortcut = Layers.Conv(input, output, 1, stride));
            }
        }

        public override Tensor forward(Tensor input)
        {
            using Tensor active = Layers.NormRelu(_bn1, input);
            using Tensor inner = _conv1.forward(active);
            using Tensor between = Layers.NormRelu(_bn2, inner);
            using Tensor dropped = _dropout > 0 ? F.dropout(between, _dropout, training) : between.alias();
            using Tensor shortcut = _shortcut?.forward(active) ?? input.alias();
            return _conv2.forward(dropped).add_(shortcut, Numbers.One);
        }

        public OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input)
        {
            OnnxValue active = Layers.NormRelu(graph, _bn1, input);
            OnnxValue inner = Layers.NormRelu(graph, _bn2, graph.Module(_conv1, active));
            return graph.Add(graph.Module(_conv2, inner), _shortcut is null ? input : graph.Module(_shortcut, active));
        }
    }
}
