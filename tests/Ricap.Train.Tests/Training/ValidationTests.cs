using System.Text.Json;
using Ricap.Train.Checkpoints;
using Ricap.Train.Data;
using Ricap.Train.Evaluating;
using Ricap.Train.Models;
using Ricap.Train.Recording;
using Ricap.Train.Tests.Data;
using Ricap.Train.Training;
using TorchSharp;

namespace Ricap.Train.Tests.Training;

/// <summary>The best epoch is picked by images that are neither trained on nor tested on.</summary>
public class ValidationTests
{
    [TorchFact]
    public void The_best_epochs_weights_are_kept_and_score_what_is_said_of_them()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("epochs", "5"), ("val-split", "30%"));
        EpochRow best = EpochRow.Best(result.Rows)!;
        Assert.All(result.Rows, row => Assert.False(
            row.ValidationTop1 > best.ValidationTop1 || (row.ValidationTop1 == best.ValidationTop1 && row.ValidationLoss < best.ValidationLoss)));
        Assert.All(result.Rows, row => Assert.Equal(38, row.Images)); // 53 less 3 of each of 5 classes
        Assert.NotNull(best.TestTop1);

        using ImageModel model = CheckpointFile.LoadModel(Path.Combine(runs["a"], "best.safetensors"), out CheckpointState state);
        Assert.Equal(best.Epoch + 1, state.Epoch);
        using RicapDataset train = RicapDataset.Open(runs.Train.Folder);
        RowSubset held = RowSplit.HoldBack(RowSubset.All(train), train.Options.Seed, 30).Held;
        using var normaliser = new PixelNormaliser(state.Mean, state.Deviation, torch.CPU);
        using var evaluator = new Evaluator(held, normaliser, torch.CPU, new FeedOptions());
        EvaluationResult again = evaluator.Run(model.ForwardNhwc, model, _ => { }, CancellationToken.None);
        Assert.Equal((15L, best.ValidationLoss, best.ValidationTop1), (again.Samples, again.Loss, again.Top1));

        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(runs["a"], RunFolder.InfoFile)));
        Assert.Equal(best.Epoch, json.RootElement.GetProperty("best").GetProperty("epoch").GetInt32());
        Assert.Equal(15, json.RootElement.GetProperty("validation").GetProperty("images").GetInt32());
        Assert.Equal(38, json.RootElement.GetProperty("train").GetProperty("images").GetInt32());
    }

    [TorchFact]
    public void Without_a_validation_no_epoch_is_the_best_and_the_records_have_no_word_of_one()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a");
        Assert.Null(EpochRow.Best(result.Rows));
        Assert.False(File.Exists(Path.Combine(runs["a"], "best.safetensors")));
        Assert.DoesNotContain("val_", File.ReadLines(Path.Combine(runs["a"], RunFolder.MetricsFile)).First(), StringComparison.Ordinal);
        string json = File.ReadAllText(Path.Combine(runs["a"], RunFolder.InfoFile));
        Assert.All((string[])["validation", "patience", "valTop1", "val-split", "fold", "mix-until", "class-weights"], word => Assert.DoesNotContain(word, json, StringComparison.Ordinal));
    }

    [TorchTheory]
    [InlineData(false, false, "--data and --test")]
    [InlineData(false, true, "--val and --test;--data and --test;--data and --val")]
    [InlineData(true, true, "--val and --test")]
    [InlineData(true, false, "")]
    public void Data_sets_with_the_same_images_are_told(bool others, bool validated, string expected)
    {
        using var runs = new Runs(); // its test set has the training images
        using var few = new SmallSet([.. Enumerable.Range(0, 20)], ("size", "28x28"), ("format", "npy"), ("epochs", "1"), ("augment", "none"));
        string test = others ? few.Folder : runs.Test.Folder;
        (string, string)[] validation = validated ? [("val", test)] : [];
        var watcher = new Watcher();
        Trainer.Run(runs.Options("a", [("epochs", "1"), ("test", test), .. validation]), watcher, CancellationToken.None);
        Assert.Equal(expected, string.Join(';', watcher.Notes.Where(n => n.Contains("same images", StringComparison.Ordinal)).Select(n => n[..n.IndexOf(" have", StringComparison.Ordinal)])));
    }

    /// <summary>A rate of nearly 0 leaves the weights, and so the validation, as they are.</summary>
    [TorchFact]
    public void Where_nothing_gets_better_the_run_ends_and_stays_ended()
    {
        using var runs = new Runs();
        (string, string)[] options = [("val", runs.Test.Folder), ("patience", "3"), ("epochs", "50"), ("lr", "step:0.05,0.000000001@2"), ("momentum", "0"), ("nesterov", "false")];
        TrainResult result = runs.Run("a", options);
        int best = EpochRow.Best(result.Rows)!.Epoch;
        Assert.Equal((true, best + 3), (result.StoppedEarly, result.Rows[^1].Epoch));
        Assert.InRange(result.Rows.Count, 4, 49);
        byte[] weights = runs.Weights("a");
        var watcher = new Watcher();
        TrainResult again = Trainer.Run(runs.Options("a", [.. options, ("resume", "true")]), watcher);
        Assert.DoesNotContain(watcher.Notes, note => note.StartsWith("goes on", StringComparison.Ordinal));
        Assert.Equal((true, result.Rows.Count), (again.StoppedEarly, again.Rows.Count));
        Assert.Equal(result.Test!.Loss, again.Test!.Loss);
        Assert.Equal(weights, runs.Weights("a"));
    }

    /// <summary>As above, validated every third epoch: those between may be better, and do not end the run.</summary>
    [TorchFact]
    public void Only_a_validation_ends_a_run()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run(
            "a", ("val", runs.Test.Folder), ("patience", "2"), ("epochs", "30"), ("test-every", "3"), ("lr", "step:0.05,0.000000001@2"), ("momentum", "0"), ("nesterov", "false"));
        int best = EpochRow.Best(result.Rows)!.Epoch;
        Assert.Equal((true, best + 3), (result.StoppedEarly, result.Rows[^1].Epoch));
        Assert.NotNull(result.Rows[^1].ValidationTop1);
    }

    [TorchTheory]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(18)]
    public void Killed_and_resumed_it_ends_with_the_same_best(int batch)
    {
        (string, string)[] options = [("val-split", "20%"), ("patience", "2"), ("epochs", "6"), ("checkpoint-every", "0")];
        using var runs = new Runs();
        runs.Run("whole", options);
        var watcher = new Watcher(batch, () => throw new InvalidOperationException("killed"));
        Assert.Throws<InvalidOperationException>(() => Trainer.Run(runs.Options("cut", options), watcher));
        runs.Run("cut", [.. options, ("resume", "true")]);
        Assert.Equal(File.ReadAllBytes(Path.Combine(runs["whole"], "best.safetensors")), File.ReadAllBytes(Path.Combine(runs["cut"], "best.safetensors")));
        Assert.Equal(runs.Weights("whole"), runs.Weights("cut"));
        Assert.Equal(Columns("whole"), Columns("cut"));

        string[] Columns(string run) => [.. File.ReadAllLines(Path.Combine(runs[run], RunFolder.MetricsFile)).Select(l => string.Join(',', l.Split(',')[..11]))];
    }

    [TorchFact]
    public void Another_share_or_fold_is_another_run()
    {
        using var runs = new Runs();
        runs.Run("a", ("val-split", "20%"));
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => runs.Run("a", ("val-split", "30%"), ("resume", "true"))).Problems.Take(1));
        Assert.Equal((ProblemCodes.CheckpointMismatch, "--val-split 20% in the checkpoint, 30% now"), (problem.Code, problem.Message));
    }

    /// <summary>Of two validations no epoch is the best; where one lies is of no matter.</summary>
    [TorchFact]
    public void Another_validation_is_another_run()
    {
        using var runs = new Runs();
        using var other = new SmallSet(20, ("size", "28x28"), ("augment", "none"), ("classes", runs.Train.Folder));
        runs.Run("a", ("val", runs.Test.Folder));
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => runs.Run("a", ("val", other.Folder), ("resume", "true"))).Problems);
        Assert.Equal(ProblemCodes.CheckpointMismatch, problem.Code);
        Assert.StartsWith("--val ", problem.Message, StringComparison.Ordinal);
        using var scratch = new Scratch();
        string moved = scratch["moved"];
        foreach (string file in Directory.EnumerateFiles(runs.Test.Folder, "*", SearchOption.AllDirectories))
        {
            string to = Path.Combine(moved, Path.GetRelativePath(runs.Test.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        runs.Run("a", ("val", moved), ("resume", "true"));
    }

    [TorchFact]
    public void A_validation_by_the_test_is_told()
    {
        using var runs = new Runs();
        using var other = new SmallSet(20, ("size", "28x28"), ("augment", "none"), ("classes", runs.Train.Folder));
        Assert.Contains(NotesOf("a", runs.Test.Folder), note => note.StartsWith("--val and --test have the same images", StringComparison.Ordinal));
        Assert.DoesNotContain(NotesOf("b", other.Folder), note => note.StartsWith("--val", StringComparison.Ordinal));

        List<string> NotesOf(string run, string validation)
        {
            var watcher = new Watcher();
            Trainer.Run(runs.Options(run, ("val", validation), ("epochs", "1")), watcher);
            return watcher.Notes;
        }
    }

    [TorchFact]
    public void A_fold_is_tested_by_a_training_on_the_others()
    {
        using var runs = new Runs();
        TrainOptions options = runs.Options("a", ("epochs", "1")) with { Test = null, Fold = new Fold(2, 5) };
        TrainResult result = Trainer.Run(options);
        Assert.Equal((11L, 42L), (result.Test!.Samples, result.Rows[0].Images)); // of 53
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Trainer.Run(options with { Output = runs["b"], Feed = new FeedOptions { Source = DataSource.Shards } })).Problems);
        Assert.Equal(ProblemCodes.ShardsOfAllImages, problem.Code);
    }

    [TorchFact]
    public void A_validation_that_lacks_a_class_is_one_line()
    {
        using var runs = new Runs();
        using var few = new SmallSet(3, ("size", "28x28"), ("augment", "none"), ("classes", runs.Train.Folder));
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => runs.Run("a", ("val", few.Folder))).Problems);
        Assert.Equal((ProblemCodes.ClassWithoutImages, few.Folder), (problem.Code, problem.Path));
        Assert.Equal("has too few images of '3' (0), '4' (0): the best epoch is picked by it", problem.Message);
    }

    [Theory]
    [InlineData("--patience needs --val or --val-split", "patience", "3")]
    [InlineData("--val-split and --val exclude each other", "val", "x", "val-split", "10%")]
    [InlineData("--fold and --test exclude each other", "fold", "0/5", "test", "x")]
    [InlineData("--fold trains on some of the data set's images", "fold", "0/5", "source", "shards")]
    [InlineData("--val-split trains on some of the data set's images", "val-split", "10%", "source", "shards")]
    [InlineData("--val-split '10' is not P%", "val-split", "10")]
    [InlineData("--val-split '0%' is not P%", "val-split", "0%")]
    [InlineData("--val-split '91%' is not P%", "val-split", "91%")]
    [InlineData("--fold '5/5' is not I/K", "fold", "5/5")]
    [InlineData("--mix-until '101%' is not E", "mix-until", "101%")]
    public void What_does_not_go_together_is_one_line(string expected, params string[] options)
    {
        List<KeyValuePair<string, string>> all = [new("data", "d"), new("out", "o"), .. options.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1]))];
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => TrainOptionTable.Parse(all)).Problems);
        Assert.StartsWith(expected, problem.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void The_last_epochs_are_plain_and_have_no_beta()
    {
        using var runs = new Runs();
        TrainResult result = runs.Run("a", ("epochs", "4"), ("mix-until", "50%"), ("schedule", "list:0.1,0.2"));
        Assert.Equal([0.1, 0.2, null, null], result.Rows.Select(row => row.Beta));
    }

    /// <summary>At a rate of nearly 0 the loss of an epoch is that of the initial weights, image by image: so weights are seen in it alone.</summary>
    [TorchFact]
    public void Balanced_classes_weigh_the_loss_of_training_and_are_recorded()
    {
        using var runs = new Runs();
        (string, string)[] still = [("epochs", "1"), ("lr", "0.000000001"), ("augment", "none"), ("batch", "53"), ("source", "online")];
        EpochRow plain = runs.Run("a", still).Rows[0], balanced = runs.Run("b", [.. still, ("class-weights", "balanced")]).Rows[0];
        Assert.NotEqual(plain.TrainLoss, balanced.TrainLoss);
        Assert.Equal(plain.TrainLoss, balanced.TrainLoss, 0.1 * plain.TrainLoss); // of 53 images 11 or 10 are of a class
        Assert.Equal(plain.TrainAccuracy, balanced.TrainAccuracy);
        Assert.Equal(plain.TestLoss!.Value, balanced.TestLoss!.Value, 1e-4);
        Assert.Contains("\"class-weights\": \"balanced\"", File.ReadAllText(Path.Combine(runs["b"], RunFolder.InfoFile)), StringComparison.Ordinal);
    }
}
