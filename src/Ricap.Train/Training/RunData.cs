using Ricap.Options;
using Ricap.Train.Data;
using Ricap.Train.Runtime;

namespace Ricap.Train.Training;

/// <summary>What a run is trained from, validated and tested on, opened and held together. Owns it.</summary>
internal sealed class RunData : IDisposable
{
    private readonly OwnedThings _owned;

    private RunData(OwnedThings owned, DatasetOptions plan, RowSubset train, RowSubset? validation, RowSubset? test) =>
        (_owned, Plan, Train, Validation, Test) = (owned, plan, train, validation, test);

    /// <summary>The images that are trained on.</summary>
    public RowSubset Train { get; }

    /// <summary>Those that the best epoch is picked by; null for none.</summary>
    public RowSubset? Validation { get; }

    /// <summary>Those that are tested on; null for none.</summary>
    public RowSubset? Test { get; }

    /// <summary>Training images an epoch.</summary>
    public int Images => Train.Count;

    /// <summary>How the samples of all epochs are made.</summary>
    public DatasetOptions Plan { get; }

    /// <summary>The names of the classes, in the order of their numbers.</summary>
    public IReadOnlyList<string> Classes => Train.Dataset.Manifest.Classes;

    /// <summary>Opens what a run reads.</summary>
    /// <exception cref="RicapException">Something is missing or damaged, data sets do not fit together, or the plan ends before the run does.</exception>
    public static RunData Open(TrainOptions options) => OwnedThings.Make(owned =>
    {
        StepOptionRows.Check(options);
        var problems = new List<Problem>();
        DataOptionRows.Check(options, problems); // a program may have changed what was parsed
        if (problems.Count > 0)
        {
            throw new RicapException(problems);
        }

        RicapDataset data = owned.Add(RicapDataset.Open(options.Data));
        RowSubset? test = OpenLike(options.Test);
        RowSubset? validation = OpenLike(options.Validation);
        if (validation is not null)
        {
            RowSplit.RequireEach(validation, 1, $"the best epoch is picked by it");
        }

        DatasetOptions plan = OptionTable.Table.Change(data.Options, options.Plan);
        int last = Math.Min(options.Epochs, options.MixUntil ?? options.Epochs) - 1;
        if (plan.Augment.HasPatches && last >= 0)
        {
            plan.Schedule.At(last); // a list may end before the run: not to be found out after hours
        }

        RowSubset train = RowSubset.All(data);
        if (options.Fold is { } fold)
        {
            (train, test) = RowSplit.HoldBack(train, plan.Seed, fold);
        }

        if (options.ValidationPercent is { } percent)
        {
            (train, validation) = RowSplit.HoldBack(train, plan.Seed, percent);
        }

        return new RunData(owned, plan, train, validation, test);

        RowSubset? OpenLike(string? folder)
        {
            if (folder is null)
            {
                return null;
            }

            RicapDataset other = owned.Add(RicapDataset.Open(folder));
            return TrainProblems.Unlike(data, other) is { } problem ? throw new RicapException(problem) : RowSubset.All(other);
        }
    });

    public void Dispose() => _owned.Dispose();
}
