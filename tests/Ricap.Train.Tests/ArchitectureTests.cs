using System.Reflection;
using Ricap.Train.Cli;
using Ricap.Train.Data;
using Ricap.Train.Training;

namespace Ricap.Train.Tests;

/// <summary>
/// Holds the trainer to the table in <c>docs/ARCHITECTURE.md</c>, as the tests of Ricap.Offline hold that: the compiled
/// assemblies are looked at.
/// </summary>
public sealed class ArchitectureTests
{
    private const string Root = "Ricap.Train.";

    /// <summary>Hops of the trainer, from those that know nobody to the one that knows everybody. What of Ricap.Offline they use is theirs to choose.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new()
    {
        ["Runtime.Native"] = [],
        ["Runtime"] = ["Runtime.Native"],
        ["Losses"] = [],
        ["Evaluating"] = ["Runtime"],
        ["Onnx.Schema"] = [],
        ["Onnx.Writing"] = ["Onnx.Schema"],
        ["Onnx.Reading"] = ["Onnx.Schema"],
        ["Models.Graphs"] = ["Onnx.Reading", "Onnx.Schema", "Onnx.Writing", "Runtime"],
        ["Models"] = ["Models.Graphs", "Onnx.Reading", "Onnx.Writing", "Runtime"],
        ["Models.Weights"] = ["Models", "Runtime"],
        ["Optimisers"] = ["Models", "Models.Weights", "Runtime"],
        ["Data.Reading"] = ["Losses", "Runtime"],
        ["Data"] = ["Data.Reading", "Losses", "Runtime"],
        ["Recording"] = ["Evaluating"],
        ["Checkpoints"] = ["Models", "Models.Weights", "Optimisers", "Runtime"],
        ["Training"] = ["Checkpoints", "Data", "Evaluating", "Losses", "Models", "Models.Weights", "Optimisers", "Recording", "Runtime"],
        ["Classifying"] = ["Checkpoints", "Data", "Models", "Models.Weights", "Onnx.Schema", "Onnx.Writing", "Runtime", "Training"],
        ["Cli.Progress"] = ["Recording"],
        ["Cli.Pictures"] = ["Cli.Progress", "Evaluating", "Recording"],
        ["Cli.Experiments"] = ["Cli.Pictures", "Data", "Optimisers", "Recording", "Training"],
        ["Cli.Predicting"] = ["Classifying"],
        ["Cli"] =
        [
            "Checkpoints", "Classifying", "Cli.Experiments", "Cli.Pictures", "Cli.Predicting", "Cli.Progress", "Data", "Evaluating", "Losses", "Models", "Optimisers", "Recording",
            "Runtime", "Runtime.Native", "Training",
        ],
    };

    private static readonly Assembly Trainer = typeof(Trainer).Assembly;
    private static readonly Assembly Command = typeof(TrainCommand).Assembly;

    private static readonly Hops Hops = new(MayKnow, HopOf, null, Trainer, Command);

    [Fact]
    public void Each_hop_knows_only_those_before_it() => Hops.AssertArrows();

    [Fact]
    public void Each_hop_is_in_the_table() =>
        Assert.Equal(MayKnow.Keys.Order(StringComparer.Ordinal), Hops.Present.Order(StringComparer.Ordinal));

    [Fact]
    public void Arrows_do_not_run_in_circles() => Hops.AssertNoCircle();

    /// <summary>Shards are rendered, read and verified where there is no libtorch, and by people who want none.</summary>
    [Fact]
    public void Ricap_Offline_knows_neither_TorchSharp_nor_the_trainer() =>
        Assert.DoesNotContain(
            typeof(Problem).Assembly.GetReferencedAssemblies(),
            name => name.Name!.StartsWith("TorchSharp", StringComparison.OrdinalIgnoreCase) || name.Name == Trainer.GetName().Name);

    /// <summary>A grid of runs is planned, compared and written without training anything.</summary>
    [Fact]
    public void Experiments_need_no_libtorch() =>
        Assert.DoesNotContain(WhoKnows("TorchSharp"), type => HopOf(type) == "Cli.Experiments");

    [Fact]
    public void Only_the_command_knows_of_command_lines_terminals_and_plots()
    {
        Assert.All(WhoKnows("System.CommandLine"), type => Assert.Equal("Cli", HopOf(type)));
        Assert.All(WhoKnows("Spectre.Console"), type => Assert.Contains(HopOf(type), (string[])["Cli.Predicting", "Cli.Progress"]));
        Assert.All(WhoKnows("ScottPlot"), type => Assert.Equal("Cli.Pictures", HopOf(type)));
    }

    /// <summary>Whoever takes the library into a program of their own gets TorchSharp with it, and no libtorch, no command line and no terminal.</summary>
    [Fact]
    public void The_library_knows_TorchSharp_and_Ricap_Offline() =>
        Assert.Equal(
            ["Google.Protobuf", "Ricap.Offline", "System.IO.Hashing", "TorchSharp", "TorchSharp.PyBridge"],
            Trainer.GetReferencedAssemblies().Select(name => name.Name!)
                .Where(name => !name.StartsWith("System.", StringComparison.Ordinal) || name == "System.IO.Hashing")
                .Order(StringComparer.Ordinal));

    /// <summary>Data sets at an address are the command's: a library's users get no cloud SDKs.</summary>
    [Fact]
    public void Object_stores_are_known_to_one_place_of_the_command()
    {
        Assert.Equal([typeof(DataSets)], WhoKnows("Ricap.Storage").Where(type => !type.IsNested));
        Assert.DoesNotContain(Trainer.GetReferencedAssemblies(), name => name.Name == "Ricap.Storage");
    }

    [Fact]
    public void Protocol_buffers_are_known_to_the_records_for_TensorBoard_and_to_ONNX() =>
        Assert.All(WhoKnows("Google.Protobuf"), type => Assert.Contains(HopOf(type), (string[])["Classifying", "Models.Graphs", "Onnx.Reading", "Onnx.Schema", "Onnx.Writing", "Recording"]));

    /// <summary>That the rules see what instructions name, and not signatures only.</summary>
    [Fact]
    public void References_are_seen_inside_methods() => Assert.Contains(typeof(FeedHash), Hops.References[typeof(FeedCommand)]);

    private static Type[] WhoKnows(string assembly)
    {
        Type[] found = Hops.WhoKnows(assembly);
        Assert.NotEmpty(found);
        return found;
    }

    /// <summary>The namespace below <c>Ricap.Train</c>; null for what the compiler adds to the assembly.</summary>
    private static string? HopOf(Type type) =>
        type.Namespace is { } name && name.StartsWith(Root, StringComparison.Ordinal) ? name[Root.Length..] : null;
}
