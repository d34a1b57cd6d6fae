using Ricap.Train.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Models;

/// <summary>1×1 convolutions, whichever way they are computed, against a product in double precision.</summary>
public sealed class PixelConvTests
{
    /// <summary>Relative to the largest value: sums of up to 4,096 products of floats.</summary>
    private const double Tolerance = 2e-6;

    /// <summary>Channels in and out, stride, side: shapes that libtorch 2.10 gets wrong where caches are hidden, and some beside them.</summary>
    private static readonly (int Input, int Output, int Stride, int Side)[] Shapes =
    [
        (256, 512, 2, 8), // resnet18 at 32 pixels
        (256, 512, 2, 16), // at 64
        (160, 320, 2, 32), (320, 640, 2, 16), // wrn-28-10
        (80, 160, 2, 32), (112, 224, 2, 32), (176, 352, 2, 16), (544, 1088, 2, 4), // wrn of other widths
        (1024, 512, 1, 2), // densenet121 at 32 pixels: the one that ends the process
        (64, 128, 1, 8), (5, 3, 3, 7),
    ];

    public static TheoryData<int, int, int, int, bool, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, int, int, bool, int>();
            foreach ((int input, int output, int stride, int side) in Shapes)
            {
                foreach ((bool product, int threads) in Roads.All)
                {
                    cases.Add(input, output, stride, side, product, threads);
                }
            }

            return cases;
        }
    }

    [TorchTheory]
    [MemberData(nameof(Cases))]
    public void It_is_the_product_of_pixels_and_weights(int input, int output, int stride, int side, bool product, int threads)
    {
        using var roads = new Roads(product, threads);
        using var layer = new PixelConv(input, output, stride);
        foreach (int batch in (int[])[1, 2, 16])
        {
            using var scope = NewDisposeScope();
            Tensor images = Numbers("images", batch, side, side, input).requires_grad_();
            using (no_grad())
            {
                layer.weight.copy_(Numbers("weight", output, input, 1, 1));
                layer.bias!.copy_(Numbers("bias", output));
            }

            layer.zero_grad();
            Tensor result = layer.forward(images.permute(0, 3, 1, 2));
            Tensor slope = Numbers("slope", [.. result.shape]);
            result.backward([slope]);

            // The same in doubles, by matrix products alone.
            TensorIndex every = TensorIndex.Slice(null, null, stride);
            Tensor taken = images.detach().to(float64)[TensorIndex.Ellipsis, every, every, TensorIndex.Colon].reshape(-1, input);
            Tensor matrix = layer.weight.detach().to(float64).reshape(output, input);
            Tensor outward = slope.to(float64).permute(0, 2, 3, 1).reshape(-1, output);
            Tensor inward = zeros(images.shape, float64);
            inward[TensorIndex.Ellipsis, every, every, TensorIndex.Colon] = outward.mm(matrix).reshape(batch, result.shape[2], result.shape[3], input);

            string what = $"{input} to {output} at batch {batch}";
            Near(taken.mm(matrix.t()).add(layer.bias!.detach()), result.permute(0, 2, 3, 1).reshape(-1, output), $"{what}: forward");
            Near(inward, images.grad!, $"{what}: gradient of the images");
            Near(outward.t().mm(taken), layer.weight.grad!.reshape(output, input), $"{what}: gradient of the weights");
            Near(outward.sum(dim: 0), layer.bias!.grad!, $"{what}: gradient of the biases");
        }
    }

    /// <summary>What is in one place is right in one place.</summary>
    [TorchTheory]
    [InlineData("small")]
    [InlineData("resnet18")]
    [InlineData("wrn-16-2")]
    [InlineData("densenet121")]
    public void No_model_has_another(string name)
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 10 });
        Convolution[] single = [.. model.modules().OfType<Convolution>().Where(c => c.weight.shape[2] == 1)];
        Assert.All(single, c => Assert.IsType<PixelConv>(c));
        Assert.Equal(name is "small", single.Length == 0);
    }

    [TorchFact]
    public void Its_parameters_are_a_Conv2ds()
    {
        using var ours = new PixelConv(6, 4);
        using Conv2d theirs = nn.Conv2d(6, 4, 1);
        using var none = new PixelConv(6, 4, bias: false);
        Assert.Equal(Shapes(theirs), Shapes(ours));
        Assert.Equal(["weight [4,6,1,1]"], Shapes(none));
        double bound = 1 / Math.Sqrt(6);
        Assert.InRange(ours.weight.abs().max().item<float>(), bound / 2, bound);

        static string[] Shapes(nn.Module module) => [.. module.state_dict().Select(p => $"{p.Key} [{string.Join(',', p.Value.shape)}]")];
    }

    [TorchFact]
    public void It_moves_to_another_type_as_a_whole()
    {
        using var roads = new Roads(product: true);
        using var layer = new PixelConv(6, 4);
        layer.to(float64);
        using Tensor result = layer.forward(ones(1, 6, 2, 2, float64));
        Assert.Equal(float64, result.dtype);
    }

    private static Tensor Numbers(string name, params long[] shape) =>
        tensor(Formula.Numbers(name, shape.Aggregate(1L, (a, b) => a * b))).reshape(shape);

    private static void Near(Tensor expected, Tensor actual, string what)
    {
        double off = (actual.to(float64) - expected).abs().max().item<double>() / expected.abs().max().item<double>();
        Assert.True(off < Tolerance, $"{what} is off by {off:0.0e+0} of the largest value");
    }
}
