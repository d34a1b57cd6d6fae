namespace Ricap.Train.Optimisers;

/// <summary>Which batches of an epoch make a step together: each group of so many, the last of which may be smaller.</summary>
/// <param name="Images">Training images an epoch.</param>
/// <param name="Batch">Images a batch; the epoch's last may be short.</param>
/// <param name="Accumulate">Batches a step, from 1.</param>
internal readonly record struct StepsOfEpoch(int Images, int Batch, int Accumulate)
{
    /// <summary>Batches an epoch.</summary>
    public int Batches => (int)(((long)Images + Batch - 1) / Batch);

    /// <summary>Steps an epoch.</summary>
    public int Steps => (Batches + Accumulate - 1) / Accumulate;

    /// <summary>The step that a batch is part of, from 0.</summary>
    public int StepOf(int batch) => batch / Accumulate;

    /// <summary>Whether a batch is the first of its step.</summary>
    public bool Begins(int batch) => batch % Accumulate == 0;

    /// <summary>Whether a batch is the last of its step.</summary>
    public bool Ends(int batch) => (batch + 1) % Accumulate == 0 || batch + 1 == Batches;

    /// <summary>How much the mean loss of a batch counts in its step: its images over the step's, so that each image counts alike.</summary>
    /// <param name="batch">The batch, from 0.</param>
    /// <param name="count">Its images.</param>
    public double ShareOf(int batch, int count)
    {
        long step = (long)Accumulate * Batch;
        long first = StepOf(batch) * step;
        return count / (double)(Math.Min(first + step, Images) - first);
    }
}
