using Ricap.Building.Output;
using Ricap.CommandLine;
using Ricap.Train.Evaluating;
using Ricap.Train.Recording;

namespace Ricap.Train.Cli.Pictures;

/// <summary>The pictures in the folder of a run, drawn once it has ended.</summary>
internal static class RunPictures
{
    /// <summary>Accuracy over the epochs.</summary>
    public const string AccuracyFile = "accuracy.png";

    /// <summary>Loss over the epochs.</summary>
    public const string LossFile = "loss.png";

    /// <summary>β over the epochs.</summary>
    public const string BetaFile = "beta.png";

    /// <summary>The confusion matrix at the end.</summary>
    public const string ConfusionFile = "confusion.png";

    /// <summary>
    /// Draws what there is: <c>accuracy.png</c>, <c>loss.png</c>, <c>beta.png</c> (if training images are patched) and
    /// <c>confusion.png</c> (if there was a test at the end).
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="rows">The run's epochs.</param>
    /// <param name="test">The test at the end; null if there was none.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <exception cref="RicapException">They cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<EpochRow> rows, EvaluationResult? test, IReadOnlyList<string> classes)
    {
        string name = SafeText.OneLine(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))));
        bool any = rows.Count > 0;
        Write(path, AccuracyFile, any ? Plots.Accuracy(name, rows) : null);
        Write(path, LossFile, any ? Plots.Loss(name, rows) : null);
        Write(path, BetaFile, any ? Plots.Beta(name, rows) : null);
        Write(path, ConfusionFile, test is { Confusion: { } confusion } ? Plots.Confusion(confusion, classes) : null);
    }

    private static void Write(string folder, string name, byte[]? png)
    {
        string path = Path.Combine(folder, name);
        if (png is not null)
        {
            WholeFile.Write(path, png);
        }
        else
        {
            // One that is there is of what was recorded before.
            OutputErrors.Guard(path, () => File.Delete(path));
        }
    }
}
