using Ricap.Train.Recording;
using Ricap.Train.Training;

namespace Ricap.Train.Tests.Training;

/// <summary>What cannot end well is told before the first step, and what happens to files later does not matter.</summary>
public class RefusedRunTests
{
    [TorchFact]
    public void A_schedule_that_ends_before_the_run_is_told_before_the_first_epoch()
    {
        using var runs = new Runs();
        Problem problem = Refused(runs, ("epochs", "5"), ("schedule", "list:0.1,0.2"));
        Assert.Equal("--schedule list:0.1,0.2 has β for epochs 0..1, none for epoch 4", problem.Message);
        Assert.False(Directory.Exists(runs["a"]));
        runs.Run("a", ("epochs", "2"), ("schedule", "list:0.1,0.2"));
    }

    [TorchFact]
    public void Epochs_that_shards_are_wanted_of_and_that_were_not_rendered_are_told_before_the_first_one()
    {
        using var runs = new Runs(("epochs", "0,1,4"));
        string[] expected = ["epochs 2..3,5..6 were not rendered, epochs 0..1,4 were; render them, or compose them with --source auto"];
        (string, string)[] options = [("epochs", "7"), ("source", "shards")];
        Assert.Equal(expected, Problems(runs, options));
        Assert.False(Directory.Exists(runs["a"]));

        runs.Run("a", ("epochs", "2"), ("source", "shards"), ("lr", "constant:0.05"));
        byte[] weights = runs.Weights("a");
        Assert.Equal(expected, Problems(runs, [.. options, ("overwrite", "true")]));
        Assert.Equal(weights, runs.Weights("a"));
        Assert.Equal(["epoch 2 was not rendered, epochs 0..1,4 were; render it, or compose it with --source auto"], Problems(runs, ("epochs", "3"), ("source", "shards"), ("resume", "true")));
    }

    [TorchFact]
    public void Epochs_that_a_resumed_run_has_behind_it_need_not_be_rendered()
    {
        using var runs = new Runs(("epochs", "2..2"));
        runs.Run("a", ("epochs", "2"));
        runs.Run("a", ("epochs", "3"), ("source", "shards"), ("resume", "true"));
        Assert.Equal(["epochs 0..1 were not rendered, epoch 2 was; render them, or compose them with --source auto"], Problems(runs, ("epochs", "3"), ("source", "shards"), ("overwrite", "true")));
    }

    [TorchFact]
    public void A_later_epoch_that_was_rendered_otherwise_is_told_before_the_first_one()
    {
        using var runs = new Runs(("epochs", "3"));
        Assert.Equal(
            ["epoch 2 was rendered otherwise (--beta is 0.5, its shards have 0.7); render it so, or compose it with --source auto"],
            Problems(runs, ("epochs", "3"), ("source", "shards"), ("schedule", "step:0.7,0.5@2")));
    }

    [TorchTheory]
    [InlineData("13", "--batch 14")] // 53 = 4 · 13 + 1, 3 · 14 + 11
    [InlineData("52", "--batch 53")]
    [InlineData("1", "--batch 3")] // 53 = 26 · 2 + 1
    public void A_batch_of_one_image_is_refused_where_one_pixel_is_all_there_is_to_normalise(string batch, string better)
    {
        using var runs = new Runs(("size", "32x32"));
        Problem problem = Refused(runs, ("model", "densenet121"), ("batch", batch));
        Assert.Contains($"--batch {batch} makes a batch of one of 53 images", problem.Message, StringComparison.Ordinal);
        Assert.Contains(better, problem.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_lone_image_of_more_pixels_trains()
    {
        using var runs = new Runs();
        Assert.Null(runs.Run("a", ("batch", "13")).Divergence);
    }

    [TorchFact]
    public void A_test_loss_that_is_no_number_ends_the_run_as_a_training_loss_does()
    {
        using var runs = new Runs();

        // The steps are so wide that the test images' logits overflow at the end of an epoch of one step, before the next batch's do.
        TrainResult result = runs.Run("a", ("epochs", "20"), ("batch", "53"), ("lr", "1000"), ("momentum", "0.5"), ("augment", "baseline"));
        Assert.Equal(ProblemCodes.TrainingDiverged, result.Divergence?.Code);
        Assert.Contains("the test loss after epoch", result.Divergence!.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(runs["a"], "model.safetensors")));
    }

    [TorchFact]
    public void A_checkpoint_of_a_later_epoch_is_not_passed_off_as_an_earlier_one()
    {
        using var runs = new Runs();
        runs.Run("a", ("epochs", "3"));
        Problem problem = Refused(runs, ("epochs", "2"), ("resume", "true"));
        Assert.Equal(ProblemCodes.CheckpointMismatch, problem.Code);
        Assert.StartsWith("is of epoch 3, batch 0; a run of 2 epochs", problem.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Files_that_were_read_may_go_while_the_run_goes_on()
    {
        using var runs = new Runs();
        runs.Run("first");
        string init = Path.Combine(runs["first"], "model.safetensors");
        string manifest = runs.Train["ricap.json"];
        var watcher = new Watcher(2, () =>
        {
            File.Delete(init);
            File.Delete(manifest);
        });
        TrainResult result = Trainer.Run(runs.Options("a", ("init", init)), watcher, CancellationToken.None);
        Assert.Null(result.Divergence);
    }

    [TorchFact]
    public void Begun_anew_a_run_has_no_weights_of_the_one_before()
    {
        using var runs = new Runs();
        runs.Run("a");
        using var stop = new CancellationTokenSource();
        var watcher = new Watcher(1, stop.Cancel);
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(runs.Options("a", ("overwrite", "true")), watcher, stop.Token));
        Assert.False(File.Exists(Path.Combine(runs["a"], "model.safetensors")));
    }

    private static IEnumerable<string> Problems(Runs runs, params (string Name, string Value)[] changes) =>
        Assert.Throws<RicapException>(() => runs.Run("a", changes)).Problems.Select(p => p.Message);

    private static Problem Refused(Runs runs, params (string Name, string Value)[] changes) =>
        Assert.Single(Assert.Throws<RicapException>(() => runs.Run("a", changes)).Problems);
}
