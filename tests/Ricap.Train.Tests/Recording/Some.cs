using Ricap.Train.Evaluating;
using Ricap.Train.Recording;

namespace Ricap.Train.Tests.Recording;

/// <summary>Things to record.</summary>
internal static class Some
{
    public static RunInfo Info { get; } = new()
    {
        State = RunState.Finished,
        Options = [new("model", "small"), new("--β", "0.3")],
        Train = new RunDataset("faces", "abc", 1000),
        Classes = ["cat", "dog"],
        Model = "small",
        Parameters = 94762,
        Seed = 42,
        Device = "cpu",
        Epochs = 5,
        Evaluation = new EvaluationResult(
            4, 0.5, 0.75, 1, [new(0, 4, 0.75, 1, 1), new(1, 0, null, null, 0)], new ConfusionMatrix(2, [3, 1, 0, 0])),
        Machine = new RunMachine("0.1.0", "cpu", "0.107.0", "2.10.0", "10.0.12", "linux-x64", null, 2),
    };

    public static EpochRow Row(int epoch) => new(epoch, 0.3, 0.1, 1.5, 0.25, 0.75, 0.5, 0.9, 1000, 2, 500, 0.02, 0.01, 0.5);
}
