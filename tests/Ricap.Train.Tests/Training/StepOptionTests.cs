using System.Globalization;
using Ricap.Train.Checkpoints;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Recording;
using Ricap.Train.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ricap.Train.Tests.Training;

/// <summary>What refines a step, in whole runs.</summary>
public class StepOptionTests
{
    private static readonly (string Name, string Value)[] Everything =
    [
        ("lr-by", "step"), ("warmup", "75%"), ("no-decay", "norm,bias"), ("backbone-lr", "0.5"), ("layer-decay", "0.7"), ("clip", "0.5"), ("accumulate", "3"),
        ("label-smoothing", "0.1"), ("ema", "0.8"), ("lr", "cosine:0.1..0@0..4"), ("epochs", "2"), ("checkpoint-every", "0"),
    ];

    [TorchTheory]
    [InlineData("sgd", false, 1)]
    [InlineData("adamw", false, 5)] // in the middle of a step
    [InlineData("rmsprop", true, 8)]
    public void With_all_of_it_a_killed_run_ends_alike(string optimiser, bool bf16, int batch)
    {
        (string, string)[] options = [.. Everything, ("optimiser", optimiser), ("bf16", bf16 ? "true" : "false")];
        using var runs = new Runs();
        TrainResult whole = runs.Run("whole", options);
        var watcher = new Watcher(batch, () => throw new InvalidOperationException("killed"));
        Assert.Throws<InvalidOperationException>(() => Trainer.Run(runs.Options("cut", options), watcher, CancellationToken.None));
        TrainResult resumed = runs.Run("cut", [.. options, ("resume", "true")]);
        Assert.Equal(runs.Weights("whole"), runs.Weights("cut"));
        Assert.Equal(runs.Metrics("whole"), runs.Metrics("cut"));
        Assert.Equal(whole.Test!.Loss, resumed.Test!.Loss);
    }

