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
        Assert.Contains("## Best epoch\n\nOptimistic:", page, StringComparison.Ordinal);
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
        Assert.Contains("Not run: base, seed 4.", page, StringComparison.Ordinal);
        Assert.Contains("] ramp, seed 9: top-1 82.00 %", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(Path.Combine(_fake.Out, "results.md"), output.ToString().Trim());
    }

    [Theory]
    [InlineData("--seeds", "1,x", "--seeds '1,x': 'x' is not 0..18446744073709551615")]
    [InlineData("--seeds", "1,1", "--seeds '1,1': 1 is there twice")]
    [InlineData("--set", "epochs", "--set 'epochs' is not NAME=VALUE")]
    [InlineData("--set", "data=x", "--set data is there twice")]
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

    private string Page(double[,] top1, Func<int, int, bool> diverges)
    {
        string[] slugs = ["base", "beta-0.3-batch", "ramp"];
        Experiment experiment = ExperimentFile.Read(_fake.Scratch["x.json"]);
        RunResult[] results =
        [
            .. ExperimentPlan.Of(experiment, new ExperimentChanges(), _fake.Out).Select(run =>
            {
                (int condition, int seed) = (Array.IndexOf(slugs, run.Condition.Slug), experiment.Seeds.ToList().IndexOf(run.Seed));
                return new RunResult(run, FakeTraining.Outcome(top1[condition, seed], diverges(condition, seed)), null);
            }),
        ];
        Directory.CreateDirectory(_fake.Out);
        ResultFiles.Write(ResultTable.Of(experiment, results), "ricap-train experiment x", _fake.Out);
        return File.ReadAllText(Path.Combine(_fake.Out, "results.md"));
    }
}
