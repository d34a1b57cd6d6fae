using System.Text.Json;
using Ricap.CommandLine;
using Ricap.Train.Cli;
using Ricap.Train.Cli.Experiments;

namespace Ricap.Train.Tests.Experiments;

public sealed class ResultFilesTests : IDisposable
{
    private readonly FakeTraining _fake = new();

    public void Dispose() => _fake.Dispose();

    [Fact]
    public void The_page_says_what_the_runs_say()
    {
        // base 0.80 0.82 0.84; beta 0.81 0.83 0.85 (exactly 1 point more each); ramp's first run diverges, then −3 and −1 points.
        double[,] top1 = { { 0.80, 0.82, 0.84 }, { 0.81, 0.83, 0.85 }, { 0, 0.79, 0.83 } };
        string page = Page(top1, (condition, seed) => condition == 2 && seed == 0);
        Assert.StartsWith("# A | title\n\n```sh\nricap-train experiment x\n```\n", page, StringComparison.Ordinal);

        // t(2)·0.02/√3 = 4.3027·0.011547 = 0.04968; t(1)·0.0141421/√2 = 12.7062·0.01 = 0.12706; of 0.79 and 0.83: 0.25412.
        Assert.Contains("| base | 3 | 82.00 ± 4.97 | 18.00 ± 4.97 | baseline | 0.5000 ± 0.0000 |\n", page, StringComparison.Ordinal);
        Assert.Contains("| β 0.3, batch | 3 | 83.00 ± 4.97 | 17.00 ± 4.97 | +1.00 [+1.00, +1.00] |", page, StringComparison.Ordinal);
        Assert.Contains("| ramp | 2 of 3 | 81.00 ± 25.41 | 19.00 ± 25.41 | −2.00 [−14.71, +10.71] |", page, StringComparison.Ordinal);
        Assert.Contains("Intervals of differences that leave 0 out: β 0.3, batch.\n", page, StringComparison.Ordinal);
        Assert.Contains("Diverged, and not in any mean: ramp, seed 1.\n", page, StringComparison.Ordinal);

        // √(0.82·0.18/10000) = 0.00384
        Assert.Contains("on 10,000 test images has itself a standard error of 0.38 percentage points at 82.00 %", page, StringComparison.Ordinal);
        Assert.Contains("Options of all runs: `--data data`, `--epochs 10`, `--nesterov true`.", page, StringComparison.Ordinal);
        Assert.Contains("## Best epoch\n\nAfter the epoch that each run's validation picked", page, StringComparison.Ordinal);
        Assert.Contains("| base | 83.00 ± 4.97 | 1: 1, 2: 1, 3: 1 |", page, StringComparison.Ordinal);
        Assert.DoesNotContain(_fake.Scratch.Folder, page, StringComparison.Ordinal);
    }

    [Fact]
    public void One_seed_has_no_interval_and_the_page_says_so()
    {
        File.WriteAllText(_fake.Scratch["x.json"], FakeTraining.Json.Replace("[1, 2, 3]", "[5]", StringComparison.Ordinal));
        string page = Page(new[,] { { 0.8 }, { 0.85 }, { 0.75 } }, (_, _) => false);
        Assert.Contains("| β 0.3, batch | 1 | 85.00 | 15.00 | +5.00 (one seed) | 0.5000 |\n", page, StringComparison.Ordinal);
        Assert.Contains("One seed gives no interval: base; β 0.3, batch; ramp.\n", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Student", page, StringComparison.Ordinal);
        Assert.DoesNotContain("leave 0 out", page, StringComparison.Ordinal);
    }

    /// <summary>A run that ended before its data set was rendered anew is not run again, and is no like of the others.</summary>
    [Fact]
    public void Runs_on_other_images_are_said_not_to_compare()
    {
        const string Note = "The runs were not all trained and tested on the same images";
        Assert.DoesNotContain(Note, Page(new double[3, 3], (_, _) => false, seed => seed == 0 ? null : "a"), StringComparison.Ordinal);
        Assert.Contains(Note, Page(new double[3, 3], (_, _) => false, seed => seed == 0 ? "b" : "a"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_good_run_there_is_a_page_all_the_same()
    {
        string page = Page(new double[3, 3], (_, _) => true);
        Assert.Contains("| base | 0 of 3 | – | – | baseline | – |\n", page, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_fake.Out, "results.png")));
    }

    [Fact]
    public void Machines_read_the_same_figures()
    {
        Page(new[,] { { 0.80, 0.82, 0.84 }, { 0.81, 0.83, 0.85 }, { 0, 0.79, 0.83 } }, (c, s) => c == 2 && s == 0);
        string[] csv = File.ReadAllLines(Path.Combine(_fake.Out, "results.csv"));
        Assert.Equal("condition,seed,status,top1,top5,loss,test_samples,best_top1,best_epoch", csv[0]);
        Assert.Equal("base,1,finished,0.8,0.99,0.5,10000,0.81,1", csv[1]);
        Assert.Equal("\"β 0.3, batch\",1,finished,0.81,0.99,0.5,10000,0.8200000000000001,1", csv[2]);
        Assert.Equal("ramp,1,diverged,,,,,,", csv[3]);
        Assert.Equal(10, csv.Length);

        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_fake.Out, "results.json")));
        JsonElement beta = json.RootElement.GetProperty("conditions")[1];
        JsonElement difference = beta.GetProperty("final").GetProperty("top1Difference");
        Assert.Equal(3, difference.GetProperty("count").GetInt32());
        Assert.Equal(0.01, difference.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(0.01, difference.GetProperty("low").GetDouble(), 1e-12);
        Assert.Equal(3, beta.GetProperty("curve").GetArrayLength());
        Assert.Equal("diverged", json.RootElement.GetProperty("runs")[2].GetProperty("status").GetString());
    }