    [TorchTheory]
    [InlineData(2)] // in the middle of a step: it is made first
    [InlineData(7)]
    public void With_all_of_it_a_stopped_run_ends_alike(int batch)
    {
        using var runs = new Runs();
        runs.Run("whole", Everything);
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher(batch, stop.Cancel);
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(runs.Options("cut", Everything), watcher, stop.Token));
        CheckpointState state = CheckpointFile.Read(Path.Combine(runs["cut"], TrainSetup.CheckpointName));
        Assert.Equal((0, batch == 2 ? 3 : 7), (state.Epoch, state.Batch));
        runs.Run("cut", [.. Everything, ("resume", "true")]);
        Assert.Equal(runs.Weights("whole"), runs.Weights("cut"));
        Assert.Equal(runs.Metrics("whole"), runs.Metrics("cut"));
    }

    [TorchFact]
    public void Another_value_is_another_run_and_lines_say_what_is_on()
    {
        using var runs = new Runs();
        var watcher = new Watcher();
        Trainer.Run(runs.Options("a", ("ema", "0.5"), ("clip", "1")), watcher, CancellationToken.None);
        Assert.Contains("with --clip 1, --ema 0.5", watcher.Notes);
        var thrown = Assert.Throws<RicapException>(() => runs.Run("a", ("ema", "0.6"), ("resume", "true")));
        Assert.Equal(
            ["--clip 1 in the checkpoint, not given now", "--ema 0.5 in the checkpoint, 0.6 now"], thrown.Problems.Select(p => p.Message));
    }

    [TorchFact]
    public void What_a_program_sets_out_of_range_is_named_together()
    {
        using var runs = new Runs();
        TrainOptions options = runs.Options("a") with { Accumulate = 0, Ema = 1, Warmup = 99, WarmupFrom = double.NaN, LabelSmoothing = -1 };
        Assert.Equal(
            [
                "--warmup '99' is not 0..2, the run's epochs, or 0%..100%",
                "--warmup-from 'NaN' is not 0..1",
                "--accumulate '0' is not 1..10000",
                "--label-smoothing '-1' is not 0..1 (below 1)",
                "--ema '1' is not 0..1 (below 1)",
            ],
            Assert.Throws<RicapException>(() => Trainer.Run(options)).Problems.Select(p => p.Message));
    }

    /// <summary>Without mixing, an epoch's order is the same whatever the batch: three batches of 8 are one of 24, the short last one too.</summary>
    [TorchTheory]
    [InlineData("0")]
    [InlineData("0.2")]
    public void Batches_of_a_step_are_one_batch(string clip)
    {
        using var runs = new Runs(("batch", "8"), ("augment", "none"));
        Run("parts", ("batch", "8"), ("accumulate", "3"));
        Run("whole", ("batch", "24"), ("accumulate", "1"));
        IReadOnlyDictionary<string, SafeTensor> parts = Weights("parts"), whole = Weights("whole");
        Assert.Equal(whole.Keys.Order(), parts.Keys.Order());
        Assert.All(whole.Keys, name => Assert.All(
            Floats(whole[name]).Zip(Floats(parts[name])), pair => Assert.Equal(pair.First, pair.Second, 1e-5)));
        Assert.NotEqual(Floats(whole["head.weight"]), Floats(Initial()["head.weight"]));

        void Run(string name, params (string, string)[] changes) => Trainer.Run(
            runs.Options(name, [.. changes, ("clip", clip), ("lr", "0.05"), ("momentum", "0.5")]) with { Network = classes => new Plain(classes) }, null, CancellationToken.None);

        IReadOnlyDictionary<string, SafeTensor> Weights(string name) => SafeTensors.Read(Path.Combine(runs[name], "model.safetensors")).Tensors;

        static Dictionary<string, SafeTensor> Initial()
        {
            random.manual_seed(5);
            using var network = new Plain(5);
            return ModelWeights.Of(network).ToDictionary(t => t.Name);
        }
    }

    [TorchTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_average_is_what_is_tested_and_exported(bool bf16)
    {
        using var runs = new Runs();
        (string, string)[] options = [("epochs", "1"), ("bf16", bf16 ? "true" : "false")]; // bfloat16 is slow on a CPU
        TrainResult plain = runs.Run("plain", options);
        TrainResult result = runs.Run("a", [.. options, ("ema", "0.9")]);
        Assert.Equal(plain.Rows.Select(r => r.TrainLoss), result.Rows.Select(r => r.TrainLoss)); // what trains is the weights
        Assert.NotEqual(plain.Test!.Loss, result.Test!.Loss);
        Assert.NotEqual(runs.Weights("plain"), runs.Weights("a"));
        using RicapDataset test = RicapDataset.Open(runs.Test.Folder);
        foreach (string file in (string[])["model.safetensors", TrainSetup.CheckpointName])
        {
            using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], file), out CheckpointState state);
            using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, CPU);
            using var evaluator = new Evaluator(test, normaliser, CPU, new FeedOptions());
            EvaluationResult again = evaluator.Run(model.ForwardNhwc, model, _ => { }, CancellationToken.None);
            Assert.Equal(result.Test.Loss, again.Loss, bf16 ? 0.05 : 0);
        }
    }

    [TorchFact]
    public void Warm_up_is_by_step_and_the_table_tells_the_first_of_an_epoch()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("epochs", "3"), ("lr", "0.05"), ("warmup", "2"), ("warmup-from", "0.5"));
        Assert.All((double[])[0.025, 0.0375, 0.05], (rate, epoch) => Assert.Equal(rate, result.Rows[epoch].LearningRate, 1e-12));
        TrainResult flat = runs.Run("b", ("epochs", "3"), ("lr", "step:0.025,0.0375@1,0.05@2"));
        Assert.NotEqual(flat.Rows[0].TrainLoss, result.Rows[0].TrainLoss);
    }

    /// <summary>What else draws from libtorch's generators, and where a run begins, changes no batch.</summary>
    [TorchFact]
    public void Dropout_draws_by_address()
    {
        using var runs = new Runs(("size", "32x32"));
        (string, string)[] options = [("model", "wrn-10-1"), ("dropout", "0.3"), ("lr", "0.01")];
        runs.Run("a", options);
        var watcher = new Watcher { OnStep = () => rand(7).Dispose() };
        Trainer.Run(runs.Options("b", options), watcher, CancellationToken.None);
        Assert.Equal(runs.Weights("a"), runs.Weights("b"));

        long[] seeds = [.. from seed in (ulong[])[0, 1, 1UL << 40] from epoch in (int[])[0, 1, 7] from batch in (int[])[0, 1, 7] select DropoutSeed.Of(seed, epoch, batch)];
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        // Philox of Random123, computed elsewhere.
        Assert.Equal("C9C918279DE86AED", DropoutSeed.Of(42, 3, 5).ToString("X16", CultureInfo.InvariantCulture));
    }

    private static float[] Floats(SafeTensor tensor) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray();

    /// <summary>Without normalisation, which would see the batches.</summary>
    private sealed class Plain : nn.Module<Tensor, Tensor>
    {
#pragma warning disable IDE1006 // the fields' names are the layers'
        private readonly Linear first = nn.Linear(3 * 28 * 28, 8);
        private readonly Linear head;
#pragma warning restore IDE1006

        public Plain(int classes)
            : base("plain")
        {
            head = nn.Linear(8, classes);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => head.forward(first.forward(input.flatten(1)).tanh());
    }
}
