using System.Text.Json;
using Ricap.Building.Output;
using Ricap.Train.Cli.Pictures;
using Ricap.Train.Recording;

namespace Ricap.Train.Tests.Recording;

public sealed class RunFolderTests
{
    [Fact]
    public void What_is_written_reads_back_bit_for_bit()
    {
        EpochRow[] rows =
        [
            Some.Row(0) with { TrainLoss = 0.1 + 0.2, TrainAccuracy = 1 / 3.0, LearningRate = 1e-300, Seconds = 5e-324 },
            Some.Row(1) with { Beta = null, TestLoss = null, TestTop1 = null, TestTop5 = null },
            Some.Row(7) with { TrainLoss = double.NaN, TestLoss = double.PositiveInfinity, ImagesPerSecond = double.NegativeInfinity, Images = long.MaxValue },
        ];
        string text = MetricsCsv.Format(rows);
        Assert.Equal(rows, MetricsCsv.Parse(text));
        Assert.Equal(rows, MetricsCsv.Parse(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(
            "epoch,beta,learning_rate,train_loss,train_accuracy,test_loss,test_top1,test_top5,images,"
            + "seconds,images_per_second,data_wait_seconds,data_wait_share,evaluation_seconds\n"
            + "0,0.3,1E-300,0.30000000000000004,0.3333333333333333,0.75,0.5,0.9,1000,5E-324,500,0.02,0.01,0.5\n"
            + "1,,0.1,1.5,0.25,,,,1000,2,500,0.02,0.01,0.5\n"
            + "7,0.3,0.1,NaN,0.25,Infinity,0.5,0.9,9223372036854775807,2,-Infinity,0.02,0.01,0.5\n",
            text);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("a,b\n", "line 1")]
    [InlineData("HEADER\n0,1\n", "line 2 has 2 fields, not 14")]
    [InlineData("HEADER\n0,,x,1,1,,,,1,1,1,1,1,1\n", "line 2: learning_rate is 'x'")]
    [InlineData("HEADER\n0,,1,1,1,,,,1.5,1,1,1,1,1\n", "line 2: images is '1.5'")]
    [InlineData("HEADER\n0,,,1,1,,,,1,1,1,1,1,1\n", "line 2: learning_rate is ''")]
    [InlineData("HEADER\n1,,1,1,1,,,,1,1,1,1,1,1\n1,,1,1,1,,,,1,1,1,1,1,1\n", "line 3: epoch 1 does not rise")]
    public void A_table_that_is_none_is_refused(string text, string message) => Assert.Contains(
        message,
        Assert.Throws<FormatException>(() => MetricsCsv.Parse(text.Replace("HEADER", MetricsCsv.Header, StringComparison.Ordinal))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_resumed_run_keeps_earlier_epochs_and_cuts_off_later_ones()
    {
        using var scratch = new Scratch();
        string run = scratch["deep/run"];
        var first = RunFolder.Open(run, 0);
        for (int epoch = 0; epoch < 5; epoch++)
        {
            first.Append(Some.Row(epoch));
        }

        // A kill: half a record, and an epoch in the table whose event was never written.
        string events = Path.Combine(run, RunFolder.EventsFile);
        byte[] whole = File.ReadAllBytes(events);
        File.WriteAllBytes(events, whole[..^9]);
        Assert.Equal([0, 1, 2, 3, 4], RunFolder.Open(run, 5).Rows.Select(r => r.Epoch));
        Assert.Equal([0, 1, 2, 3, 4], EventReader.Read(events).Skip(1).Select(e => (int)e.Step));

        var again = RunFolder.Open(run, 3);
        Assert.Equal([0, 1, 2], again.Rows.Select(r => r.Epoch));
        Assert.Equal([0, 1, 2], EventReader.Read(events).Skip(1).Select(e => (int)e.Step));
        again.Append(Some.Row(3) with { TrainLoss = 9 });
        Assert.Equal(again.Rows, MetricsCsv.Read(Path.Combine(run, RunFolder.MetricsFile)));
        Assert.Equal([0, 1, 2, 3], EventReader.Read(events).Skip(1).Select(e => (int)e.Step));
        Assert.Equal(9f, EventReader.Read(events)[^1].Scalars["loss/train"]);

        Assert.Empty(RunFolder.Open(run, 0).Rows);
        Assert.False(File.Exists(events));
        Assert.Equal([RunFolder.MetricsFile], Directory.GetFiles(run).Select(Path.GetFileName));
    }

    [Fact]
    public void Epochs_go_forward_only()
    {
        using var scratch = new Scratch();
        var folder = RunFolder.Open(scratch["run"], 0);
        folder.Append(Some.Row(2));
        Assert.Throws<ArgumentException>(() => folder.Append(Some.Row(2)));
        Assert.Single(folder.Rows);
    }

    [Fact]
    public void Somebody_elses_table_is_left_alone()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["metrics.csv"], "my,own\n1,2\n");
        Problem problem = Assert.Throws<RicapException>(() => RunFolder.Open(scratch.Folder, 0)).Problems[0];
        Assert.Equal((ProblemCodes.ForeignOutput, scratch["metrics.csv"]), (problem.Code, problem.Path));
        Assert.Equal("my,own\n1,2\n", File.ReadAllText(scratch["metrics.csv"]));
    }

    [Fact]
    public void What_cannot_be_written_says_where()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["file"], "");
        Problem problem = Assert.Throws<RicapException>(() => RunFolder.Open(scratch["file/run"], 0)).Problems[0];
        Assert.Equal((ProblemCodes.OutputNotWritable, scratch["file/run"]), (problem.Code, problem.Path));

        var folder = RunFolder.Open(scratch["run"], 0);
        Directory.CreateDirectory(scratch["run/run.json"]);
        problem = Assert.Throws<RicapException>(() => folder.Write(Some.Info)).Problems[0];
        Assert.Equal((ProblemCodes.OutputNotWritable, scratch["run/run.json"]), (problem.Code, problem.Path));
        Assert.Equal(["metrics.csv"], Directory.GetFiles(scratch["run"]).Select(Path.GetFileName));

        if (File.Exists("/dev/full"))
        {
            problem = Assert.Throws<RicapException>(() => OutputErrors.Guard("/dev/full", () => File.WriteAllText("/dev/full", "x"))).Problems[0];
            Assert.Equal((ProblemCodes.DiskFull, "/dev/full"), (problem.Code, problem.Path));
        }
    }

