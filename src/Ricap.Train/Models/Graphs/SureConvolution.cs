using Ricap.Train.Runtime;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>Convolutions of any size that are right on every processor: libtorch's, and where those are wrong (<see cref="HiddenCaches"/>) by the way that is not.</summary>
internal static class SureConvolution
{
    /// <summary>Convolves float images [N,I,H,W] with weights [O,I/groups,kh,kw]; pairs are of height and width.</summary>
    /// <returns>[N,O,h,w]; the caller's.</returns>
    public static Tensor Forward(Tensor images, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[] dilations, long groups)
    {
        if (!HiddenCaches.Concern(images.device_type))
        {
            return F.conv2d(images, weight, bias, strides, padding, dilations, groups);
        }

        long[] shape = weight.shape;
        long[] sides = images.shape[2..];
        long[] reach = [.. dilations.Select((dilation, i) => (dilation * (shape[2 + i] - 1)) + 1)];

        // What is wrong channels-last, as the others are not: one channel, a kernel of one pixel, one that reaches over all of a side.
        if (groups == 1 && (shape[1] == 1 || shape is [_, _, 1, 1] || sides[0] <= reach[0] || sides[1] <= reach[1]))
        {
            long[] size = [.. sides.Select((side, i) => ((side + (2 * padding[i]) - reach[i]) / strides[i]) + 1)];
            return Product(images, weight, bias, strides, padding, dilations, size);
        }

        // libtorch takes the layout of either for that of both.
        Func<Tensor, Tensor> lay = groups == 1 ? ChannelsLast : Planes;
        using Tensor x = lay(images), w = lay(weight);
        return F.conv2d(x, w, bias, strides, padding, dilations, groups);
    }

    /// <summary>What each pixel is made of as a row, times the weights; the result is channels-last.</summary>
    private static Tensor Product(Tensor images, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[] dilations, long[] size)
    {
        long[] shape = weight.shape;
        using Tensor columns = F.unfold(images, (shape[2], shape[3]), (dilations[0], dilations[1]), (padding[0], padding[1]), (strides[0], strides[1]));
        using Tensor rows = columns.transpose(1, 2);
        using Tensor matrix = weight.flatten(1);
        using Tensor product = F.linear(rows, matrix, bias);
        using Tensor pixels = product.reshape(images.shape[0], size[0], size[1], shape[0]);
        return pixels.permute(0, 3, 1, 2);
    }

    private static Tensor ChannelsLast(Tensor tensor)
    {
        using Tensor permuted = tensor.permute(0, 2, 3, 1);
        using Tensor dense = permuted.contiguous();
        return dense.permute(0, 3, 1, 2);
    }

    /// <summary>In planes also by its strides: where a side is 1, the same bytes may pass for channels-last, and libtorch goes by that.</summary>
    private static Tensor Planes(Tensor tensor)
    {
        using Tensor dense = tensor.contiguous();
        using Tensor flat = dense.flatten();
        return flat.view(tensor.shape);
    }
}
