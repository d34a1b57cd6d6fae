using Ricap.Options;
using Ricap.Train.Cli.Experiments;

namespace Ricap.Train.Tests.Experiments;

public sealed class ExperimentFileTests : IDisposable
{
    private readonly FakeTraining _fake = new();

    public static TheoryData<string> Samples => [.. Directory.GetFiles(SampleFolder(), "*.json").Select(f => Path.GetFileName(f)!)];

    public void Dispose() => _fake.Dispose();

    [Fact]
    public void A_file_says_what_is_run()
    {
        Experiment x = ExperimentFile.Read(_fake.Scratch["x.json"]);
        Assert.Equal(("x", "A | title", "base"), (x.Name, x.Title, x.Baseline));
        Assert.Equal([1UL, 2, 3], x.Seeds);
        Assert.Equal(["base", "beta-0.3-batch", "ramp"], x.Conditions.Select(c => c.Slug));
        Assert.Equal(new Dictionary<string, string> { ["data"] = "data", ["epochs"] = "10", ["nesterov"] = "true" }, x.Options);
        Assert.Equal("0.30", x.Conditions[1].Options["beta"]);
    }

    [Theory]
    [InlineData("bf16", "true")]
    [InlineData("tf32", "true")]
    [InlineData("prefetch", "8")]
    [InlineData("device-memory", "1GB")]
    [InlineData("checkpoint-every", "600")]
    public void Whatever_a_run_may_be_told_an_experiment_may_be(string name, string value)
    {
        File.WriteAllText(_fake.Scratch["y.json"], File.ReadAllText(_fake.Scratch["x.json"]).Replace("\"epochs\": 10", $"\"{name}\": \"{value}\"", StringComparison.Ordinal));
        Assert.Equal(value, ExperimentFile.Read(_fake.Scratch["y.json"]).Options[name]);
    }

    [Theory]
    [InlineData("\"seeds\": [1, 2, 3]", "\"seeds\": [1, -2, 1.5, \"3\", 1]",
        "$.seeds[1] -2 is not 0..18446744073709551615", "$.seeds[2] 1.5 is not 0..18446744073709551615",
        "$.seeds[3] \"3\" is not 0..18446744073709551615", "$.seeds[4] 1 is there twice")]
    [InlineData("\"seeds\": [1, 2, 3]", "\"seeds\": []", "$.seeds is not a list of one or more")]
    [InlineData("\"baseline\": \"base\"", "\"baseline\": \"bsae\"", "$.baseline 'bsae' is none of the conditions; did you mean 'base'?")]
    [InlineData("\"epochs\": 10", "\"epocs\": 10", "$.options.epocs is no option of 'ricap-train train'; did you mean 'epochs'?")]
    [InlineData("\"epochs\": 10", "\"epochs\": [10]", "$.options.epochs [10] is not a text, a number, true or false")]
    [InlineData("\"epochs\": 10", "\"seed\": 10", "$.options.seed does not belong here: '$.seeds' has the seeds")]
    [InlineData("\"epochs\": 10", "\"fold\": \"0/2\"", "$.options.fold does not belong here: '$.folds' says how many there are")]
    [InlineData("\"seeds\": [1, 2, 3]", "\"seeds\": [1], \"folds\": 1", "$.folds 1 is not 2..1000")]
    [InlineData("\"seeds\": [1, 2, 3]", "\"seeds\": [1], \"folds\": \"5\"", "$.folds \"5\" is not 2..1000")]
    [InlineData("\"name\": \"ramp\"", "\"name\": \"BASE!\"", "$.conditions 'base' and 'BASE!' would share the folder 'base'")]
    [InlineData("\"name\": \"ramp\"", "\"name\": \"→\"", "$.conditions[2].name '→' has no letter or digit to name a folder with")]
    [InlineData("\"name\": \"ramp\"", "\"name\": \"..\"", "$.conditions[2].name '..' has no letter or digit to name a folder with")]
    [InlineData("\"name\": \"ramp\"", "\"nam\": \"ramp\"",
        "$.conditions[2].nam is unknown; there are name, options", "$.conditions[2].name is not a line of text")]
    [InlineData("\"title\": \"A | title\"", "\"title\": \"two\\nlines\"", "$.title is not a line of text")]
    [InlineData("{ \"augment\": \"baseline\" }", "7", "$.conditions[0].options 7 is not an object")]
    public void What_is_wrong_is_told_by_its_place_all_at_once(string from, string to, params string[] messages)
    {
        Assert.Contains(from, FakeTraining.Json, StringComparison.Ordinal);
        string path = _fake.Scratch["x.json"];
        File.WriteAllText(path, FakeTraining.Json.Replace(from, to, StringComparison.Ordinal));
        var e = Assert.Throws<RicapException>(() => ExperimentFile.Read(path));
        Assert.All(e.Problems, p => Assert.Equal((ProblemCodes.InvalidOption, path), (p.Code, p.Path)));
        Assert.Equal(messages, e.Problems.Select(p => p.Message));
    }

