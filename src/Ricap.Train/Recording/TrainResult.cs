using Ricap.Train.Evaluating;

namespace Ricap.Train.Recording;

/// <summary>How a run ended.</summary>
/// <param name="Folder">Where its records are.</param>
/// <param name="Rows">Its epochs, those of before it was resumed included.</param>
/// <param name="Test">The test after the last epoch; null if there was none, or the run had ended before.</param>
/// <param name="Classes">The names of the classes, in the order of their numbers.</param>
/// <param name="Divergence">What was not a number; null if the run finished.</param>
public sealed record TrainResult(
    string Folder, IReadOnlyList<EpochRow> Rows, EvaluationResult? Test, IReadOnlyList<string> Classes, Problem? Divergence)
{
    /// <summary>Whether it ended before its last epoch, since the validation saw nothing better for some epochs.</summary>
    public bool StoppedEarly { get; init; }

    /// <summary>The images it was trained and tested on, by hash.</summary>
    internal string? Data { get; init; }
}
