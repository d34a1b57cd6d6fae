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
        if (options.Init is { } file)
        {
            WeightFile.Read(file);
        }
    }
}
