using System.Globalization;
using Ricap.Options;
using Ricap.Train.Checkpoints;

namespace Ricap.Train.Training;

/// <summary>What can be wrong with a run, each with what to do about it.</summary>
internal static class TrainProblems
{
    private const string Before = "the checkpoint, if one was written, is of before";
    private static readonly OptionName Rate = new("lr");

    /// <summary>The loss is no number any more.</summary>
    public static RicapException Diverged(int epoch, int batch, double rate) => new(Diverged(
        $"the loss is not a number after batch {batch} of epoch {epoch}, at learning rate {rate.ToString("R", CultureInfo.InvariantCulture)}; {Before} that: try a lower {Rate}"));

    /// <summary>A weight or a running mean is no number, though the loss still is.</summary>
    public static RicapException WeightsDiverged(string name) => new(Diverged(
        $"'{name}' has values that are not numbers; {Before} that: try a lower {Rate}"));

    /// <summary>The model says of the test or validation images what is no number, though the training loss still is one.</summary>
    public static RicapException TestDiverged(int epoch, string what) => new(Diverged(
        $"the {what} loss after epoch {epoch} is not a number; {Before} that epoch's end: try a lower {Rate}"));

    /// <summary>A batch is one image, and the model's last layers see one pixel of it.</summary>
    public static RicapException LoneImage(string model, int images, DatasetOptions plan)
    {
        int other = Enumerable.Range(plan.Batch + 1, images).FirstOrDefault(batch => !HasLoneImage(images, batch));
        string why = $"makes a batch of one of {images} images, and {model} has no variance to normalise one image of {plan.Width}x{plan.Height} by";
        return new RicapException(other > 0
            ? Problem.InvalidOption($"{Batch(plan.Batch)} {why}; {Batch(other)} leaves none alone")
            : Problem.InvalidOption($"{Batch(plan.Batch)} {why}"));

        static OptionName Batch(int size) => new("batch", size.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether one of an epoch's batches is a single image.</summary>
    public static bool HasLoneImage(int images, int batch) => batch == 1 || images % batch == 1;

    /// <summary>The checkpoint is of a later epoch than the run's last.</summary>
    public static RicapException TrainedFurther(string path, CheckpointState state, int epochs) => new(Problem.AboutOption(
        ProblemSeverity.Error,
        ProblemCodes.CheckpointMismatch,
        path,
        $"is of epoch {state.Epoch}, batch {state.Batch}; a run of {Counted.Of(epochs, "epoch")} ends before that, and nothing is untrained: give more {new OptionName("epochs")}"));

    /// <summary>The checkpoint's sums are no epoch's.</summary>
    public static RicapException NoCursor(string path) => new(Problem.Error(ProblemCodes.BadWeights, path, "'meter' in its metadata is not an epoch's sums and times"));

    /// <summary>The output folder has a run in it.</summary>
    public static RicapException RunExists(string folder) => new(Problem.InvalidOption(
        $"has a run already; {new OptionName("resume")} goes on with it, {new OptionName("overwrite")} begins it anew", folder));

    /// <summary>Training and test data do not fit together.</summary>
    public static Problem? Unlike(RicapDataset train, RicapDataset test)
    {
        if ((train.Options.Width, train.Options.Height) != (test.Options.Width, test.Options.Height))
        {
            return Mismatch(test, $"has images of {Size(test)}, the training data of {Size(train)}; render one of them with the other's {new OptionName("size")}");
        }

        IReadOnlyList<string> ours = train.Manifest.Classes;
        IReadOnlyList<string> theirs = test.Manifest.Classes;
        if (ours.Count != theirs.Count)
        {
            return Mismatch(test, $"has {Counted.Of(theirs.Count, "class", "classes")}, the training data {ours.Count}; render it with {Same(train)}, and it has the same ones");
        }

        int i = Enumerable.Range(0, ours.Count).FirstOrDefault(i => ours[i] != theirs[i], -1);
        return i < 0 ? null : Mismatch(test, $"calls class {i} '{theirs[i]}', the training data '{ours[i]}'; render it with {Same(train)}, and it has the same ones");
    }

    /// <summary>The images are smaller than the model takes.</summary>
    public static RicapException TooSmall(RicapDataset dataset, string model, int least) => new(Problem.Error(
        ProblemCodes.InvalidOption, dataset.Folder, $"has images of {Size(dataset)}; {model} takes {least}x{least} or more"));

    private static OptionName Same(RicapDataset train) => new("classes", train.Folder);

    private static Problem Mismatch(RicapDataset test, FormattableString message) =>
        Problem.AboutOption(ProblemSeverity.Error, ProblemCodes.DatasetMismatch, test.Folder, message);

    private static Problem Diverged(FormattableString message) =>
        Problem.AboutOption(ProblemSeverity.Error, ProblemCodes.TrainingDiverged, null, message);

    private static string Size(RicapDataset dataset) => $"{dataset.Options.Width}x{dataset.Options.Height}";
}
