using Ricap.Train.Checkpoints;
using Ricap.Train.Cli;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Losses;
using Ricap.Train.Models;
using Ricap.Train.Recording;
using Ricap.Train.Runtime;
using Ricap.Train.Training;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Tests.Training;

/// <summary>Networks and whole runs on a GPU. Its sums may be added in any order, so numbers are near, not equal.</summary>
public class CudaRunTests
{
    [CudaTheory]
    [InlineData("false")]
    [InlineData("true")]
    public void A_run_on_a_GPU_learns(string bf16)
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("device", "cuda"), ("bf16", bf16), ("epochs", "12"), ("augment", "baseline"), ("lr", "0.1"));
        Assert.True(result.Rows[^1].TrainLoss < 0.8 * result.Rows[0].TrainLoss);
    }

    /// <summary>Stopped in its second epoch on the GPU, it goes on there, or on the CPU, and comes to where one comes that was never stopped.</summary>
    [CudaTheory]
    [InlineData("cuda", "false")]
    [InlineData("cuda", "true")]
    [InlineData("cpu", "false")]
    public void A_run_that_was_stopped_goes_on(string device, string bf16)
    {
        (string, string)[] options = [("device", "cuda"), ("bf16", bf16), ("epochs", "3"), ("augment", "baseline"), ("lr", "0.01"), ("optimiser", "adamw")];
        using var runs = new Runs();
        TrainResult whole = runs.Run("a", options);
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(runs.Options("cut", options), new Watcher(10, stop.Cancel), stop.Token));
        TrainResult resumed = runs.Run("cut", [.. options, ("resume", "true"), ("device", device)]);
        Assert.Equal(3, resumed.Rows.Count);
        Assert.Equal(whole.Rows[^1].TrainLoss, resumed.Rows[^1].TrainLoss, 0.05 * whole.Rows[^1].TrainLoss);
    }

    [CudaFact]
    public void A_run_in_bfloat16_is_tested_as_eval_tests_it()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("device", "cuda"), ("bf16", "true"), ("lr", "0.01"));
        using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], "model.safetensors"), out CheckpointState state);
        Networks.Place(model, torch.CUDA);
        using RicapDataset test = RicapDataset.Open(runs.Test.Folder);
        using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, torch.CUDA);
        using var evaluator = new Evaluator(test, normaliser, torch.CUDA, new FeedOptions());
        EvaluationResult again = evaluator.Run(model.ForwardNhwc, model, _ => { }, CancellationToken.None);
        Assert.Equal(again.Loss, result.Test!.Loss, 1e-4);
    }

    /// <summary>Logits and gradients of whole networks, with their weights laid either way, beside the CPU's.</summary>
    [CudaTheory]
    [InlineData("small", true)]
    [InlineData("small", false)]
    [InlineData("resnet18", true)]
    [InlineData("resnet18", false)]
    [InlineData("wrn-16-2", true)]
    [InlineData("densenet121", true)]
    public void A_network_computes_there_what_it_computes_on_the_CPU(string name, bool tf32)
    {
        bool before = torch.backends.cudnn.allow_tf32;
        torch.backends.cudnn.allow_tf32 = tf32;
        try
        {
            (Tensor logits, Tensor gradient) = Step(name, torch.CPU);
            (Tensor logitsThere, Tensor gradientThere) = Step(name, torch.CUDA);
            Near(logits, logitsThere, tf32 ? 0.02 : 1e-3);
            Near(gradient, gradientThere, tf32 ? 0.05 : 1e-2);
        }
        finally
        {
            torch.backends.cudnn.allow_tf32 = before;
        }
    }

    [CudaFact]
    public void What_a_GPU_is_is_known()
    {
        TorchRuntime.Load();
        Assert.True(TorchRuntime.Cuda.Memory(0) is var (free, total) && free > 0 && free <= total);
        Assert.True(TorchRuntime.Cuda.Capability(0) is var (major, _) && major >= 5);
        Assert.Matches(@"^\d+\.\d+$", TorchRuntime.Cuda.Runtime);
        Assert.Matches(@"^\d+\.\d+\.\d+$", TorchRuntime.Cuda.CuDnn);
        using var output = new StringWriter();
        Assert.Equal(0, DoctorCommand.Run(output));
        Assert.Contains("training on cuda:0", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("for CUDA up to", output.ToString(), StringComparison.Ordinal);
    }

    private static (Tensor Logits, Tensor Gradient) Step(string name, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = name, Classes = 10, Seed = 4 });
        Networks.Place(model, device);
        Tensor logits = model.ForwardNhwc(Formula.Input(8, 32, 32).to(device));
        RicapLoss.Forward(logits, Formula.Targets(8).to(device)).backward();
        Tensor gradient = model.parameters().Last().grad!.cpu();
        return (logits.detach().cpu().MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    private static void Near(Tensor expected, Tensor found, double share)
    {
        double largest = expected.abs().max().item<float>();
        double off = (expected - found).abs().max().item<float>();
        Assert.True(off <= share * largest, $"{off} of {largest}");
    }
}