    [Fact]
    public void Without_a_validation_no_epoch_is_the_best()
    {
        Experiment experiment = ExperimentFile.Read(_fake.Scratch["x.json"]);
        RunResult[] results = [.. ExperimentPlan.Of(experiment, new ExperimentChanges(), _fake.Out).Select(run => new RunResult(run, FakeTraining.Outcome(0.8) with { Best = null }, null))];
        Directory.CreateDirectory(_fake.Out);
        ResultFiles.Write(ResultTable.Of(experiment, results), "x", _fake.Out);
        Assert.DoesNotContain("est epoch", File.ReadAllText(Path.Combine(_fake.Out, "results.md")), StringComparison.Ordinal);
        Assert.Contains("base,1,finished,0.8,0.99,0.5,10000,,", File.ReadAllLines(Path.Combine(_fake.Out, "results.csv")));
        Assert.DoesNotContain("best", File.ReadAllText(Path.Combine(_fake.Out, "results.json")), StringComparison.Ordinal);
    }

    /// <summary>Two folds and two seeds: base 0.6 0.8 | 0.7 0.9; beta one point more in each, whichever fold is how hard.</summary>
    [Fact]
    public void Folds_are_compared_fold_by_fold_and_counted_together()
    {
        File.WriteAllText(_fake.Scratch["x.json"], FakeTraining.Json.Replace("[1, 2, 3]", "[1, 2], \"folds\": 2", StringComparison.Ordinal));
        Experiment experiment = ExperimentFile.Read(_fake.Scratch["x.json"]);
        RunResult[] results =
        [
            .. ExperimentPlan.Of(experiment, new ExperimentChanges(), _fake.Out).Select(run => new RunResult(
                run,
                run.Condition.Slug == "ramp" && run.Fold == 1 ? null : FakeTraining.Outcome(0.5 + (0.1 * run.Seed) + (0.2 * run.Fold!.Value) + (run.Condition.Slug == "base" ? 0 : 0.01)) with { TestSamples = 100 + run.Fold!.Value },
                null)),
        ];
        Directory.CreateDirectory(_fake.Out);
        ResultFiles.Write(ResultTable.Of(experiment, results), "x", _fake.Out);
        string page = File.ReadAllText(Path.Combine(_fake.Out, "results.md"));
        Assert.Contains("| condition | runs |", page, StringComparison.Ordinal);
        Assert.Contains("| β 0.3, batch | 4 | 76.00 ± 20.54 | 24.00 ± 20.54 | +1.00 [+1.00, +1.00] |", page, StringComparison.Ordinal); // t(3)·0.1291/√4
        Assert.Contains("| ramp | 2 of 4 |", page, StringComparison.Ordinal);
        Assert.Contains("each run less the run of 'base' with the same seed and fold", page, StringComparison.Ordinal);

        // (0.6·100 + 0.8·101)/201 = 0.7005, √(0.7005·0.2995/201) = 0.0323
        Assert.Contains("The 2 folds of a seed test each of 201 images once. Counting right guesses on so many has itself a standard error of 3.23 percentage points at 70.05 %.", page, StringComparison.Ordinal);
        Assert.Contains("not independent", page, StringComparison.Ordinal);
        Assert.Contains("Not run: ramp, seed 1, fold 1; ramp, seed 2, fold 1.", page, StringComparison.Ordinal);
        string[] csv = File.ReadAllLines(Path.Combine(_fake.Out, "results.csv"));
        Assert.StartsWith("condition,seed,fold,status,", csv[0], StringComparison.Ordinal);
        Assert.StartsWith("base,1,1,finished,0.8,", csv[4], StringComparison.Ordinal);
    }

