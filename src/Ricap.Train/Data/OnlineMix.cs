using System.Runtime.InteropServices;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Train.Data.Reading;
using Ricap.Train.Runtime;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Data;

/// <summary>A batch that <see cref="OnlineMix.Mix"/> made; owns its tensors.</summary>
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

/// <summary>How <see cref="OnlineMix"/> mixes. Immutable.</summary>
public sealed record OnlineMixOptions
{
    /// <summary>What samples are made by, e.g. <c>Augmentation.Parse("cutmix")</c> or <c>Augmentation.Parse("cutmix:0.5,mixup:0.5")</c>.</summary>
    public Augmentation Augment { get; init; } = Augmentation.Ricap;

    /// <summary>What chooses among several mixes.</summary>
    public MixChoice Choose { get; init; }

    /// <summary>The parameters of mixes, e.g. <c>MixSettings.Default.With("cutmix-alpha", "0.5")</c>.</summary>
    public MixSettings MixSettings { get; init; } = MixSettings.Default;

    /// <summary>RICAP's β by epoch.</summary>
    public BetaSchedule Schedule { get; init; } = BetaSchedule.Constant(0.3);

    /// <summary>The key of every draw.</summary>
    public ulong Seed { get; init; }

    /// <summary>What the samples of a batch share.</summary>
    public RandomnessMode Mode { get; init; } = RandomnessMode.Sample;

    /// <summary>Whether each image is mirrored left to right first, with chance ½.</summary>
    public bool Flip { get; init; }

    /// <summary>How far each image is shifted first along each axis, in pixels, at most; it is limited to the image's sides.</summary>
    public int Shift { get; init; }

    /// <summary>What shows where a shifted image has no pixels; a colour needs byte images of three channels.</summary>
    public FillRule Fill { get; init; }
}

/// <summary>
/// Mixes for batches of plain tensors, with no data set on disk: each batch is mixed within itself, as (seed, epoch,
/// batch) says and nothing else. Of byte images it makes the bytes that shards have.
/// </summary>
public sealed class OnlineMix
{
    private readonly OnlineMixOptions _options;
    private readonly int _classes;