    [Fact]
    public void What_is_no_JSON_is_told_with_its_line()
    {
        File.WriteAllText(_fake.Scratch["x.json"], "{\n\"name\": ,\n}");
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => ExperimentFile.Read(_fake.Scratch["x.json"])).Problems);
        Assert.Equal((ProblemCodes.InvalidOption, 2), (problem.Code, problem.Line));
        Assert.Equal(ProblemCodes.Unreadable, Assert.Throws<RicapException>(() => ExperimentFile.Read(_fake.Scratch["no"])).Problems[0].Code);
    }

    [Fact]
    public void The_grid_is_run_seed_by_seed_with_resolved_options()
    {
        _fake.Run();
        Assert.Equal(9, _fake.Asked.Count);
        Assert.Equal(
            ["runs/base/seed-1", "runs/beta-0.3-batch/seed-1", "runs/ramp/seed-1", "runs/base/seed-2"],
            _fake.Asked.Take(4).Select(a => a.Folder));
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["data"] = _fake.Scratch["data"],
                ["epochs"] = "10",
                ["nesterov"] = "true",
                ["schedule"] = "linear:0.01..1@2..9",
                ["seed"] = "3",
            },
            _fake.Asked[8].Options);
    }

    [Fact]
    public void Each_fold_of_each_seed_is_run_with_every_condition_before_the_next()
    {
        _fake.Run(new ExperimentChanges { Folds = 2, Seeds = [4] });
        Assert.Equal(
            [
                "runs/base/seed-4/fold-0", "runs/beta-0.3-batch/seed-4/fold-0", "runs/ramp/seed-4/fold-0",
                "runs/base/seed-4/fold-1", "runs/beta-0.3-batch/seed-4/fold-1", "runs/ramp/seed-4/fold-1",
            ],
            _fake.Asked.Select(a => a.Folder));
        Assert.Equal(["0/2", "0/2", "0/2", "1/2", "1/2", "1/2"], _fake.Asked.Select(a => a.Options["fold"]));
        _fake.Asked.Clear();
        _fake.Run(new ExperimentChanges { Folds = 2, Seeds = [4] });
        Assert.Empty(_fake.Asked);
        var others = Assert.Throws<RicapException>(() => _fake.Run(new ExperimentChanges { Folds = 3, Seeds = [4] }));
        Assert.Contains("--fold 0/2 in the finished run, 0/3 now", others.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_line_takes_the_place_of_the_file()
    {
        _fake.Run(new ExperimentChanges
        {
            Options = new Dictionary<string, string> { ["epochs"] = "100", ["data"] = "other", ["nesterov"] = "" },
            Seeds = [7],
            Only = ["ramp"],
        });
        (string folder, Dictionary<string, string> options) = Assert.Single(_fake.Asked);
        Assert.Equal("runs/ramp/seed-7", folder);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["data"] = Path.GetFullPath("other"),
                ["epochs"] = "100",
                ["schedule"] = "linear:0.01..1@20..90",
                ["seed"] = "7",
            },
            options);
    }

    [Theory]
    [InlineData("epoch", "1", "--set epoch is no option of 'ricap-train train'; did you mean 'epochs'?")]
    [InlineData("seed", "1", "--set seed: --seeds has the seeds")]
    [InlineData("fold", "0/2", "--set fold: --folds says how many there are")]
    [InlineData("beta", "1", "--set beta would undo what condition 'β 0.3, batch' is about")]
    [InlineData("epochs", "0", "condition 'ramp': --schedule linear:0.01..1@20%..90%: --epochs '0' is not 1..2147483647")]
    [InlineData("epochs", "", "condition 'ramp': --schedule linear:0.01..1@20%..90%: shares of the length need --epochs")]
    [InlineData("lr", "fast", "condition 'base': 'fast' is no learning-rate schedule")]
    public void Changes_that_do_not_fit_are_refused_before_anything_is_trained(string name, string value, string message)
    {
        var e = Assert.Throws<RicapException>(() => _fake.Run(FakeTraining.Set(name, value)));
        Assert.StartsWith(message, e.Problems[0].Message, StringComparison.Ordinal);
        Assert.Empty(_fake.Asked);
    }

    [Fact]
    public void Conditions_that_do_not_exist_are_refused()
    {
        var e = Assert.Throws<RicapException>(() => _fake.Run(new ExperimentChanges { Only = ["rmap"] }));
        Assert.Equal("--only 'rmap' is none of base; β 0.3, batch; ramp; did you mean 'ramp'?", Assert.Single(e.Problems).Message);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void The_samples_are_experiments(string name)
    {
        Experiment sample = ExperimentFile.Read(Path.Combine(SampleFolder(), name));
        IReadOnlyList<PlannedRun> runs = ExperimentPlan.Of(sample, new ExperimentChanges(), _fake.Out);
        Assert.Equal(sample.Seeds.Count * sample.Conditions.Count * (sample.Folds ?? 1), runs.Count);
        foreach (PlannedRun run in runs)
        {
            // What decides the plan is known here already.
            string[] known = ["mode", "beta", "schedule", "flip", "shift", "fill", "batch"];
            DatasetOptions options = OptionTable.Parse(
            [
                .. new Dictionary<string, string> { ["images"] = "i", ["out"] = "o", ["size"] = "32x32" },
                .. run.Options.Where(o => known.Contains(o.Key)),
            ]);
            Assert.True(options.Flip);
        }
    }

    [Fact]
    public void The_post_has_its_conditions()
    {
        Experiment post = ExperimentFile.Read(Path.Combine(SampleFolder(), "seed-post.json"));
        Assert.Equal(1 + (2 * 4), post.Conditions.Count);
        string[] ramps = [.. ExperimentPlan.Of(post, new ExperimentChanges(), "o").Select(r => r.Options.GetValueOrDefault("schedule")).OfType<string>().Distinct()];
        Assert.Equal(["linear:0.01..1@20..90"], ramps);
    }

    private static string SampleFolder() => Repository.Of("samples/experiments");
}
