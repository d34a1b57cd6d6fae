using System.Text.Json.Serialization;
using Ricap.Train.Evaluating;

namespace Ricap.Train.Recording;

/// <summary>How far a run came.</summary>
internal enum RunState
{
    /// <summary>It trains, or was killed.</summary>
    Running,

    /// <summary>It did all its epochs.</summary>
    Finished,

    /// <summary>A loss or a weight stopped being a number.</summary>
    Diverged,
}

/// <summary>A data set of a run.</summary>
/// <param name="Name">What it is called: no path.</param>
/// <param name="ManifestHash">The XXH128 of its manifest in hexadecimal digits, which tells whether two runs saw the same bytes.</param>
/// <param name="Images">How many images it has.</param>
internal sealed record RunDataset(string Name, [property: JsonPropertyName("manifestXxh128")] string ManifestHash, long Images);

/// <summary>What a run ran on: everything here may differ between two runs that are otherwise the same.</summary>
/// <param name="RicapVersion">The version of this program.</param>
/// <param name="Backend">Which libtorch it was built with, e.g. <c>cpu</c>.</param>
/// <param name="TorchSharpVersion">E.g. <c>0.107.0</c>.</param>
/// <param name="LibtorchVersion">E.g. <c>2.10.0</c>.</param>
/// <param name="DotNetVersion">E.g. <c>10.0.12</c>.</param>
/// <param name="Platform">E.g. <c>linux-x64</c>.</param>
/// <param name="DeviceName">What the device is called, e.g. <c>NVIDIA H200</c>; null if nothing is known.</param>
/// <param name="Threads">Threads within an operation.</param>
internal sealed record RunMachine(
    [property: JsonPropertyName("ricap")] string RicapVersion,
    string Backend,
    [property: JsonPropertyName("torchSharp")] string TorchSharpVersion,
    [property: JsonPropertyName("libtorch")] string LibtorchVersion,
    [property: JsonPropertyName("dotnet")] string DotNetVersion,
    string Platform,
    [property: JsonPropertyName("device")] string? DeviceName,
    int Threads);

/// <summary>
/// What a run was and what came of it: <c>run.json</c>, together with the rows of its epochs. Paths do not belong in it. What
/// differs between equal runs on one machine is in the times of the rows only.
/// </summary>
internal sealed record RunInfo
{
    /// <summary>How far it came.</summary>
    public required RunState State { get; init; }

    /// <summary>The options that say what is trained, name and text, in the order of their names; of one that names a file the file's hash.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Options { get; init; }

    /// <summary>What is trained from.</summary>
    public required RunDataset Train { get; init; }

    /// <summary>What the best epoch is picked by; null if nothing is.</summary>
    public RunDataset? Validation { get; init; }

    /// <summary>Epochs in a row without a better validation after which the run ends; null if it does not.</summary>
    public int? Patience { get; init; }

    /// <summary>What is tested on; null if nothing is.</summary>
    public RunDataset? Test { get; init; }

    /// <summary>The names of the classes, in the order of their numbers.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The model's name, e.g. <c>resnet18</c>.</summary>
    public required string Model { get; init; }

    /// <summary>How many numbers its parameters have, frozen ones included and buffers not.</summary>
    public required long Parameters { get; init; }

    /// <summary>The key of the initial weights, of the samples, and of what is held back.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Where it ran, as the option spells it: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>How many epochs were asked for; <see cref="RunFolder"/> knows how many were done.</summary>
    public required int Epochs { get; init; }

    /// <summary>The test at the end, of the weights that are exported; null if there was none.</summary>
    public EvaluationResult? Evaluation { get; init; }

    /// <summary>What it ran on.</summary>
    public required RunMachine Machine { get; init; }
}
