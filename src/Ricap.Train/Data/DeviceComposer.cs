using Ricap.Rendering;
using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data;

/// <summary>Composes batches on a device that holds all images: a few sums of integers and one gather a batch.</summary>
internal sealed class DeviceComposer : IDisposable
{
    private readonly Tensor _pixels;
    private readonly Tensor _xs;
    private readonly Tensor _ys;
    private readonly int _width;
    private readonly int _height;

    /// <summary>A composer.</summary>
    /// <param name="pixels">[1 + S·H·W, channels]: the fill colour, then the pixels of all S images row by row; owned from here on.</param>
    /// <param name="width">Width W of an image in pixels.</param>
    /// <param name="height">Height H of an image in pixels.</param>
    public DeviceComposer(Tensor pixels, int width, int height)
    {
        (_pixels, _width, _height) = (pixels.DetachFromDisposeScope(), width, height);
        using Tensor xs = Numbers.UpTo(width, pixels.device);
        using Tensor ys = Numbers.UpTo(height, pixels.device);
        _xs = xs.view(1, 1, width).DetachFromDisposeScope();
        _ys = ys.view(1, height, 1).DetachFromDisposeScope();
    }

    /// <summary>Bytes that the images of a data set take.</summary>
    public static long BytesOf(long images, int width, int height) => 3 * (1 + (images * width * height));

    /// <summary>Brings the base images to a device.</summary>
    public static DeviceComposer Load(IBaseRows rows, int count, int width, int height, FillRule fill, torch.Device device)
    {
        const int PartBytes = 64 << 20;
        int image = 3 * width * height;
        int perPart = Math.Max(1, PartBytes / image);
        Tensor pixels = torch.empty([1 + ((long)count * width * height), 3], torch.uint8, device);
        using var scope = torch.NewDisposeScope();
        pixels[0] = torch.tensor((byte[])[fill.Colour.R, fill.Colour.G, fill.Colour.B], device: device);
        byte[] part = new byte[perPart * (long)image];
        for (int first = 0; first < count; first += perPart)
        {
            int images = Math.Min(perPart, count - first);
            for (int i = 0; i < images; i++)
            {
                rows.Read(first + i, 0, part.AsSpan(i * image, image));
            }

            using Tensor host = torch.tensor(part.AsSpan(0, images * image).ToArray(), [images * (long)width * height, 3], torch.uint8);
            using Tensor target = pixels.narrow(0, 1 + ((long)first * width * height), images * (long)width * height);
            target.copy_(host);
        }

        return new DeviceComposer(pixels.MoveToOuterDisposeScope(), width, height);
    }

    /// <summary>Composes a batch.</summary>
    /// <param name="table">64-bit integers [N, 2H+2W+2] of <see cref="GatherTable"/>, on the device.</param>
    /// <returns>[N,H,W,channels]; the caller's.</returns>
    public Tensor Compose(Tensor table)
    {
        using var scope = torch.NewDisposeScope();
        long n = table.shape[0];
        Tensor rows = table.narrow(1, 0, 2 * _height).view(n, 2, _height, 1);
        Tensor columns = table.narrow(1, 2 * _height, 2 * _width).view(n, 2, 1, _width);
        Tensor right = _xs >= table.narrow(1, (2 * _height) + (2 * _width), 1).view(n, 1, 1);
        Tensor lower = _ys >= table.narrow(1, (2 * _height) + (2 * _width) + 1, 1).view(n, 1, 1);
        Tensor row = torch.where(right, rows.select(1, 1), rows.select(1, 0));
        Tensor column = torch.where(lower, columns.select(1, 1), columns.select(1, 0));
        Tensor places = row.add_(column, Numbers.One).clamp_min_(Numbers.Zero).view(-1);
        return _pixels.index_select(0, places).view(n, _height, _width, _pixels.shape[1]).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pixels.Dispose();
        _xs.Dispose();
        _ys.Dispose();
    }
}
