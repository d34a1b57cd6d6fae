using Ricap.Train.Checkpoints;

namespace Ricap.Train.Tests.Checkpoints;

/// <summary>A state like any other.</summary>
internal static class Sample
{
    public static CheckpointState State() => new(
        Epoch: 2,
        Batch: 3,
        Options: new Dictionary<string, string> { ["lr"] = "0.1", ["batch"] = "4" },
        Dataset: "0123456789abcdef0123456789abcdef",
        Classes: [.. Enumerable.Range(0, 10).Select(i => $"c{i}")],
        Mean: [0.5, 0.5, 0.5],
        Deviation: [0.25, 0.25, 0.25],
        Meter: [1.5, 4]);
}
