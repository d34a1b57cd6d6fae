using Ricap.Options;
using Ricap.Train.Models.Weights;
using Ricap.Train.Runtime;

namespace Ricap.Train.Training;

/// <summary>What is told of a run before its model is made, so that an experiment can ask it of every condition first.</summary>
internal static class RunChecks
{
    /// <summary>Opens what a run reads and holds it together; leaves nothing open.</summary>
    /// <exception cref="RicapException">Something is missing, damaged, out of range or does not fit.</exception>
    public static void Of(TrainOptions options)
    {
        DeviceName.Parse(options.Device);
        using RicapDataset train = RicapDataset.Open(options.Data);
        using RicapDataset? test = options.Test is { } folder ? RicapDataset.Open(folder) : null;
        Plan(options, train, test);
        if (options.Init is { } file)
        {
            SafeTensors.Read(file);
        }
    }

    /// <summary>How the samples of all epochs are made.</summary>
    /// <param name="options">The run's.</param>
    /// <param name="train">What it is trained from.</param>
    /// <param name="test">What it is tested on; null for nothing.</param>
    /// <exception cref="RicapException">The data sets do not fit together, or the plan ends before the run does.</exception>
    public static DatasetOptions Plan(TrainOptions options, RicapDataset train, RicapDataset? test)
    {
        if (test is not null && TrainProblems.Unlike(train, test) is { } problem)
        {
            throw new RicapException(problem);
        }

        DatasetOptions plan = OptionTable.Table.Change(train.Options, options.Plan);
        if (plan.Augment.HasPatches)
        {
            plan.Schedule.At(options.Epochs - 1); // a list may end before the run: not to be found out after hours
        }

        return plan;
    }
}
