using System.Text.Json;
using Ricap.Options;
using Ricap.Train.Checkpoints;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;
using Ricap.Train.Tests.Data;
using Ricap.Train.Training;
using TorchSharp;

namespace Ricap.Train.Tests.Training;

public class TrainerTests
{
    [TorchFact]
    public void A_run_leaves_a_model_that_scores_what_it_says()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("epochs", "12"), ("augment", "baseline"), ("lr", "0.1"));
        Assert.Null(result.Divergence);
        Assert.Equal(12, result.Rows.Count);
        Assert.True(result.Rows[^1].TrainLoss < 0.7 * result.Rows[0].TrainLoss, $"{result.Rows[0].TrainLoss} -> {result.Rows[^1].TrainLoss}");
        Assert.All(result.Rows, r => Assert.Equal((53, null), (r.Images, r.Beta)));
        Assert.Equal(53, result.Test!.Samples);
        using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], "model.safetensors"), out CheckpointState state);
        using RicapDataset test = RicapDataset.Open(runs.Test.Folder);
        using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, torch.CPU);
        using var evaluator = new Evaluator(test, normaliser, torch.CPU, new FeedOptions());
        EvaluationResult again = evaluator.Run(model.ForwardNhwc, model, _ => { }, CancellationToken.None);
        Assert.Equal((result.Test.Loss, result.Test.Top1), (again.Loss, again.Top1));
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(runs["a"], RunFolder.InfoFile)));
        Assert.DoesNotContain(runs["a"], json.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [TorchTheory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_runs_first_lines_name_hidden_caches(bool hidden)
    {
        using var roads = new Roads(hidden);
        using var runs = new Runs();
        var watcher = new Watcher();
        Trainer.Run(runs.Options("a", ("epochs", "1")), watcher, CancellationToken.None);
        Assert.Equal(hidden, watcher.Notes[1] == HiddenCaches.Note);
        Assert.Equal(hidden, watcher.Notes.Contains(HiddenCaches.Note));
    }

    /// <summary>
    /// What libtorch gets wrong where caches are hidden ends a process in this model, at more than one thread and at every size of
    /// a batch: so it is a process of its own that trains, as its user's would.
    /// </summary>
    [TorchFact]
    public void Densenet_trains_in_a_process_of_its_own_at_one_and_at_two_threads()
    {
        using var scratch = new Scratch();
        using var set = new SmallSet(16, ("size", "32x32"), ("format", "npy"), ("epochs", "1"), ("batch", "16"));
        double[] losses = [.. ((string[])["1", "2"]).Select(threads =>
        {
            (int code, string text) = Command.Run(
                [("OMP_NUM_THREADS", threads)],
                "train", "--data", set.Folder, "--out", scratch[threads], "--model", "densenet121", "--epochs", "1");
            Assert.True(code == 0, $"ended with {code}: {text}");
            return Assert.Single(MetricsCsv.Read(Path.Combine(scratch[threads], RunFolder.MetricsFile))).TrainLoss;
        })];
        Assert.Equal(losses[0], losses[1], 4); // the loss of the first step; sums are split otherwise, no more
    }

    [TorchFact]
    public void Every_road_trains_to_the_same_weights()
    {
        using var npy = new Runs(("epochs", "2"), ("flip", "horizontal"), ("shift", "2"));
        using var tar = new Runs(("epochs", "2"), ("flip", "horizontal"), ("shift", "2"), ("format", "webdataset"));
        npy.Run("shards", ("source", "shards"));
        npy.Run("online", ("source", "online"), ("threads", "1"));
        npy.Run("gather", ("source", "online"), ("device-memory", "1MB"));
        tar.Run("shards", ("source", "shards"), ("prefetch", "1"));
        Assert.Equal(npy.Weights("shards"), npy.Weights("online"));
        Assert.Equal(npy.Weights("shards"), npy.Weights("gather"));
        Assert.Equal(npy.Weights("shards"), tar.Weights("shards"));
    }

    [TorchFact]
    public void The_schedule_is_followed_by_the_epochs_number()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("epochs", "4"), ("schedule", "linear:0.1..1@25%..75%"), ("lr", "step:0.05,0.01@50%"));
        Assert.Equal([0.1, 0.1, 0.55, 1], result.Rows.Select(r => r.Beta));
        Assert.Equal([0.05, 0.05, 0.01, 0.01], result.Rows.Select(r => r.LearningRate));
    }

    [Theory]
    [InlineData("adamw", null, "cosine:0.001..0@0..100")]
    [InlineData("adamw", "200", "cosine:0.001..0@0..200")] // not 100 epochs at a rate of 0
    [InlineData("paper", "5", "step:0.1,0.02@2,0.004@3,0.0008@4")] // 60, 120 and 160 of 200
    [InlineData("paper", "1", "step:0.02,0.0008@1")]
    public void A_recipe_whose_rate_ends_at_0_ends_there_whatever_the_length(string recipe, string? epochs, string expected)
    {
        List<KeyValuePair<string, string>> values = [new("data", "x"), new("out", "y"), new("recipe", recipe)];
        if (epochs is not null)
        {
            values.Add(new("epochs", epochs));
        }

        Assert.Equal(expected, TrainOptionTable.Parse(values).LearningRate.ToString());
    }

    [TorchFact]
    public void A_loss_that_is_no_number_stops_the_run_and_keeps_the_last_good_checkpoint()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("epochs", "50"), ("optimiser", "sgd"), ("weight-decay", "0.9"), ("lr", "step:0.01,1000@1"), ("checkpoint-every", "0"));
        Assert.Equal(ProblemCodes.TrainingDiverged, result.Divergence?.Code);
        Assert.False(File.Exists(Path.Combine(runs["a"], "model.safetensors")));
        using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], TrainSetup.CheckpointName), out CheckpointState state);
        Assert.InRange(state.Epoch, 1, 49);
        Assert.All(model.parameters(), p => Assert.True(p.isfinite().all().item<bool>()));
    }

    [TorchFact]
    public void Steps_leave_no_tensor_behind()
    {
        using var runs = new Runs();
        var alive = new List<long>();
        var watcher = new Watcher { OnStep = () => alive.Add(torch.Tensor.TotalCount) };
        Trainer.Run(runs.Options("a", ("epochs", "9"), ("test-every", "3")), watcher, CancellationToken.None);

        // A tensor a step would be 49 more. Fewer there may be: the collector takes what went before this test.
        Assert.Equal(63, alive.Count);
        Assert.InRange(alive[^1] - alive[13], long.MinValue, 10);
    }

    [TorchTheory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    public void Bfloat16_trains_with_float_weights_behind_it_and_resumes_to_the_same_bytes(string optimiser)
    {
        (string, string)[] options = [("bf16", "true"), ("epochs", "6"), ("optimiser", optimiser), ("lr", "0.01"), ("augment", "baseline")];
        using var runs = new Runs();
        TrainResult result = runs.Run("a", options);
        Assert.True(result.Rows[^1].TrainLoss < result.Rows[0].TrainLoss);
        using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], "model.safetensors"), out _);
        Assert.All(model.parameters(), p => Assert.Equal(torch.ScalarType.Float32, p.dtype));

        // Float weights have bits that bfloat16 has not: the steps were not rounded away.
        Assert.Contains(model.parameters(), p => !p.to(torch.bfloat16).to(torch.float32).equal(p).all().item<bool>());
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher(17, stop.Cancel);
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(runs.Options("cut", options), watcher, stop.Token));

        runs.Run("cut", [.. options, ("resume", "true")]);
        Assert.Equal(runs.Weights("a"), runs.Weights("cut"));
    }

    /// <summary>What a run says of its test is what everybody finds who tests its weights.</summary>
    [TorchFact]
    public void A_run_in_bfloat16_is_tested_as_eval_tests_it()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("bf16", "true"), ("lr", "0.01"));
        using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], "model.safetensors"), out CheckpointState state);
        using RicapDataset test = RicapDataset.Open(runs.Test.Folder);
        using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, torch.CPU);
        using var evaluator = new Evaluator(test, normaliser, torch.CPU, new FeedOptions());
        EvaluationResult again = evaluator.Run(model.ForwardNhwc, model, _ => { }, CancellationToken.None);
        Assert.Equal(again.Loss, result.Test!.Loss);
        Assert.Equal(again.Top1, result.Test.Top1);
    }

    /// <summary>The twin shares batch normalisation with the model, so what is frozen there is frozen in both, from the first batch on.</summary>
    [TorchFact]
    public void Frozen_layers_stay_in_bfloat16_too()
    {
        using var runs = new Runs();
        runs.Run("a");
        string init = Path.Combine(runs["a"], "model.safetensors");
        runs.Run("b", ("init", init), ("freeze-until", "conv3"), ("bf16", "true"), ("lr", "0.01"));
        SafeTensorsContent before = SafeTensors.Read(init);
        SafeTensorsContent after = SafeTensors.Read(Path.Combine(runs["b"], "model.safetensors"));
        Assert.All(
            before.Tensors.Keys.Where(name => name.StartsWith("bn", StringComparison.Ordinal)),
            name => Assert.Equal(
                !name.StartsWith("bn3", StringComparison.Ordinal), before.Tensors[name].Data.Span.SequenceEqual(after.Tensors[name].Data.Span)));
    }

    [TorchFact]
    public void Batch_normalisation_is_shared_and_nothing_else_is()
    {
        using var scope = torch.NewDisposeScope();
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 5 });
        ImageModel copy = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 5 });
        using var twin = new Bfloat16Twin(model, copy, torch.CPU);
        Assert.Equal(model.named_parameters().Select(p => p.name), copy.named_parameters().Select(p => p.name));
        Assert.All(model.named_parameters().Zip(copy.named_parameters()), pair => Assert.Equal(
            pair.First.name.StartsWith("bn", StringComparison.Ordinal), ReferenceEquals(pair.First.parameter, pair.Second.parameter)));
        Assert.All(model.named_buffers().Zip(copy.named_buffers()), pair => Assert.Same(pair.First.buffer, pair.Second.buffer));
    }

    [TorchFact]
    public void Frozen_layers_stay_as_they_were_loaded()
    {
        using var runs = new Runs();
        runs.Run("a");
        string init = Path.Combine(runs["a"], "model.safetensors");
        runs.Run("b", ("init", init), ("freeze-until", "conv3"));
        SafeTensorsContent before = SafeTensors.Read(init);
        SafeTensorsContent after = SafeTensors.Read(Path.Combine(runs["b"], "model.safetensors"));
        Assert.All(before.Tensors.Keys, name => Assert.Equal(
            name.StartsWith("conv3", StringComparison.Ordinal) || name.StartsWith("bn3", StringComparison.Ordinal) || name.StartsWith("fc", StringComparison.Ordinal),
            !before.Tensors[name].Data.Span.SequenceEqual(after.Tensors[name].Data.Span)));
    }

    [TorchFact]
    public void Data_that_does_not_fit_together_is_refused()
    {
        using var runs = new Runs();
        using var small = new Runs(("size", "32x32"));
        Problem size = Assert.Single(Assert.Throws<RicapException>(() => runs.Run("a", ("test", small.Test.Folder))).Problems);
        Assert.Equal((ProblemCodes.DatasetMismatch, small.Test.Folder), (size.Code, size.Path));
        using var tiny = new Runs(("size", "12x12"));
        Assert.Contains("28x28 or more", Assert.Single(Assert.Throws<RicapException>(() => tiny.Run("a")).Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model", "resnet20", "--model 'resnet20' is none of")]
    [InlineData("schedule", "linear:2", "linear:2")]
    [InlineData("epochs", "0", "--epochs '0' is not 1..100000")]
    [InlineData("lr", "fast", "'fast' is no learning-rate schedule")]
    [InlineData("lr", "cosine:0.1..0@0%..101%", "101%")]
    [InlineData("optimiser", "adam", "--optimiser 'adam' is not sgd, rmsprop or adamw")]
    [InlineData("source", "disk", "--source 'disk' is not auto|shards|online")]
    [InlineData("device-memory", "8TB", "--device-memory '8TB'")]
    [InlineData("momentum", "1", "--momentum 1 must lie in 0..1")]
    [InlineData("lr-by", "batch", "--lr-by 'batch' is not epoch|step")]
    [InlineData("warmup", "11", "--warmup '11' is not 0..10, the run's epochs, or 0%..100%")]
    [InlineData("warmup", "-1%", "--warmup '-1%' is not 0..10")]
    [InlineData("warmup-from", "1.5", "--warmup-from '1.5' is not 0..1")]
    [InlineData("no-decay", "all", "--no-decay 'all' is not none|norm|bias|norm,bias")]
    [InlineData("backbone-lr", "NaN", "--backbone-lr 'NaN' is not 0..1")]
    [InlineData("layer-decay", "1.1", "--layer-decay '1.1' is not 0..1")]
    [InlineData("clip", "-1", "--clip '-1' is not 0..1000000")]
    [InlineData("accumulate", "0", "--accumulate '0' is not 1..10000")]
    [InlineData("label-smoothing", "1", "--label-smoothing '1' is not 0..1 (below 1)")]
    [InlineData("ema", "1", "--ema '1' is not 0..1 (below 1)")]
    [InlineData("colour", "1", "there is no option 'colour'")]
    public void A_bad_option_is_one_clear_line(string name, string value, string expected)
    {
        using var set = new Ricap.Train.Tests.Data.SmallSet();
        var thrown = Assert.Throws<RicapException>(() =>
        {
            var options = TrainOptionTable.Parse([new("data", set.Folder), new("out", "x"), new(name, value)]);
            using RicapDataset dataset = RicapDataset.Open(options.Data);
            OptionTable.Table.Change(dataset.Options, options.Plan);
        });
        Assert.Contains(expected, Assert.Single(thrown.Problems).Message, StringComparison.Ordinal);
    }
}