    [Fact]
    public void Equal_runs_differ_in_timing_and_machine_only()
    {
        RunInfo info = Some.Info;
        byte[] one = RunJson.Format(info, [Some.Row(0), Some.Row(1)]);
        byte[] other = RunJson.Format(
            info with { Machine = info.Machine with { Threads = 99, RicapVersion = "9" } },
            [Some.Row(0), Some.Row(1) with { Seconds = 7, ImagesPerSecond = 3, DataWaitSeconds = 2, DataWaitShare = 0.3, EvaluationSeconds = 1 }]);
        JsonElement[] roots = [JsonDocument.Parse(one).RootElement, JsonDocument.Parse(other).RootElement];
        Assert.Equal(
            ["timing", "machine"],
            roots[0].EnumerateObject().Where(p => p.Value.GetRawText() != roots[1].GetProperty(p.Name).GetRawText()).Select(p => p.Name));
        Assert.Equal(["timing", "machine"], roots[0].EnumerateObject().Select(p => p.Name).TakeLast(2));
    }

    [Fact]
    public void The_summary_says_what_was_and_what_came_of_it()
    {
        EpochRow[] rows = [Some.Row(0) with { TestTop1 = 0.9 }, Some.Row(1) with { TestTop1 = 0.8, ValidationTop1 = 0.6, ValidationLoss = 2 }, Some.Row(2) with { TrainLoss = double.NaN, DataWaitSeconds = 0.5 }];
        JsonElement run = JsonDocument.Parse(RunJson.Format(Some.Info with { Validation = new RunDataset("held", "def", 12), Patience = 4 }, rows)).RootElement;
        Assert.Equal((12, 4), (run.GetProperty("validation").GetProperty("images").GetInt32(), run.GetProperty("patience").GetInt32()));
        Assert.Equal((0.6, 2), (run.GetProperty("best").GetProperty("valTop1").GetDouble(), run.GetProperty("best").GetProperty("valLoss").GetDouble()));
        Assert.False(run.GetProperty("final").TryGetProperty("valTop1", out _));
        Assert.Equal("finished", run.GetProperty("state").GetString());
        Assert.Equal(["model", "--β"], run.GetProperty("options").EnumerateObject().Select(p => p.Name));
        Assert.Equal((5, 3), (run.GetProperty("epochs").GetInt32(), run.GetProperty("epochsDone").GetInt32()));
        Assert.Equal(1, run.GetProperty("best").GetProperty("epoch").GetInt32());
        Assert.Equal("NaN", run.GetProperty("final").GetProperty("trainLoss").GetString());
        Assert.Equal(0.54 / 6, run.GetProperty("timing").GetProperty("dataWaitShare").GetDouble(), 1e-12);
        Assert.Equal("abc", run.GetProperty("train").GetProperty("manifestXxh128").GetString());
        Assert.Equal(JsonValueKind.Null, run.GetProperty("test").ValueKind);
        JsonElement evaluation = run.GetProperty("evaluation");
        Assert.Equal("[[3, 1], [0, 0]]", string.Concat("[", string.Join(", ", evaluation.GetProperty("confusion").EnumerateArray().Select(r => r.GetRawText())), "]"));
        Assert.Equal(JsonValueKind.Null, evaluation.GetProperty("classes")[1].GetProperty("top1").ValueKind);
        Assert.Equal("dog", evaluation.GetProperty("classes")[1].GetProperty("name").GetString());
    }

