namespace Ricap.Train.Optimisers;

/// <summary>How often the learning rate changes.</summary>
public enum LearningRateUnit
{
    /// <summary>It is that of the epoch's number for all of the epoch.</summary>
    Epoch,

    /// <summary>It follows the schedule from step to step.</summary>
    Step,
}

/// <summary>
/// The learning rate of each step: a function of its place in the run and of nothing else, so that a resumed run needs no
/// scheduler state. Warm-up multiplies the schedule, as PyTorch's <c>ChainedScheduler</c> of <c>LinearLR</c> and the schedule does.
/// </summary>
/// <param name="Schedule">The rate by epoch.</param>
/// <param name="Unit">Whether it is asked for the epoch's number or for the step's place.</param>
/// <param name="Warmup">Epochs, and parts of one, over which a factor rises to 1, step by step; 0 for none.</param>
/// <param name="WarmupFrom">The factor of the first step.</param>
internal sealed record StepRate(LearningRateSchedule Schedule, LearningRateUnit Unit, double Warmup, double WarmupFrom)
{
    /// <summary>The learning rate of a step.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="step">The step in it, from 0.</param>
    /// <param name="steps">Steps an epoch, from 1.</param>
    public double At(int epoch, int step, int steps)
    {
        double time = epoch + ((double)step / steps);
        double rate = Unit == LearningRateUnit.Step ? Schedule.At(time) : Schedule.At(epoch);
        return time < Warmup ? rate * (WarmupFrom + ((1 - WarmupFrom) * time / Warmup)) : rate;
    }
}
