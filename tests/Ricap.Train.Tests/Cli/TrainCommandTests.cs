using System.Text.Json;
using Ricap.CommandLine;
using Ricap.Train.Checkpoints;
using Ricap.Train.Cli;
using Ricap.Train.Models;
using Ricap.Train.Runtime;
using Ricap.Train.Tests.Data;
using Ricap.Train.Tests.Training;
using TorchSharp;

namespace Ricap.Train.Tests.Cli;

/// <summary>The command as a whole: what it prints, and what it ends with.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [TorchFact]
    public void A_run_is_trained_scored_and_fed_by_the_command()
    {
        using var runs = new Runs();
        (int exitCode, _, string error) = Run("train", "--data", runs.Train.Folder, "--test", runs.Test["ricap.json"], "--epochs", "1", "--out", runs["a"]);
        Assert.True(exitCode == ExitCode.Ok, error);
        (_, string output, _) = Run("eval", "--data", runs.Test.Folder, "--checkpoint", Path.Combine(runs["a"], "model.safetensors"), "--json");
        (_, string ofFolder, _) = Run("eval", "--data", runs.Test.Folder, "--checkpoint", runs["a"], "--json");
        Assert.Equal(output, ofFolder);
        using var scored = JsonDocument.Parse(output);
        using var run = JsonDocument.Parse(File.ReadAllText(Path.Combine(runs["a"], "run.json")));
        Assert.Equal(
            run.RootElement.GetProperty("evaluation").GetProperty("loss").GetDouble(), scored.RootElement.GetProperty("loss").GetDouble());

        string[] hashes = [.. ((string[])["shards", "online"]).Select(source =>
        {
            (_, string line, _) = Run("feed", "--data", runs.Train.Folder, "--epoch", "0", "--source", source);
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("xxh128").GetString()!;
        })];
        Assert.Equal(hashes[0], hashes[1]);
    }

    /// <summary>Neither the one of the program nor the one that is named, which is none.</summary>
    [Fact]
    public void Feeding_the_cpu_asks_for_no_libtorch()
    {
        using var set = new SmallSet(("format", "npy"));
        (string, string)[] none = [(TorchProblems.Variable, set.Folder)];
        (int code, string text) = Command.Run(none, "feed", "--data", set.Folder);
        Assert.True(code == ExitCode.Ok, text);
        Assert.Contains($"\"images\":{SmallSet.Images}", text, StringComparison.Ordinal);
        Assert.Contains("\"device\":\"cpu\"", text, StringComparison.Ordinal);
        (code, text) = Command.Run(none, "feed", "--data", set.Folder, "--source", "online", "--device-memory", "1MB");
        Assert.True(code == ExitCode.DataProblem, text);
    }

    [TorchFact]
    public void A_model_that_says_no_numbers_is_scored_in_json_as_well()
    {
        using var runs = new Runs();
        runs.Run("a", ("epochs", "1"));
        using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], "model.safetensors"), out CheckpointState state);
        using (torch.no_grad())
        {
            model.named_parameters().First().parameter.fill_(float.NaN);
        }

        CheckpointFile.Export(_scratch["nan.safetensors"], model, state);
        (int exitCode, string output, string error) = Run("eval", "--data", runs.Test.Folder, "--checkpoint", _scratch["nan.safetensors"], "--json");
        Assert.True(exitCode == ExitCode.Ok, error);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("NaN", json.RootElement.GetProperty("loss").GetString());
    }

    [TorchTheory]
    [InlineData("\"schedule\": \"list:0.1\"", "condition 'b': --schedule list:0.1 has β for epochs 0..0, none for epoch 1")]
    [InlineData("\"init\": \"none.safetensors\"", "condition 'b': cannot be read as safetensors")]
    [InlineData("\"test\": \"DATA/../other\"", "condition 'b': there is no such folder")]
    [InlineData("\"device\": \"tpu\"", "condition 'b': ")]
    [InlineData("\"source\": \"shards\"", "condition 'b': epoch 1 was not rendered, epoch 0 was")]
    public void What_is_wrong_with_the_last_condition_is_told_before_the_first_is_trained(string option, string expected)
    {
        using var runs = new Runs();
        (int exitCode, string error) = Experiment(runs, $", \"test\": {JsonSerializer.Serialize(runs.Test.Folder)}", option);
        Assert.NotEqual(ExitCode.Ok, exitCode);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_scratch["results"], "runs")));
    }

    [TorchFact]
    public void Without_test_images_there_is_nothing_to_compare()
    {
        using var runs = new Runs();
        (int exitCode, string error) = Experiment(runs, "", "\"beta\": 1");
        Assert.Equal(ExitCode.Usage, exitCode);
        Assert.Contains("--test or --folds is needed", error, StringComparison.Ordinal);
    }

    [TorchFact]
    public void An_experiment_of_folds_tests_each_image_once_and_its_best_epochs_are_picked_by_a_validation()
    {
        using var runs = new Runs();
        File.WriteAllText(_scratch["x.json"], $$"""
            { "name": "x", "title": "x", "options": { "data": {{JsonSerializer.Serialize(runs.Train.Folder)}}, "epochs": 1, "val-split": "20%" }, "seeds": [1], "folds": 2,
              "baseline": "a", "conditions": [ { "name": "a" }, { "name": "b", "options": { "augment": "baseline" } } ] }
            """);
        (int exitCode, _, string error) = Run("experiment", _scratch["x.json"], "--out", _scratch["results"]);
        Assert.True(exitCode == ExitCode.Ok, error);
        using var json = JsonDocument.Parse(File.ReadAllText(_scratch["results/results.json"]));
        JsonElement[] all = [.. json.RootElement.GetProperty("runs").EnumerateArray()];
        Assert.Equal(4, all.Length);
        Assert.All(all.GroupBy(run => run.GetProperty("condition").GetString()), condition => Assert.Equal(53, condition.Sum(run => run.GetProperty("outcome").GetProperty("testSamples").GetInt32())));
        Assert.All(all, run => Assert.Equal(0, run.GetProperty("outcome").GetProperty("best").GetProperty("epoch").GetInt32()));
        Assert.True(File.Exists(_scratch["results/runs/b/seed-1/fold-1/best.safetensors"]));
        Assert.Contains("The 2 folds of a seed test each of 53 images once.", File.ReadAllText(_scratch["results/results.md"]), StringComparison.Ordinal);
    }

    private (int ExitCode, string Error) Experiment(Runs runs, string common, string option)
    {
        File.WriteAllText(_scratch["x.json"], $$"""
            { "name": "x", "title": "x", "options": { "data": {{JsonSerializer.Serialize(runs.Train.Folder)}}, "epochs": 2{{common}} }, "seeds": [1], "baseline": "a",
              "conditions": [ { "name": "a" }, { "name": "b", "options": { {{option}} } } ] }
            """);
        (int exitCode, _, string error) = Run("experiment", _scratch["x.json"], "--out", _scratch["results"]);
        return (exitCode, error);
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = TrainCommand.Run(args, new CommandContext(output, error));
        return (exitCode, output.ToString(), error.ToString());
    }
}
