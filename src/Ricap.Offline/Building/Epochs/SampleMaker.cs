using System.Buffers;
using Ricap.Formats;
using Ricap.ImageFiles;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Rendering;
using Ricap.Shards.Records;

namespace Ricap.Building.Epochs;

/// <summary>Plans, renders, records and encodes runs of samples. One instance a thread; the same for making shards and for checking them.</summary>
internal sealed class SampleMaker(DatasetOptions options, IBaseRows baseRows, RecordWriter records)
{
    private readonly SampleRenderer _renderer = new(baseRows, options.Width, options.Height, options.Fill);
    private readonly SampleEncoder? _encoder =
        options.Format.HoldsImages ? SampleEncoder.Create(options.Image) : null;

    private BatchPlan? _batch;
    private EpochPlan? _epoch;

    /// <summary>Fills a buffer with samples <paramref name="first"/>..first + count − 1 of an epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="first">The first sample.</param>
    /// <param name="count">How many.</param>
    /// <param name="buffer">Takes them.</param>
    /// <param name="earlier">Their images where they were made before; null if they were not.</param>
    public void Make(EpochPlan epoch, int first, int count, SampleBuffer buffer, EarlierRun? earlier = null)
    {
        buffer.Begin(epoch.Epoch, first);
        for (int index = first; index < first + count; index++)
        {
            BatchPlan batch = BatchOf(epoch, index / options.Batch);
            var plan = new SamplePlan(batch, index - batch.First);
            Span<byte> pixels = buffer.Next();
            _renderer.Render(batch, plan, pixels);
            records.Write(plan, epoch.BetaOf(plan), buffer.Records);
            ReadOnlySpan<byte> image = earlier is null ? [] : earlier.ImageOf(index - first, plan);
            if (image.IsEmpty)
            {
                _encoder?.Encode(pixels, options.Width, options.Height, buffer.Images);
            }
            else
            {
                buffer.Images.Write(image);
            }

            buffer.Close();
        }
    }

    private BatchPlan BatchOf(EpochPlan epoch, int number)
    {
        if (_batch?.Batch != number || _epoch != epoch)
        {
            (_batch, _epoch) = (epoch.Batch(number), epoch);
        }

        return _batch;
    }
}
