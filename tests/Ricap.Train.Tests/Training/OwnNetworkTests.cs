using Ricap.Train.Models.Weights;
using Ricap.Train.Recording;
using Ricap.Train.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Ricap.Train.Tests.Training;

/// <summary>The trainer with a module that is none of ours.</summary>
public class OwnNetworkTests
{
    /// <summary>Killed in each epoch, with dropout, momentum of two kinds, and running means.</summary>
    [TorchTheory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(11)]
    public void Killed_and_resumed_it_ends_with_the_same_bytes(int batch)
    {
        (string, string)[] options = [("optimiser", "adamw"), ("lr", "0.003"), ("checkpoint-every", "0")];
        using var runs = new Runs();
        Trainer.Run(Own(runs.Options("whole", options)));
        var watcher = new Watcher(batch, () => throw new InvalidOperationException("killed"));
        Assert.Throws<InvalidOperationException>(() => Trainer.Run(Own(runs.Options("cut", options)), watcher));

        random.manual_seed(99);
        Trainer.Run(Own(runs.Options("cut", [.. options, ("resume", "true")])));
        Assert.Equal(runs.Weights("whole"), runs.Weights("cut"));
        Assert.Equal(runs.Metrics("whole"), runs.Metrics("cut"));
    }

    [TorchFact]
    public void It_learns_and_its_weights_are_loaded_into_another_one()
    {
        using var runs = new Runs();
        TrainResult result = Trainer.Run(Own(runs.Options("a", ("epochs", "20"), ("augment", "baseline"), ("optimiser", "adamw"), ("lr", "0.02"))));
        Assert.True(result.Rows[^1].TrainLoss < 0.9 * result.Rows[0].TrainLoss, $"{result.Rows[0].TrainLoss} -> {result.Rows[^1].TrainLoss}");
        string file = Path.Combine(runs["a"], "model.safetensors");
        using Network other = new Mine(5);
        LoadedWeights loaded = ModelWeights.Load(other, file);
        Assert.Empty(loaded.Kept);
        SafeTensorsContent content = SafeTensors.Read(file);
        Assert.Equal("Mine", content.Metadata["model"]);
        Assert.All(ModelWeights.Of(other), tensor => Assert.Equal(content.Tensors[tensor.Name].Data.ToArray(), tensor.Data.ToArray()));
    }

    [TorchFact]
    public void A_seed_makes_its_initial_weights_and_another_makes_others()
    {
        using var runs = new Runs();
        foreach ((string run, string seed) in (IEnumerable<(string, string)>)[("a", "1"), ("b", "1"), ("c", "2")])
        {
            Trainer.Run(Own(runs.Options(run, ("epochs", "1"), ("lr", "0.000000001"), ("seed", seed))));
        }

        Assert.Equal(runs.Weights("a"), runs.Weights("b"));
        Assert.NotEqual(Weight(runs, "a"), Weight(runs, "c"));

        static byte[] Weight(Runs runs, string run) =>
            SafeTensors.Read(Path.Combine(runs[run], "model.safetensors")).Tensors["features.0.weight"].Data.ToArray();
    }

    [TorchFact]
    public void Its_last_linear_layer_may_be_of_another_number_of_classes_and_its_first_layers_stay()
    {
        using var runs = new Runs();
        using var thirty = new Mine(30);
        string init = Path.Combine(runs.Train.Folder, "thirty.safetensors");
        ModelWeights.Save(thirty, init);
        Trainer.Run(Own(runs.Options("a", ("init", init), ("freeze-until", "head"))));
        SafeTensorsContent before = SafeTensors.Read(init), after = SafeTensors.Read(Path.Combine(runs["a"], "model.safetensors"));
        Assert.Equal([5, 256], after.Tensors["head.weight"].Shape);
        Assert.All(before.Tensors.Keys.Where(name => name.StartsWith("features", StringComparison.Ordinal)),
            name => Assert.Equal(before.Tensors[name].Data.ToArray(), after.Tensors[name].Data.ToArray()));
        Assert.Contains(before.Tensors.Keys, name => name.StartsWith("features", StringComparison.Ordinal));
    }

    [TorchFact]
    public void In_bfloat16_it_resumes_to_the_same_bytes_too()
    {
        (string, string)[] options = [("bf16", "true"), ("lr", "0.01"), ("epochs", "3")];
        using var runs = new Runs();
        Assert.Null(Trainer.Run(Own(runs.Options("whole", options))).Divergence);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(Own(runs.Options("cut", options)), new Watcher(9, stop.Cancel), stop.Token));
        Trainer.Run(Own(runs.Options("cut", [.. options, ("resume", "true")])));
        Assert.Equal(runs.Weights("whole"), runs.Weights("cut"));
    }

    [TorchFact]
    public void A_checkpoint_of_another_network_is_refused_by_name()
    {
        using var runs = new Runs();
        runs.Run("a");
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Trainer.Run(Own(runs.Options("a", ("resume", "true"))))).Problems);
        Assert.Equal((ProblemCodes.CheckpointMismatch, "--model small in the checkpoint, Mine now"), (problem.Code, problem.Message));
    }

    [TorchFact]
    public void One_that_does_not_fit_is_refused_before_anything_is_written()
    {
        using var runs = new Runs();
        Refused(_ => new Mine(7), "'Mine' gives [1,7] for one image of 28x28, not the logits [1,5] of 5 classes");
        Refused(classes => nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 32, classes)), "'Sequential' does not take an image of 28x28: ");
        Refused(
            classes => nn.Sequential(nn.Flatten(), nn.Linear(3 * 28 * 28, classes), nn.BatchNorm1d(classes)),
            "--batch 13 makes a batch of one of 53 images, and Sequential has no variance", ("batch", "13"));

        void Refused(Func<int, Network> network, string message, params (string, string)[] changes)
        {
            var thrown = Assert.Throws<RicapException>(() => Trainer.Run(runs.Options("a", changes) with { Network = network }));
            Problem problem = Assert.Single(thrown.Problems);
            Assert.Equal(changes.Length == 0 ? ProblemCodes.NetworkMisfit : ProblemCodes.InvalidOption, problem.Code);
            Assert.StartsWith(message, problem.Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(runs["a"]));
        }
    }

    private static TrainOptions Own(TrainOptions options) => options with { Network = classes => new Mine(classes) };

    private sealed class Mine : Network
    {
        private readonly Sequential _features = nn.Sequential(
            nn.Conv2d(3, 16, 3, stride: 2), nn.BatchNorm2d(16), nn.ReLU(), nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Dropout(0.2));

        private readonly Linear _head;
        private readonly Parameter _scale = nn.Parameter(ones(1));

        public Mine(int classes)
            : base(nameof(Mine))
        {
            register_module("features", _features);
            register_module("head", _head = nn.Linear(256, classes));
            register_parameter("scale", _scale);
        }

        public override Tensor forward(Tensor input) => _head.forward(_features.forward(input)).mul(_scale.to(input.dtype));
    }
}
