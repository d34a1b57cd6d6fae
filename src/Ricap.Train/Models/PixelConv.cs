using Ricap.Train.Runtime;
using TorchSharp.Modules;
using F = TorchSharp.torch.nn.functional;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models;

/// <summary>
/// A 1×1 convolution that is right on every processor, in place of <c>nn.Conv2d(input, output, 1, stride)</c>: float [N,I,H,W] to
/// [N,O,⌈H/stride⌉,⌈W/stride⌉]. Its parameters have the names, shapes and initial values that a <c>Conv2d</c>'s have.
/// </summary>
/// <remarks>
/// Where libtorch's own would be wrong or slow (<see cref="HiddenCaches"/>: on the CPU, on AMD processors whose hypervisor hides the
/// caches) it is computed as the matrix product over pixels that it is, at 0 to 6 % of a training step; anywhere else it is
/// libtorch's. All of ours are made in one place, <see cref="Layers.Conv"/>.
/// </remarks>
public sealed class PixelConv : Convolution
{
    private readonly long _stride;

    /// <summary>A layer with PyTorch's initial values.</summary>
    /// <param name="input">Channels of what comes in, I.</param>
    /// <param name="output">Channels of what goes out, O.</param>
    /// <param name="stride">Every how many rows and columns a pixel is taken, from the first on.</param>
    /// <param name="bias">Whether it adds a number to each channel.</param>
    public PixelConv(long input, long output, long stride = 1, bool bias = true)
        : base(
            nameof(PixelConv), input, output, [1, 1], [stride, stride], [0, 0], null, [1, 1], false, [0, 0], 1, bias,
            TorchSharp.PaddingModes.Zeros, null, null) => _stride = stride;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return HiddenCaches.Concern(input.device_type) ? Product(input) : F.conv2d(input, weight, bias, [_stride, _stride]);
    }

    /// <summary>
    /// The same as a product of [N·h·w, I] and [I, O]. Of a channels-last tensor at stride 1 the left one is a view; the result
    /// is channels-last in any case.
    /// </summary>
    private Tensor Product(Tensor input)
    {
        using Tensor rows = input.slice(2, 0, input.shape[2], _stride);
        using Tensor taken = rows.slice(3, 0, input.shape[3], _stride);
        using Tensor pixels = taken.permute(0, 2, 3, 1);
        using Tensor matrix = weight.flatten(1);
        using Tensor product = F.linear(pixels, matrix, bias);
        return product.permute(0, 3, 1, 2);
    }
}