    /// <summary>A mixer.</summary>
    /// <param name="classes">The number of classes, from 2.</param>
    /// <param name="options">How it mixes.</param>
    public OnlineMix(int classes, OnlineMixOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Shift, nameof(options));
        TorchRuntime.Load();
        (_classes, _options) = (classes, options);
    }

    /// <summary>Mixes a batch.</summary>
    /// <param name="images">
    /// [N,C,H,W], of any type, on any device; not changed. The colour of Cutout is that of byte images of three channels; in
    /// others its square is 0, which is the mean of images that are normalised.
    /// </param>
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
        Planner planner = PlannerFor(n, width, height, epoch, batch);
        var layout = new GatherTable(planner, _options.Fill);
        bool takesColours = TakesColours(images, channels);

        // All that the plan says goes to the device at once, as whole numbers, and is cut up there.
        (long tables, long colours) = ((long)n * layout.Length, 3L * layout.Colours.Count);
        Tensor plan = torch.zeros([tables + ((long)n * n) + n + n + colours], torch.int64);
        Span<long> numbers = MemoryMarshal.Cast<byte, long>(plan.bytes);
        List<int> blended = Write(
            planner.Epoch(epoch).Batch(batch), layout, numbers[..(int)tables], numbers.Slice((int)tables, n * n), numbers.Slice((int)tables + (n * n), n));
        for (int i = 0; i < blended.Count; i++)
        {
            numbers[(int)tables + (n * n) + n + i] = blended[i];
        }

        for (int i = 0; i < layout.Colours.Count; i++)
        {
            Rgb24 colour = layout.Colours[i];
            Span<long> place = numbers.Slice(numbers.Length - (int)colours + (3 * i), 3);
            (place[0], place[1], place[2]) = (colour.R, colour.G, colour.B);
        }

        long at = 0;
        plan = DeviceTraits.Send(plan, images.device);
        Tensor table = Next(n, layout.Length);
        Tensor weights = Next(n, n);
        Tensor totals = Next(n, 1);
        Tensor rows = Next(n).narrow(0, 0, blended.Count);
        Tensor lead = takesColours
            ? Next(layout.Colours.Count, 3).to(torch.uint8)
            : torch.zeros([layout.Colours.Count, channels], images.dtype, images.device);

        Tensor pixels = images.permute(0, 2, 3, 1).reshape(-1, channels);
        using var composer = new DeviceComposer(torch.cat([lead, pixels]), layout);
        Tensor mixed = composer.Compose(table, blended.Count > 0, blended.Count == n ? null : rows).permute(0, 3, 1, 2);

        // Shares are whole numbers, which doubles add up exactly in any order; one division follows, as for shards.
        Tensor given = labels.dim() == 1 ? torch.nn.functional.one_hot(labels, _classes) : labels;
        torch.Device sums = DeviceTraits.ForSums(images.device);
        Tensor shares = Exact(weights).matmul(Exact(given));
        Tensor targets = shares.div(Exact(totals)).to(torch.float32).to(images.device);
        return new MixedBatch(mixed.MoveToOuterDisposeScope(), targets.MoveToOuterDisposeScope());

        Tensor Exact(Tensor numbers) => numbers.to(sums).to(torch.float64);

        Tensor Next(params long[] shape)
        {
            long length = shape.Aggregate(1L, (a, b) => a * b);
            Tensor part = plan.narrow(0, at, length).view(shape);
            at += length;
            return part;
        }
    }

    private bool AreLabels(Tensor labels, long n) =>
        labels.dim() == 1 ? labels.dtype == torch.int64 && labels.shape[0] == n : labels.shape.AsSpan().SequenceEqual([n, _classes]);

    /// <summary>
    /// A planner of an epoch of so many samples that batch b is in it; the order among batches is of no matter, since the
    /// batch is given.
    /// </summary>
    private Planner PlannerFor(int n, int width, int height, int epoch, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        var options = new PlanOptions
        {
            Width = width,
            Height = height,
            Seed = _options.Seed,
            Mode = _options.Mode,
            Schedule = _options.Schedule,
            BatchSize = n,
            Flip = _options.Flip,
            MaxShiftX = Math.Min(_options.Shift, width),
            MaxShiftY = Math.Min(_options.Shift, height),
            Augmentation = _options.Augment,
            Choose = _options.Choose,
            MixSettings = _options.MixSettings,
        };
        return new Planner(options, checked((batch + 1) * n));
    }

    /// <summary>Writes the tables of a batch; gives the rows that are blended over pixels.</summary>
    private static List<int> Write(BatchPlan plan, GatherTable layout, Span<long> table, Span<long> weights, Span<long> totals)
    {
        // The plan counts the sources of an epoch; here there are only those of the batch.
        var rowOf = new Dictionary<int, int>(plan.Count);
        for (int row = 0; row < plan.Count; row++)
        {
            rowOf.Add(plan.Sources[row], row);
        }

        var blended = new List<int>();
        for (int i = 0; i < plan.Count; i++)
        {
            SampleLayers planned = plan[i].Layers;
            var layers = default(SampleLayers);
            foreach (ref readonly Layer layer in planned.AsSpan())
            {
                int row = layer.IsColour ? Layer.NoSource : rowOf[layer.Source];
                layers.Add(layer with { Source = row });
                if (layer.Share > 0)
                {
                    weights[(i * plan.Count) + row] += layer.Share;
                    totals[i] += layer.Share;
                }
            }

            if (layout.Write(layers, table.Slice(i * layout.Length, layout.Length)))
            {
                blended.Add(i);
            }
        }

        return blended;
    }

    private bool TakesColours(Tensor images, int channels)
    {
        bool takesColours = channels == 3 && images.dtype == torch.ScalarType.Byte;
        return takesColours || _options.Fill.Mode != FillMode.Constant
            ? takesColours
            : throw new ArgumentException("A fill colour needs byte images of three channels.", nameof(images));
    }
}
