namespace Ricap.Train.Evaluating;

/// <summary>How well a model does on samples it was not trained on.</summary>
/// <param name="Samples">How many were scored: all that were added.</param>
/// <param name="Loss">The mean cross-entropy in nats; NaN if a logit was not a number.</param>
/// <param name="Top1">The share (0..1) whose class was ranked first; NaN without samples.</param>
/// <param name="Top5">The share whose class was among the first five, or the first C where there are fewer classes.</param>
/// <param name="Classes">The same for each class, in the order of their numbers.</param>
/// <param name="Confusion">What was taken for what; its diagonal over its sum is <paramref name="Top1"/>.</param>
public sealed record EvaluationResult(
    long Samples, double Loss, double Top1, double Top5, IReadOnlyList<ClassResult> Classes, ConfusionMatrix Confusion);

/// <summary>How well a model does on one class.</summary>
/// <param name="Class">Its number.</param>
/// <param name="Samples">How many samples are of it.</param>
/// <param name="Top1">The share (0..1) of them ranked first, also called recall; null if there are none.</param>
/// <param name="Top5">The share of them among the first five; null if there are none.</param>
/// <param name="Precision">The share of the samples taken for this class that are of it; null if none was.</param>
public sealed record ClassResult(int Class, long Samples, double? Top1, double? Top5, double? Precision);
