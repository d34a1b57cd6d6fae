using System.Globalization;
using Ricap.Options;
using Ricap.Train.Checkpoints;

namespace Ricap.Train.Training;

/// <summary>What can be wrong with a run, each with what to do about it.</summary>
internal static class TrainProblems
{
    /// <summary>The loss is no number any more.</summary>
    public static RicapException Diverged(int epoch, int batch, double rate) => new(Problem.Error(
        ProblemCodes.TrainingDiverged,
        null,
        $"the loss is not a number after batch {batch} of epoch {epoch}, at learning rate {rate.ToString("R", CultureInfo.InvariantCulture)}; "
        + "the checkpoint, if one was written, is of before that: try a lower --lr"));

    /// <summary>A weight or a running mean is no number, though the loss still is.</summary>
    public static RicapException WeightsDiverged(string name) => new(Problem.Error(
        ProblemCodes.TrainingDiverged, null, $"'{name}' has values that are not numbers; the checkpoint, if one was written, is of before that: try a lower --lr"));

    /// <summary>The model says of the test images what is no number, though the training loss still is one.</summary>
    public static RicapException TestDiverged(int epoch) => new(Problem.Error(
        ProblemCodes.TrainingDiverged,
        null,
        $"the test loss after epoch {epoch} is not a number; the checkpoint, if one was written, is of before that epoch's end: try a lower --lr"));

    /// <summary>A batch is one image, and the model's last layers see one pixel of it.</summary>
    public static RicapException LoneImage(string model, int images, DatasetOptions plan)
    {
        int other = Enumerable.Range(plan.Batch + 1, images).FirstOrDefault(batch => !HasLoneImage(images, batch));
        return new RicapException(Problem.Error(
            ProblemCodes.InvalidOption,
            null,
            $"--batch {plan.Batch} makes a batch of one of {images} images, and {model} has no variance to normalise one image of "
            + $"{plan.Width}x{plan.Height} by{(other > 0 ? $"; --batch {other} leaves none alone" : "")}"));
    }

    /// <summary>Whether one of an epoch's batches is a single image.</summary>
    public static bool HasLoneImage(int images, int batch) => batch == 1 || images % batch == 1;

    /// <summary>The checkpoint is of a later epoch than the run's last.</summary>
    public static RicapException TrainedFurther(string path, CheckpointState state, int epochs) => new(Problem.Error(
        ProblemCodes.CheckpointMismatch,
        path,
        $"is of epoch {state.Epoch}, batch {state.Batch}; a run of {epochs} epochs ends before that, and nothing is untrained: give more --epochs"));

    /// <summary>The output folder has a run in it.</summary>
    public static RicapException RunExists(string folder) => new(Problem.Error(
        ProblemCodes.InvalidOption, folder, "has a run already; --resume goes on with it, --overwrite begins it anew"));

    /// <summary>Training and test data do not fit together.</summary>
    public static Problem? Unlike(RicapDataset train, RicapDataset test)
    {
        if ((train.Options.Width, train.Options.Height) != (test.Options.Width, test.Options.Height))
        {
            return Mismatch(test, $"has images of {Size(test)}, the training data of {Size(train)}; render one of them with the other's --size");
        }

        IReadOnlyList<string> ours = train.Manifest.Classes;
        IReadOnlyList<string> theirs = test.Manifest.Classes;
        if (ours.Count != theirs.Count)
        {
            return Mismatch(test, $"has {theirs.Count} classes, the training data {ours.Count}; {Agree(train)}");
        }

        int i = Enumerable.Range(0, ours.Count).FirstOrDefault(i => ours[i] != theirs[i], -1);
        return i < 0 ? null : Mismatch(test, $"calls class {i} '{theirs[i]}', the training data '{ours[i]}'; {Agree(train)}");
    }

    /// <summary>The images are smaller than the model takes.</summary>
    public static RicapException TooSmall(RicapDataset dataset, string model, int least) => new(Problem.Error(
        ProblemCodes.InvalidOption, dataset.Folder, $"has images of {Size(dataset)}; {model} takes {least}x{least} or more"));

    private static string Agree(RicapDataset train) => $"render it with --classes {train.Folder}, and it has the same ones";

    private static Problem Mismatch(RicapDataset test, string message) =>
        Problem.Error(ProblemCodes.DatasetMismatch, test.Folder, message);

    private static string Size(RicapDataset dataset) => $"{dataset.Options.Width}x{dataset.Options.Height}";
}
