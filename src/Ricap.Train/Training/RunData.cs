using Ricap.Options;
using Ricap.Train.Runtime;

namespace Ricap.Train.Training;

/// <summary>What a run is trained from and tested on, opened and held together. Owns it.</summary>
internal sealed class RunData : IDisposable
{
    private readonly OwnedThings _owned;

    private RunData(OwnedThings owned, RicapDataset train, RicapDataset? test, DatasetOptions plan) =>
        (_owned, Train, Test, Plan) = (owned, train, test, plan);

    /// <summary>What is trained from.</summary>
    public RicapDataset Train { get; }

    /// <summary>What is tested on; null for nothing.</summary>
    public RicapDataset? Test { get; }

    /// <summary>Training images an epoch.</summary>
    public int Images => Train.Manifest.Samples;

    /// <summary>Test images; 0 if there are none.</summary>
    public int TestImages => Test?.Manifest.Samples ?? 0;

    /// <summary>How the samples of all epochs are made.</summary>
    public DatasetOptions Plan { get; }

    /// <summary>The names of the classes, in the order of their numbers.</summary>
    public IReadOnlyList<string> Classes => Train.Manifest.Classes;

    /// <summary>Opens what a run reads.</summary>
    /// <exception cref="RicapException">Something is missing or damaged, data sets do not fit together, or the plan ends before the run does.</exception>
    public static RunData Open(TrainOptions options) => OwnedThings.Make(owned =>
    {
        RicapDataset train = owned.Add(RicapDataset.Open(options.Data));
        RicapDataset? test = owned.Add(options.Test is { } folder ? RicapDataset.Open(folder) : null);
        if (test is not null && TrainProblems.Unlike(train, test) is { } problem)
        {
            throw new RicapException(problem);
        }

        DatasetOptions plan = OptionTable.Table.Change(train.Options, options.Plan);
        if (plan.Augment.HasPatches)
        {
            plan.Schedule.At(options.Epochs - 1); // a list may end before the run: not to be found out after hours
        }

        return new RunData(owned, train, test, plan);
    });

    public void Dispose() => _owned.Dispose();
}
