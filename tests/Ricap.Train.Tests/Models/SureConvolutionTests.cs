using Ricap.Train.Models.Graphs;
using Ricap.Train.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Tests.Models;

/// <summary>Convolutions of kinds drawn at random, outputs and gradients, against double precision, which oneDNN has no part in.</summary>
public sealed class SureConvolutionTests
{
    private const int Kinds = 400;
    private static readonly int[] Channels = [1, 2, 3, 6, 8, 12, 16, 20, 24, 32, 40, 48, 64, 100];

    public static TheoryData<bool, int> Ways
    {
        get
        {
            var ways = new TheoryData<bool, int>();
            foreach ((bool product, int threads) in Roads.All)
            {
                ways.Add(product, threads);
            }

            return ways;
        }
    }

    /// <summary>Those of our models, by oneDNN where libtorch would.</summary>
    [TorchTheory]
    [MemberData(nameof(Ways))]
    public void Those_of_graphs_are_right(bool product, int threads)
    {
        using var roads = new Roads(product, threads);
        using HiddenCaches.Turned turned = HiddenCaches.Rely(true);
        Assert.True(TorchRuntime.OneDnn.IsOn);
        Compare(1, ScalarType.Float32, (kind, x, weight, bias) => SureConvolution.Forward(x, weight, bias, kind.Strides, kind.Padding, kind.Dilations, kind.Groups));
    }

    /// <summary>Those of anybody's, as loading libtorch left it.</summary>
    [TorchTheory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Those_of_a_program_of_its_own_are_right(ScalarType type)
    {
        using var roads = new Roads(HiddenCaches.Here, threads: 2);
        Compare(2, type, (kind, x, weight, bias) => F.conv2d(x, weight, bias, kind.Strides, kind.Padding, kind.Dilations, kind.Groups));
    }

    [TorchFact]
    public void It_is_off_only_where_caches_are_hidden_and_on_only_where_asked()
    {
        Assert.True((TorchRuntime.OneDnn.IsKnown && TorchRuntime.Nnpack.IsKnown) || OperatingSystem.IsWindows());
        Assert.True(!HiddenCaches.Here || !TorchRuntime.Nnpack.IsOn);
        Assert.Equal(!HiddenCaches.Here, TorchRuntime.OneDnn.IsOn);
        using (HiddenCaches.Rely(false))
        {
            Assert.Equal(!HiddenCaches.Here, TorchRuntime.OneDnn.IsOn);
        }

        using (HiddenCaches.Rely(true))
        {
            Assert.True(TorchRuntime.OneDnn.IsOn);
            using (HiddenCaches.Rely(true))
            {
            }

            Assert.True(TorchRuntime.OneDnn.IsOn); // whoever turned it on turns it off
        }

        Assert.Equal(!HiddenCaches.Here, TorchRuntime.OneDnn.IsOn);
    }

    private static void Compare(int seed, ScalarType type, Func<Kind, Tensor, Tensor, Tensor, Tensor> convolve)
    {
        double tolerance = type == ScalarType.Float32 ? 1e-4 : 2e-2;
        var random = new Random(seed);
        var wrong = new List<string>();
        for (int i = 0; i < Kinds; i++)
        {
            Kind kind = Kind.Draw(random);
            using var scope = NewDisposeScope();
            torch.random.manual_seed(i);
            Tensor[] given = [randn(kind.Images), randn(kind.Weights), randn(kind.Weights[0])];
            Tensor[] narrow = [.. given.Select((t, n) => Lay(t.to(type), n < 2 && kind.IsChannelsLast).requires_grad_())];
            Tensor[] exact = [.. narrow.Select(t => t.detach().to(ScalarType.Float64).contiguous().requires_grad_())];
            Tensor expected = F.conv2d(exact[0], exact[1], exact[2], kind.Strides, kind.Padding, kind.Dilations, kind.Groups);
            Tensor actual = convolve(kind, narrow[0], narrow[1], narrow[2]);
            Tensor turned = randn(expected.shape).to(type);
            expected.backward([turned.to(ScalarType.Float64)]);
            actual.backward([Lay(turned, kind.IsChannelsLast)]);

            // Not the bias's: a sum of gradients that may be near 0, and that no convolution computes.
            double[] errors = [Error(expected, actual), .. exact.Zip(narrow, (a, b) => Error(a.grad!, b.grad!)).Take(2)];
            if (errors.Any(error => !(error < tolerance)))
            {
                wrong.Add($"{kind}: off by {string.Join(", ", errors.Select(e => e.ToString("g2", System.Globalization.CultureInfo.InvariantCulture)))}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {Kinds}\n{string.Join('\n', wrong.Take(20))}");
    }

    private static Tensor Lay(Tensor tensor, bool isChannelsLast) => isChannelsLast
        ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).detach()
        : tensor.contiguous().detach();

    private static double Error(Tensor exact, Tensor actual) => ((actual.to(ScalarType.Float64) - exact).norm() / exact.norm()).item<double>();

    private sealed record Kind(bool IsChannelsLast, int Groups, long[] Images, long[] Weights, long[] Strides, long[] Padding, long[] Dilations)
    {
        public static Kind Draw(Random random)
        {
            int Of(params int[] from) => from[random.Next(from.Length)];
            int groups = Of(1, 1, 1, 1, 2, 3, 8, 32);
            int inputs = groups == 1 ? Of(Channels) : Of(1, 1, 1, 2, 4, 8, 16);
            int outputs = groups == 1 ? Of(Channels) : Of(1, 1, 2, 3, 4, 16);
            int side = Of(1, 2, 4, 7, 9, 14, 16), height = Of(1, 3, 3, 3, 5, 7), width = Of(height, height, height, 1, 3), dilation = Of(1, 1, 1, 2);
            (int top, int left) = random.Next(2) == 0 || height > side || width > side || dilation > 1
                ? (height / 2 * dilation, width / 2 * dilation)
                : (0, 0);
            return new Kind(
                random.Next(2) == 0,
                groups,
                [Of(1, 2, 4, 16), inputs * groups, side, side],
                [outputs * groups, inputs, height, width],
                [.. Enumerable.Repeat((long)Of(1, 1, 2), 2)],
                [top, left],
                [dilation, dilation]);
        }

        public override string ToString() =>
            $"[{string.Join(',', Images)}] by [{string.Join(',', Weights)}], {Groups} groups, strides {Strides[0]}, padding {string.Join(',', Padding)}, " +
            $"dilation {Dilations[0]}, {(IsChannelsLast ? "channels-last" : "in planes")}";
    }
}
