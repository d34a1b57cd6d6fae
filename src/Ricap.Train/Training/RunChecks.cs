using Ricap.Train.Data;
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
        using var data = RunData.Open(options);

        // How far a run has come is not known here; its last epoch is to come in any case.
        new RenderedEpochs(data.Train, options.Feed.Source, data.Plan, options.MixUntil).Require(options.Epochs - 1, options.Epochs);
        if (options.Init is { } file)
        {
            WeightFile.Read(file);
        }
    }
}
