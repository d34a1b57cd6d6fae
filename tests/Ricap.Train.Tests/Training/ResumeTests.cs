using Ricap.Train.Recording;
using Ricap.Train.Training;

namespace Ricap.Train.Tests.Training;

/// <summary>A run that was stopped anywhere ends with the bytes of one that was not.</summary>
public class ResumeTests
{
    [TorchTheory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)] // the last batch of the first epoch
    [InlineData(8)]
    [InlineData(14)]
    public void Stopped_at_any_batch_and_resumed_it_ends_alike(int batch)
    {
        using var runs = new Runs();
        runs.Run("whole");
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher(batch, stop.Cancel);
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(runs.Options("cut"), watcher, stop.Token));

        runs.Run("cut", ("resume", "true"));
        Assert.Equal(runs.Weights("whole"), runs.Weights("cut"));
        Assert.Equal(runs.Metrics("whole"), runs.Metrics("cut"));
    }

    [TorchTheory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    [InlineData(13)]
    public void Killed_at_any_batch_and_resumed_it_ends_alike_whatever_is_trained(int batch)
    {
        // Dropout draws from libtorch's generator, which is where each batch puts it.
        (string, string)[] options = [("model", "wrn-10-1"), ("dropout", "0.3"), ("optimiser", "adamw"), ("lr", "0.01"), ("checkpoint-every", "0")];
        using var runs = new Runs(("size", "32x32"));
        runs.Run("whole", options);
        var watcher = new Watcher(batch, () => throw new InvalidOperationException("killed"));
        Assert.Throws<InvalidOperationException>(() => Trainer.Run(runs.Options("cut", options), watcher, CancellationToken.None));

        TorchSharp.torch.random.manual_seed(99);
        runs.Run("cut", [.. options, ("resume", "true")]);
        Assert.Equal(runs.Weights("whole"), runs.Weights("cut"));
        Assert.Equal(runs.Metrics("whole"), runs.Metrics("cut"));
    }

    [TorchFact]
    public void The_time_of_an_epoch_is_that_of_all_its_parts()
    {
        const int Steps = 6, Pause = 60;
        using var runs = new Runs();
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher(Steps, stop.Cancel) { OnStep = () => Thread.Sleep(Pause) };
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(runs.Options("a"), watcher, stop.Token));

        // One batch of the first epoch is left, far quicker than the six before.
        EpochRow row = runs.Run("a", ("resume", "true")).Rows[0];
        Assert.InRange(row.Seconds, Steps * Pause / 1000.0, double.MaxValue);
        Assert.Equal(row.Images / row.Seconds, row.ImagesPerSecond);
        Assert.InRange(row.DataWaitShare, 0, 1);
    }

    [TorchFact]
    public void A_finished_run_is_resumed_to_nothing_and_extended_to_more()
    {
        using var runs = new Runs();
        TrainResult first = runs.Run("a");
        byte[] weights = runs.Weights("a");
        var watcher = new Watcher();
        TrainResult again = Trainer.Run(runs.Options("a", ("resume", "true")), watcher, CancellationToken.None);
        Assert.Equal(first.Test!.Top1, again.Test!.Top1);
        Assert.DoesNotContain(watcher.Notes, note => note.StartsWith("goes on", StringComparison.Ordinal));
        Assert.Equal(weights, runs.Weights("a"));

        runs.Run("b", ("epochs", "3"));
        runs.Run("a", ("epochs", "3"), ("resume", "true"));
        Assert.Equal(runs.Weights("b"), runs.Weights("a"));
    }

    [TorchFact]
    public void Another_runs_checkpoint_is_refused_by_name()
    {
        using var runs = new Runs();
        runs.Run("a");
        Refused("--lr constant:0.05 in the checkpoint, constant:0.06 now", ("lr", "0.06"));
        Refused("--seed 5 in the checkpoint, 6 now", ("seed", "6"));
        Refused("--mode sample in the checkpoint, paper now", ("mode", "paper"));

        void Refused(string expected, params (string Name, string Value)[] changes)
        {
            var thrown = Assert.Throws<RicapException>(() => runs.Run("a", [.. changes, ("resume", "true")]));
            Problem problem = Assert.Single(thrown.Problems);
            Assert.Equal((ProblemCodes.CheckpointMismatch, expected), (problem.Code, problem.Message));
        }
    }

    [TorchFact]
    public void A_run_is_not_begun_over_another_unasked()
    {
        using var runs = new Runs();
        runs.Run("a");
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => runs.Run("a")).Problems);
        Assert.Contains("--resume", problem.Message, StringComparison.Ordinal);
        runs.Run("a", ("overwrite", "true"), ("lr", "0.01"));
        runs.Run("b", ("lr", "0.01"));
        Assert.Equal(runs.Weights("b"), runs.Weights("a"));
    }
}
