using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data.Reading;

/// <summary>
/// Composes batches on a device that holds all images: a few sums of integers and one gather a batch, and another one for
/// the samples that are blended.
/// </summary>
internal sealed class DeviceComposer : IDisposable
{
    private readonly Tensor _pixels;
    private readonly Tensor _xs;
    private readonly Tensor _ys;
    private readonly Tensor _whole;
    private readonly Tensor _half;
    private readonly Tensor _shift;
    private readonly GatherTable _layout;

    /// <summary>A composer.</summary>
    /// <param name="pixels">[colours + S·H·W, channels]: the layout's colours, then the pixels of all S images row by row; owned from here on.</param>
    /// <param name="layout">What tables look like.</param>
    public DeviceComposer(Tensor pixels, GatherTable layout)
    {
        (_pixels, _layout) = (pixels.DetachFromDisposeScope(), layout);
        using Tensor xs = Numbers.UpTo(layout.Width, pixels.device);
        using Tensor ys = Numbers.UpTo(layout.Height, pixels.device);
        _xs = xs.view(1, 1, layout.Width).DetachFromDisposeScope();
        _ys = ys.view(1, layout.Height, 1).DetachFromDisposeScope();
        _whole = Number(Layer.Opaque);
        _half = Number(Layer.Opaque / 2);
        _shift = Number(16);

        Tensor Number(long value) => Numbers.Whole(value, pixels.device).DetachFromDisposeScope();
    }

    /// <summary>Bytes that the images of a data set take.</summary>
    public static long BytesOf(long images, int width, int height) => 3 * (1 + (images * width * height));

    /// <summary>Brings the base images to a device.</summary>
    public static DeviceComposer Load(IBaseRows rows, int count, GatherTable layout, torch.Device device)
    {
        const int PartBytes = 64 << 20;
        (int width, int height, int lead) = (layout.Width, layout.Height, layout.Colours.Count);
        int image = 3 * width * height;
        int perPart = Math.Max(1, PartBytes / image);
        using var scope = torch.NewDisposeScope(); // all of it, since there may be no memory for the rest
        Tensor pixels = torch.empty([lead + ((long)count * width * height), 3], torch.uint8, device);
        pixels.narrow(0, 0, lead).copy_(Lead(layout.Colours));
        byte[] part = new byte[perPart * (long)image];
        for (int first = 0; first < count; first += perPart)
        {
            int images = Math.Min(perPart, count - first);
            for (int i = 0; i < images; i++)
            {
                rows.Read(first + i, 0, part.AsSpan(i * image, image));
            }

            using Tensor host = torch.tensor(part.AsSpan(0, images * image).ToArray(), [images * (long)width * height, 3], torch.uint8);
            using Tensor target = pixels.narrow(0, lead + ((long)first * width * height), images * (long)width * height);
            target.copy_(host);
        }

        return new DeviceComposer(pixels.MoveToOuterDisposeScope(), layout);
    }

    /// <summary>Colours as bytes [n,3] on the CPU.</summary>
    public static Tensor Lead(IReadOnlyList<Rgb24> colours) => torch.tensor(
        (byte[])[.. colours.SelectMany(colour => (byte[])[colour.R, colour.G, colour.B])], [colours.Count, 3], torch.uint8);

    /// <summary>Composes a batch.</summary>
    /// <param name="table">64-bit integers [N,<see cref="GatherTable.Length"/>] of <see cref="GatherTable"/>, on the device.</param>
    /// <param name="blended">The rows for which writing the table said that something is blended.</param>
    /// <returns>[N,H,W,channels]; the caller's.</returns>
    public Tensor Compose(Tensor table, IReadOnlyList<int> blended)
    {
        using var scope = torch.NewDisposeScope();
        if (blended.Count == 0 || blended.Count == table.shape[0])
        {
            return Compose(table, blended.Count > 0, null).MoveToOuterDisposeScope();
        }

        Tensor rows = DeviceTraits.Send(torch.tensor((long[])[.. blended.Select(row => (long)row)]), table.device);
        return Compose(table, true, rows).MoveToOuterDisposeScope();
    }

