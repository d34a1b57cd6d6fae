using Ricap.Planning;
using Ricap.Shards;
using Ricap.Shards.Records;
using Ricap.Train.Losses;

namespace Ricap.Train.Data.Reading;

/// <summary>The plans and targets of an epoch's batches, for the roads that compose. Any thread may use it.</summary>
/// <param name="epoch">The epoch.</param>
/// <param name="sources">Every source, in the order that plans count.</param>
/// <param name="classes">The number of classes C.</param>
/// <param name="slice">Which rows of each batch are wanted.</param>
internal sealed class PlannedBatches(EpochPlan epoch, RecordSources sources, int classes, BatchSlice slice)
{
    /// <summary>Width W of samples in pixels.</summary>
    public int Width => epoch.Planner.Options.Width;

    /// <summary>Height H of samples in pixels.</summary>
    public int Height => epoch.Planner.Options.Height;

    /// <summary>The most classes a label has.</summary>
    public int MaxLabel => SampleLabels.MaxCount(sources);

    /// <summary>Says which batch a buffer is for; false if the epoch has none of that number.</summary>
    public bool Take(HostBatch buffer, int number)
    {
        Planner planner = epoch.Planner;
        if (number >= planner.Batches)
        {
            return false;
        }

        (buffer.Number, buffer.Whole) = (number, Math.Min(planner.Options.BatchSize, planner.Sources - (number * planner.Options.BatchSize)));
        (buffer.FirstRow, buffer.Count) = slice.Of(buffer.Whole);
        return true;
    }

    /// <summary>Plans the batch that was taken. It is a tenth of the work or more, so that it is for the threads, not for one after the other.</summary>
    public BatchPlan Plan(HostBatch buffer) => epoch.Batch(buffer.Number);

    /// <summary>Writes the target of a sample.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="targets">Those of the batch it is in.</param>
    /// <param name="row">Its place in the batch.</param>
    /// <param name="label">Room for <see cref="MaxLabel"/> entries.</param>
    public void WriteTarget(in SamplePlan plan, Span<float> targets, int row, Span<ClassWeight> label)
    {
        int count = SampleLabels.Of(plan, sources, label);
        SoftTargets.WriteRow(label[..count], Row(targets, row, classes));
    }

    /// <summary>The floats of one sample's target.</summary>
    public static Span<float> Row(Span<float> targets, int row, int classes) => targets.Slice(row * classes, classes);
}
