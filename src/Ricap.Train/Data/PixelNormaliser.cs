using System.Runtime.InteropServices;
using Ricap.Rendering.Kernels.Floats;
using Ricap.Shards;
using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data;

/// <summary>
/// The one float operation between a batch of bytes and a model: (byte / 255 − mean) / deviation for each channel, rounded alike on
/// the CPU's kernels and on a device: first the product byte · scale, then the sum with a bias.
/// </summary>
public sealed class PixelNormaliser : IDisposable
{
    private readonly RgbFloats _scale;
    private readonly RgbFloats _bias;
    private readonly Tensor? _deviceScale;
    private readonly Tensor? _deviceBias;
    private Tensor? _buffer;

    /// <summary>A normaliser.</summary>
    /// <param name="mean">The mean of each channel, red green blue, in 0..1.</param>
    /// <param name="deviation">The standard deviation of each channel, above 0.</param>
    /// <param name="device">Where batches are.</param>
    public PixelNormaliser(IReadOnlyList<double> mean, IReadOnlyList<double> deviation, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        ArgumentNullException.ThrowIfNull(device);
        (Mean, Deviation) = (mean, deviation);
        float[] scale = [.. deviation.Select(d => (float)(1 / (255 * d)))];
        float[] bias = [.. mean.Zip(deviation, (m, d) => (float)(-m / d))];
        (_scale, _bias) = (new RgbFloats(scale[0], scale[1], scale[2]), new RgbFloats(bias[0], bias[1], bias[2]));
        if (device.type != DeviceType.CPU)
        {
            _deviceScale = torch.tensor(scale, device: device).DetachFromDisposeScope();
            _deviceBias = torch.tensor(bias, device: device).DetachFromDisposeScope();
        }
    }

    /// <summary>The mean of each channel, red green blue, in 0..1.</summary>
    public IReadOnlyList<double> Mean { get; }

    /// <summary>The standard deviation of each channel.</summary>
    public IReadOnlyList<double> Deviation { get; }

    /// <summary>Measures a data set: mean and deviation of all base pixels, whatever is made of them. The sums are integers.</summary>
    /// <returns>Mean and deviation of each channel; a channel that never changes has deviation 1.</returns>
    /// <exception cref="RicapException">A base shard cannot be read.</exception>
    public static (double[] Mean, double[] Deviation) Measure(RicapDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Measure(RowSubset.All(dataset));
    }

    /// <summary>Measures some images of a data set.</summary>
    internal static (double[] Mean, double[] Deviation) Measure(RowSubset rows)
    {
        RicapDataset dataset = rows.Dataset;
        byte[] image = new byte[3 * dataset.Options.Width * dataset.Options.Height];
        Span<long> histogram = new long[3 * 256];
        for (int source = 0; source < rows.Count; source++)
        {
            DatasetReading.Guard(dataset.Folder, () => rows.Pixels.Read(source, 0, image));
            for (int i = 0; i < image.Length; i += 3)
            {
                histogram[image[i]]++;
                histogram[256 + image[i + 1]]++;
                histogram[512 + image[i + 2]]++;
            }
        }

        double count = (double)rows.Count * dataset.Options.Width * dataset.Options.Height;
        double[] mean = new double[3];
        double[] deviation = new double[3];
        for (int channel = 0; channel < 3; channel++)
        {
            Int128 sum = 0;
            Int128 squares = 0;
            for (int value = 0; value < 256; value++)
            {
                sum += (Int128)value * histogram[(256 * channel) + value];
                squares += (Int128)(value * value) * histogram[(256 * channel) + value];
            }

            double average = (double)sum / count;
            double variance = Math.Max(0, ((double)squares / count) - (average * average));
            mean[channel] = average / 255;
            deviation[channel] = variance > 0 ? Math.Sqrt(variance) / 255 : 1;
        }

        return (mean, deviation);
    }

    /// <summary>Normalises a batch.</summary>
    /// <param name="images">Bytes [N,H,W,3] on the device.</param>
    /// <returns>
    /// Float [N,H,W,3] on the device. It is the normaliser's: on the CPU its memory is used again by the next call, so the backward pass
    /// of a batch comes before that.
    /// </returns>
    public Tensor Apply(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (_deviceScale is not null)
        {
            return images.to(torch.float32).mul_(_deviceScale).add_(_deviceBias!, Numbers.One);
        }

        long[] shape = images.shape;
        if (_buffer is null || shape[0] > _buffer.shape[0] || !shape.AsSpan(1).SequenceEqual(_buffer.shape.AsSpan(1)))
        {
            _buffer?.Dispose();
            _buffer = torch.empty(shape).DetachFromDisposeScope();
        }

        Tensor batch = _buffer.narrow(0, 0, shape[0]);
        Normalise.ToFloatRgb(images.bytes, MemoryMarshal.Cast<byte, float>(batch.bytes), _scale, _bias);
        return batch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _deviceScale?.Dispose();
        _deviceBias?.Dispose();
        _buffer?.Dispose();
    }
}