    [Fact]
    public void A_finished_run_has_every_file_and_no_more()
    {
        using var scratch = new Scratch();
        var folder = RunFolder.Open(scratch["run"], 0);
        folder.Append(Some.Row(0));
        folder.Append(Some.Row(1));
        folder.Write(Some.Info);
        RunPictures.Write(folder.Path, folder.Rows, Some.Info.Evaluation, Some.Info.Classes);
        Assert.Equal(
            ["accuracy.png", "beta.png", "confusion.png", "events.out.tfevents.ricap", "loss.png", "metrics.csv", "run.json"],
            Directory.GetFiles(scratch["run"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(scratch.Folder, File.ReadAllText(scratch["run/run.json"]), StringComparison.Ordinal);

        // Pictures of what was recorded before do not stay.
        RunFolder.Open(scratch["run"], 0).Write(Some.Info with { Evaluation = null });
        RunPictures.Write(scratch["run"], [], null, Some.Info.Classes);
        Assert.Equal(["metrics.csv", "run.json"], Directory.GetFiles(scratch["run"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_best_epoch_is_picked_by_the_validation_then_its_loss_then_the_earlier()
    {
        EpochRow[] rows = [Of(0, 0.5, 1), Of(1, 0.7, 1.1), Of(2, 0.7, 0.9), Of(3, 0.7, 0.9), Of(4, double.NaN, 0.1), Of(5, 0.7, double.NaN), Some.Row(6) with { TestTop1 = 1 }];
        Assert.Equal(2, EpochRow.Best(rows)!.Epoch);
        Assert.Equal(1, EpochRow.Best(rows[..2])!.Epoch);
        Assert.Null(EpochRow.Best([Some.Row(0)]));

        static EpochRow Of(int epoch, double top1, double loss) => Some.Row(epoch) with { TestTop1 = 1 - top1, ValidationTop1 = top1, ValidationLoss = loss };
    }

    [Fact]
    public void A_validation_comes_back_number_for_number()
    {
        EpochRow[] rows = [Some.Row(0), Some.Row(1) with { ValidationTop1 = 1.0 / 3, ValidationLoss = double.NaN }];
        string text = MetricsCsv.Format(rows);
        Assert.StartsWith("epoch,beta,learning_rate,train_loss,train_accuracy,test_loss,test_top1,test_top5,val_loss,val_top1,images,", text, StringComparison.Ordinal);
        Assert.Equal(rows, MetricsCsv.Parse(text));
    }
}
