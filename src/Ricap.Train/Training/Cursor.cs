using Ricap.Train.Evaluating;

namespace Ricap.Train.Training;

/// <summary>Where a run stands.</summary>
/// <param name="Epoch">The epoch to train next, or to go on with, from 0.</param>
/// <param name="Batch">The batch of it to train next, from 0.</param>
/// <param name="Sums">The sums of the epoch so far.</param>
/// <param name="Time">How long it trained so far.</param>
internal sealed record Cursor(int Epoch, int Batch, MeterSums Sums, EpochTime Time)
{
    /// <summary>The beginning.</summary>
    public static Cursor Start { get; } = At(0);

    /// <summary>Sums and time as a checkpoint has them.</summary>
    public IReadOnlyList<double> Numbers => [Sums.Loss, Sums.Correct, Sums.Samples, Time.Seconds, Time.Waited];

    /// <summary>The beginning of an epoch.</summary>
    public static Cursor At(int epoch) => new(epoch, 0, default, default);

    /// <summary>A cursor whose <see cref="Numbers"/> are these; null if no cursor's are.</summary>
    public static Cursor? Of(int epoch, int batch, IReadOnlyList<double> numbers) =>
        numbers is [var loss, var correct, var samples and >= 0 and < long.MaxValue / 2, var seconds, var waited] && samples == Math.Floor(samples)
            ? new Cursor(epoch, batch, new MeterSums(loss, correct, (long)samples), new EpochTime(seconds, waited))
            : null;
}
