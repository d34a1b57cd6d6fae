using System.Text.Json.Serialization;

namespace Ricap.Train.Cli.Experiments;

/// <summary>Trains one run to its end, going on from the checkpoint in its folder if there is one.</summary>
/// <param name="options">Options of <c>ricap-train train</c>, names without dashes; paths are absolute, schedules have epochs, <c>seed</c> is the run's.</param>
/// <param name="folder">The run's own folder, which exists. <c>options.json</c> and <c>outcome.json</c> in it are not the run's.</param>
/// <param name="cancellationToken">Asks for an end; the next call goes on from there.</param>
/// <returns>How it ended. A run whose loss stops being a number gives <see cref="RunOutcome.Diverged"/>, or throws <see cref="ProblemCodes.TrainingDiverged"/>.</returns>
/// <exception cref="RicapException">It cannot be run.</exception>
/// <exception cref="OperationCanceledException">It was asked to end.</exception>
internal delegate RunOutcome RunTraining(IReadOnlyDictionary<string, string> options, string folder, CancellationToken cancellationToken);

/// <summary>Checks the options of a run, as <see cref="RunTraining"/> gets them, without running it, so that a mistake in the last condition is told before the first is trained.</summary>
/// <exception cref="RicapException">One problem for each option that is wrong.</exception>
internal delegate void CheckTraining(IReadOnlyDictionary<string, string> options);

/// <summary>How a run ended.</summary>
/// <param name="TestTop1">After the last epoch: the share of test images whose class is the first guess, 0..1.</param>
/// <param name="TestTop5">After the last epoch: the share whose class is among the first five, 0..1.</param>
/// <param name="TestLoss">After the last epoch: mean cross entropy of a test image, in nats.</param>
/// <param name="TestSamples">How many test images there are.</param>
/// <param name="Curve">One point an epoch, in order.</param>
/// <param name="Diverged">Whether it ended because a number stopped being one; the figures above mean nothing then.</param>
internal sealed record RunOutcome(
    double TestTop1, double TestTop5, double TestLoss, long TestSamples, IReadOnlyList<CurvePoint> Curve, bool Diverged)
{
    /// <summary>The epoch that the validation picked; null without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BestEpoch? Best { get; init; }

    /// <summary>The images it was trained and tested on, by hash; null in files of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Images { get; init; }
}

/// <summary>The epoch of a run that its validation picked.</summary>
/// <param name="Epoch">Its number, from 0.</param>
/// <param name="ValidationTop1">After it, on the validation images, 0..1.</param>
/// <param name="TestTop1">After it, on the test images, which had no part in picking it, 0..1.</param>
internal sealed record BestEpoch(int Epoch, double ValidationTop1, double TestTop1);

/// <summary>One epoch of a run.</summary>
/// <param name="Epoch">Its number, from 0.</param>
/// <param name="Beta">Its β; null for a baseline without RICAP.</param>
/// <param name="TrainLoss">Mean loss of its batches, in nats.</param>
/// <param name="TrainAccuracy">Of its batches, 0..1.</param>
/// <param name="TestLoss">After it, in nats; null if it was not tested.</param>
/// <param name="TestTop1">After it, 0..1; null if it was not tested.</param>
internal sealed record CurvePoint(
    int Epoch, double? Beta, double TrainLoss, double TrainAccuracy, double? TestLoss, double? TestTop1);