    /// <summary>Composes a batch; temporary tensors are the caller's scope's.</summary>
    /// <param name="table">As above.</param>
    /// <param name="blends">Whether there are rows in which something is blended.</param>
    /// <param name="rows">Which, as 64-bit integers on the device; null for all.</param>
    public Tensor Compose(Tensor table, bool blends, Tensor? rows)
    {
        Tensor places = Grid(table);
        for (int k = 0; k < _layout.Overlays; k++)
        {
            Tensor section = Section(table, k);
            Tensor hides = Inside(section).logical_and_(Weight(section).eq(Numbers.Zero));
            places = torch.where(hides, Places(section), places);
        }

        Tensor images = Gather(places);
        return blends ? Blend(images, table, rows) : images;
    }

    public void Dispose()
    {
        _pixels.Dispose();
        _xs.Dispose();
        _ys.Dispose();
        _whole.Dispose();
        _half.Dispose();
        _shift.Dispose();
    }

    /// <summary>The places of pixels in the base, [N,H,W], by what tiles the samples; negative for the fill colour.</summary>
    private Tensor Grid(Tensor table)
    {
        (long n, int width, int height) = (table.shape[0], _layout.Width, _layout.Height);
        Tensor rows = table.narrow(1, 0, 2 * height).view(n, 2, height, 1);
        Tensor columns = table.narrow(1, 2 * height, 2 * width).view(n, 2, 1, width);
        Tensor right = _xs >= table.narrow(1, _layout.GridLength - 2, 1).view(n, 1, 1);
        Tensor lower = _ys >= table.narrow(1, _layout.GridLength - 1, 1).view(n, 1, 1);
        Tensor row = torch.where(right, rows.select(1, 1), rows.select(1, 0));
        Tensor column = torch.where(lower, columns.select(1, 1), columns.select(1, 0));
        return row.add_(column, Numbers.One);
    }

    private Tensor Gather(Tensor places)
    {
        Tensor pixels = _pixels.index_select(0, places.clamp_min_(Numbers.Zero).view(-1));
        return pixels.view(places.shape[0], _layout.Height, _layout.Width, _pixels.shape[1]);
    }

    /// <summary>
    /// Layers over the pixels of some samples, one after the other. Bytes are blended as the kernel blends them; other whole
    /// numbers likewise, in 64 bits; floats in their own precision.
    /// </summary>
    private Tensor Blend(Tensor images, Tensor table, Tensor? rows)
    {
        Tensor own = rows is null ? table : table.index_select(0, rows);
        Tensor pixels = rows is null ? images : images.index_select(0, rows);
        for (int k = 0; k < _layout.Overlays; k++)
        {
            Tensor section = Section(own, k);
            Tensor weight = Weight(section).mul(Inside(section)).unsqueeze(3);
            pixels = Over(pixels, Gather(Places(section)), weight);
        }

        return rows is null ? pixels : images.index_copy_(0, rows, pixels);
    }

    private Tensor Over(Tensor below, Tensor over, Tensor weight)
    {
        Tensor rest = weight.neg().add(_whole, Numbers.One);
        if (below.is_floating_point())
        {
            Tensor overShare = weight.div(_whole).to(below.dtype);
            Tensor belowShare = rest.div(_whole).to(below.dtype);
            return below.mul(belowShare).add_(over.mul(overShare), Numbers.One);
        }

        Tensor sum = below.to(torch.int64).mul(rest).add_(over.to(torch.int64).mul(weight), Numbers.One).add_(_half, Numbers.One);
        return sum.bitwise_right_shift(_shift).to(below.dtype);
    }

    private Tensor Section(Tensor table, int k) =>
        table.narrow(1, _layout.GridLength + ((long)k * _layout.SectionLength), _layout.SectionLength);

    private Tensor Places(Tensor section)
    {
        (long n, int width, int height) = (section.shape[0], _layout.Width, _layout.Height);
        Tensor rows = section.narrow(1, 0, height).view(n, height, 1);
        return rows.add(section.narrow(1, height, width).view(n, 1, width), Numbers.One);
    }

    private Tensor Inside(Tensor section)
    {
        Tensor horizontally = (_xs >= Bound(section, 0)).logical_and_(_xs < Bound(section, 1));
        Tensor vertically = (_ys >= Bound(section, 2)).logical_and_(_ys < Bound(section, 3));
        return vertically.logical_and(horizontally);
    }

    private Tensor Weight(Tensor section) => Bound(section, 4);

    private Tensor Bound(Tensor section, int place) =>
        section.narrow(1, _layout.Width + _layout.Height + place, 1).view(section.shape[0], 1, 1);
}