    [Fact]
    public void The_plot_shows_each_condition_and_is_the_same_each_time()
    {
        Page(new[,] { { 0.80, 0.82, 0.84 }, { 0.81, 0.83, 0.85 }, { 0.7, 0.71, 0.73 } }, (_, _) => false);
        byte[] first = File.ReadAllBytes(Path.Combine(_fake.Out, "results.png"));
        Page(new[,] { { 0.80, 0.82, 0.84 }, { 0.81, 0.83, 0.85 }, { 0.7, 0.71, 0.73 } }, (_, _) => false);
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(_fake.Out, "results.png")));
        var pixels = new HashSet<(byte, byte, byte)>();
        byte[] rgb = Decode(first);
        for (int i = 0; i < rgb.Length; i += 3)
        {
            pixels.Add((rgb[i], rgb[i + 1], rgb[i + 2]));
        }

        // The three lines' colours, undiluted.
        HashSet<(byte, byte, byte)> colours = [(0, 0, 0), (0xD5, 0x5E, 0x00), (0x00, 0x72, 0xB2)];
        Assert.Subset(pixels, colours);
    }

    /// <summary>The command from its arguments to its files.</summary>
    [Fact]
    public void The_command_runs_a_grid_and_names_its_own_line()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CommandContext(output, error);
        var command = ExperimentCommand.Create(context, _fake.Train);
        string[] args = [_fake.Scratch["x.json"], "--out", _fake.Out, "--seeds", "4,9", "--set", "epochs=20", "--set", "nesterov=", "--data", "d", "--only", "ramp"];
        Assert.Equal(0, command.Parse(args).Invoke());
        Assert.Equal(["runs/ramp/seed-4", "runs/ramp/seed-9"], _fake.Asked.Select(a => a.Folder));
        Assert.Equal("linear:0.01..1@4..18", _fake.Asked[0].Options["schedule"]);
        Assert.Equal(Path.GetFullPath("d"), _fake.Asked[0].Options["data"]);
        string page = File.ReadAllText(Path.Combine(_fake.Out, "results.md"));
        Assert.Contains($"ricap-train experiment {string.Join(' ', args)}\n", page, StringComparison.Ordinal);
        Assert.Contains("Not run: base, seed 4; ", page, StringComparison.Ordinal);
        Assert.Contains("] ramp, seed 9: top-1 82.00 %", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(Path.Combine(_fake.Out, "results.md"), output.ToString().Trim());
    }

    [Theory]
    [InlineData("--seeds", "1,x", "--seeds '1,x': 'x' is not 0..18446744073709551615")]
    [InlineData("--seeds", "1,1", "--seeds '1,1': 1 is there twice")]
    [InlineData("--set", "epochs", "--set 'epochs' is not NAME=VALUE")]
    [InlineData("--set", "data=x", "--set data is there twice")]
    [InlineData("--folds", "1", "--folds '1' is not 2..1000")]
    public void Arguments_that_cannot_be_are_refused(string name, string value, string message)
    {
        using var output = new StringWriter();
        var command = ExperimentCommand.Create(new CommandContext(output, output), _fake.Train);
        var parsed = command.Parse([_fake.Scratch["x.json"], "--out", _fake.Out, "--data", "d", name, value]);
        var e = Assert.Throws<RicapException>(() => parsed.Invoke(new() { EnableDefaultExceptionHandler = false }));
        Assert.Equal(message, Assert.Single(e.Problems).Message);
        Assert.Empty(_fake.Asked);
    }

    private static byte[] Decode(byte[] png)
    {
        using var bitmap = SkiaSharp.SKBitmap.Decode(png);
        return [.. bitmap.Pixels.SelectMany(p => (byte[])[p.Red, p.Green, p.Blue])];
    }

    private string Page(double[,] top1, Func<int, int, bool> diverges, Func<int, string?>? data = null)
    {
        string[] slugs = ["base", "beta-0.3-batch", "ramp"];
        Experiment experiment = ExperimentFile.Read(_fake.Scratch["x.json"]);
        RunResult[] results =
        [
            .. ExperimentPlan.Of(experiment, new ExperimentChanges(), _fake.Out).Select(run =>
            {
                (int condition, int seed) = (Array.IndexOf(slugs, run.Condition.Slug), experiment.Seeds.ToList().IndexOf(run.Seed));
                return new RunResult(run, FakeTraining.Outcome(top1[condition, seed], diverges(condition, seed)) with { Images = data?.Invoke(seed) }, null);
            }),
        ];
        Directory.CreateDirectory(_fake.Out);
        ResultFiles.Write(ResultTable.Of(experiment, results), "ricap-train experiment x", _fake.Out);
        return File.ReadAllText(Path.Combine(_fake.Out, "results.md"));
    }
}
