using System.Runtime.InteropServices;
using Ricap.Planning;
using Ricap.Rendering;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data;

/// <summary>A batch that <see cref="OnlineRicap.Mix"/> made; owns its tensors.</summary>
/// <param name="Images">[N,C,H,W] of the type and on the device of what was mixed; channels-last in memory.</param>
/// <param name="Targets">The soft labels, float [N,classes]; each row sums to 1.</param>
public sealed record MixedBatch(Tensor Images, Tensor Targets) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Targets.Dispose();
    }
}

/// <summary>
/// RICAP for batches of plain tensors, with no data set on disk: each batch is cut and patched within itself, as
/// (seed, epoch, batch) says and nothing else.
/// </summary>
/// <remarks>RICAP: Takahashi, Matsubara, Uehara, ACML 2018 (PMLR 95:786–798).</remarks>
public sealed class OnlineRicap
{
    private readonly PlanOptions _options;
    private readonly int _classes;
    private readonly FillRule _fill;

    /// <summary>A mixer.</summary>
    /// <param name="classes">The number of classes, from 2.</param>
    /// <param name="schedule">β by epoch, e.g. <c>BetaSchedule.Constant(0.3)</c>.</param>
    /// <param name="seed">The key of every draw.</param>
    /// <param name="mode">What the samples of a batch share.</param>
    /// <param name="flip">Whether each image is mirrored left to right first, with chance ½.</param>
    /// <param name="shift">How far each image is shifted first along each axis, in pixels, at most; it is limited to the image's sides.</param>
    /// <param name="fill">What shows where a shifted image has no pixels; a colour is 0..255 a channel and needs byte images of three channels.</param>
    public OnlineRicap(
        int classes,
        BetaSchedule schedule,
        ulong seed = 0,
        RandomnessMode mode = RandomnessMode.Sample,
        bool flip = false,
        int shift = 0,
        FillRule fill = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentOutOfRangeException.ThrowIfNegative(shift);
        Runtime.TorchRuntime.Load();
        (_classes, _fill) = (classes, fill);
        _options = new PlanOptions
        {
            Width = 1,
            Height = 1,
            Seed = seed,
            Mode = mode,
            Schedule = schedule,
            BatchSize = 1,
            Flip = flip,
            MaxShiftX = shift,
            MaxShiftY = shift,
        };
    }

    /// <summary>Cuts and patches a batch.</summary>
    /// <param name="images">[N,C,H,W], of any type, on any device; not changed.</param>
    /// <param name="labels">64-bit integers [N], each 0..classes − 1, or soft labels, float [N,classes].</param>
    /// <param name="epoch">The epoch, from 0: it decides β.</param>
    /// <param name="batch">The batch's number in the epoch, from 0; batch · N stays below 2³¹.</param>
    /// <returns>The mixed batch; the caller's.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public MixedBatch Mix(Tensor images, Tensor labels, int epoch, int batch)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(labels);
        if (images.dim() != 4 || images.shape[0] < 1 || !AreLabels(labels, images.shape[0]))
        {
            throw new ArgumentException(
                $"Images [N,C,H,W] with N labels, 64-bit integers [N] or soft [N,{_classes}], not [{string.Join(',', images.shape)}] with {labels.dtype} "
                + $"[{string.Join(',', labels.shape)}].",
                nameof(images));
        }

        using IDisposable quiet = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        (int n, int channels, int height, int width) = ((int)images.shape[0], (int)images.shape[1], (int)images.shape[2], (int)images.shape[3]);
        BatchPlan plan = Plan(n, width, height, epoch, batch);
        Tensor table = torch.empty([n, GatherTable.Length(width, height)], torch.int64);
        Tensor weights = torch.zeros([n, n], torch.float64);
        Write(plan, width, height, MemoryMarshal.Cast<byte, long>(table.bytes), MemoryMarshal.Cast<byte, double>(weights.bytes));

        Tensor pixels = images.permute(0, 2, 3, 1).reshape(-1, channels);
        using var composer = new DeviceComposer(torch.cat([Fill(images, channels), pixels]), width, height);
        Tensor mixed = composer.Compose(table.to(images.device)).permute(0, 3, 1, 2);

        // Areas are whole numbers, which doubles add up exactly in any order; one division follows, as for shards.
        Tensor given = labels.dim() == 1 ? torch.nn.functional.one_hot(labels, _classes) : labels;
        Tensor areas = weights.to(images.device).matmul(given.to(torch.float64));
        Tensor whole = torch.tensor((double)width * height, torch.float64, images.device); // a tensor: devices divide by numbers inexactly
        Tensor targets = areas.div(whole).to(torch.float32);
        return new MixedBatch(mixed.MoveToOuterDisposeScope(), targets.MoveToOuterDisposeScope());
    }

    private bool AreLabels(Tensor labels, long n) =>
        labels.dim() == 1 ? labels.dtype == torch.int64 && labels.shape[0] == n : labels.shape.AsSpan().SequenceEqual([n, _classes]);

    /// <summary>
    /// The plan of batch b of an epoch of so many samples that b is in it; the order among batches is of no matter, since the
    /// batch is given.
    /// </summary>
    private BatchPlan Plan(int n, int width, int height, int epoch, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        PlanOptions options = _options with
        {
            Width = width,
            Height = height,
            BatchSize = n,
            MaxShiftX = Math.Min(_options.MaxShiftX, width),
            MaxShiftY = Math.Min(_options.MaxShiftY, height),
        };
        return new Planner(options, checked((batch + 1) * n)).Epoch(epoch).Batch(batch);
    }

    private void Write(BatchPlan plan, int width, int height, Span<long> table, Span<double> weights)
    {
        // The plan counts the sources of an epoch; here there are only those of the batch.
        var rowOf = new Dictionary<int, int>(plan.Count);
        for (int row = 0; row < plan.Count; row++)
        {
            rowOf.Add(plan.Sources[row], row);
        }

        int length = GatherTable.Length(width, height);
        for (int i = 0; i < plan.Count; i++)
        {
            SamplePlan sample = plan[i];
            FourPatches patches = sample.Patches;
            for (int k = 0; k < FourPatches.Count; k++)
            {
                patches[k] = patches[k] with { Source = rowOf[patches[k].Source] };
                weights[(i * plan.Count) + patches[k].Source] += patches[k].Area;
            }

            GatherTable.Write(sample with { Patches = patches }, width, height, _fill, table.Slice(i * length, length));
        }
    }

    private Tensor Fill(Tensor images, int channels)
    {
        if (_fill.Mode != FillMode.Constant)
        {
            return torch.zeros([1, channels], images.dtype, images.device);
        }

        return channels == 3 && images.dtype == torch.ScalarType.Byte
            ? torch.tensor((byte[])[_fill.Colour.R, _fill.Colour.G, _fill.Colour.B], [1, 3], device: images.device)
            : throw new ArgumentException("A fill colour needs byte images of three channels.", nameof(images));
    }
}
