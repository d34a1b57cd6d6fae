using Ricap.Train.Cli.Experiments;

namespace Ricap.Train.Tests.Experiments;

public sealed class ExperimentRunnerTests : IDisposable
{
    private readonly FakeTraining _fake = new();

    public void Dispose() => _fake.Dispose();

    [Fact]
    public void What_is_finished_is_not_run_again_and_is_read_back_exactly()
    {
        IReadOnlyList<RunResult> first = _fake.Run();
        _fake.Asked.Clear();
        IReadOnlyList<RunResult> second = _fake.Run();
        Assert.Empty(_fake.Asked);
        Assert.Equal(9, second.Count);
        foreach ((RunResult a, RunResult b) in first.Zip(second))
        {
            Assert.Equal(a.Outcome! with { Curve = [] }, b.Outcome! with { Curve = [] });
            Assert.Equal(a.Outcome!.Curve, b.Outcome!.Curve);
        }
    }

    [Fact]
    public void A_killed_experiment_goes_on_where_it_was()
    {
        RunTraining train = _fake.Train;
        _fake.Train = (options, folder, cancel) =>
        {
            File.WriteAllText(Path.Combine(folder, "checkpoint"), "half");
            return _fake.Asked.Count < 4 ? train(options, folder, cancel) : throw new OperationCanceledException();
        };
        Assert.Throws<OperationCanceledException>(() => _fake.Run());
        Assert.Equal(4, _fake.Asked.Count);

        _fake.Train = (options, folder, cancel) =>
        {
            Assert.Equal(_fake.Asked.Count == 4, File.Exists(Path.Combine(folder, "checkpoint"))); // the fifth, and no other, was begun
            return train(options, folder, cancel);
        };
        Assert.All(_fake.Run(), r => Assert.True(r.IsGood));
        Assert.Equal(9, _fake.Asked.Count);
        Assert.Equal(9, _fake.Asked.Select(a => a.Folder).Distinct().Count());
    }

    [Fact]
    public void Being_cancelled_stops_between_runs()
    {
        using var stop = new CancellationTokenSource();
        RunTraining train = _fake.Train;
        _fake.Train = (options, folder, cancel) =>
        {
            stop.Cancel();
            return train(options, folder, cancel);
        };
        Assert.Throws<OperationCanceledException>(() => _fake.Run(cancel: stop.Token));
        Assert.Single(_fake.Asked);
    }

    [Fact]
    public void Runs_of_other_options_are_refused_by_name_or_trained_anew()
    {
        _fake.Run();
        File.WriteAllText(Path.Combine(_fake.Out, "runs", "ramp", "seed-2", "checkpoint"), "old");
        _fake.Asked.Clear();
        var e = Assert.Throws<RicapException>(() => _fake.Run(FakeTraining.Set("epochs", "20")));
        Assert.Empty(_fake.Asked);
        Assert.Equal(12, e.Problems.Count); // 9 runs, and in 3 of them the schedule too
        Assert.All(e.Problems, p => Assert.Equal(ProblemCodes.CheckpointMismatch, p.Code));
        Assert.Equal(Path.Combine(_fake.Out, "runs", "base", "seed-1", "outcome.json"), e.Problems[0].Path);
        Assert.Equal("--epochs 10 in the finished run, 20 now; --again trains it anew", e.Problems[0].Message);
        Assert.Contains(e.Problems, p => p.Message.StartsWith("--schedule linear:0.01..1@2..9 in the finished run, linear:0.01..1@4..18 now", StringComparison.Ordinal));

        _fake.Run(FakeTraining.Set("epochs", "20") with { Only = ["ramp"] }, again: true);
        Assert.Equal(["runs/ramp/seed-1", "runs/ramp/seed-2", "runs/ramp/seed-3"], _fake.Asked.Select(a => a.Folder));
        Assert.False(File.Exists(Path.Combine(_fake.Out, "runs", "ramp", "seed-2", "checkpoint")));
        Assert.True(File.Exists(Path.Combine(_fake.Out, "runs", "base", "seed-2", "outcome.json"))); // not selected, not touched
    }

    [Fact]
    public void A_run_that_was_only_begun_with_other_options_is_refused_too()
    {
        _fake.Train = (_, _, _) => throw new OperationCanceledException();
        Assert.Throws<OperationCanceledException>(() => _fake.Run());
        var e = Assert.Throws<RicapException>(() => _fake.Run(FakeTraining.Set("nesterov", "")));
        Assert.Equal("--nesterov true in the begun run, not given now; --again trains it anew", Assert.Single(e.Problems).Message);
    }

    [Fact]
    public void A_tree_that_was_moved_is_still_itself()
    {
        _fake.Run();
        string moved = _fake.Scratch["moved"];
        Directory.CreateDirectory(moved);
        Directory.Move(_fake.Out, Path.Combine(moved, "out"));
        File.Move(_fake.Scratch["x.json"], Path.Combine(moved, "x.json"));
        Experiment experiment = ExperimentFile.Read(Path.Combine(moved, "x.json"));
        string folder = Path.Combine(moved, "out");
        IReadOnlyList<PlannedRun> runs = ExperimentPlan.Of(experiment, new ExperimentChanges(), folder);
        IReadOnlyList<RunResult> results = new ExperimentRunner(
            (_, _, _) => throw new InvalidOperationException("nothing is to be trained"), null, _ => { }).Run(runs, folder, false, _ => { }, default);
        Assert.All(results, r => Assert.True(r.IsGood));
    }

    [Fact]
    public void What_fails_stops_no_other_and_is_tried_again_and_what_diverges_is_not()
    {
        RunTraining train = _fake.Train;
        bool mended = false;
        int tries = 0;
        _fake.Train = (options, folder, cancel) => (options["seed"], options.GetValueOrDefault("augment")) switch
        {
            ("1", "ricap") => throw new RicapException(Problem.Error(ProblemCodes.TrainingDiverged, folder, "the loss is NaN")),
            ("2", "ricap") => FakeTraining.Outcome(double.NaN, diverged: true),
            ("3", "baseline") when ++tries > 0 && !mended => throw new RicapException(Problem.Error(ProblemCodes.MissingFile, "shard", "is missing")),
            _ => train(options, folder, cancel),
        };
        IReadOnlyList<RunResult> results = _fake.Run();
        Assert.Equal(6, results.Count(r => r.IsGood));
        Assert.Equal(2, results.Count(r => r.Outcome is { Diverged: true }));
        Assert.Equal(ProblemCodes.MissingFile, Assert.Single(results, r => r.Failure is not null).Failure!.Code);

        mended = true;
        _fake.Asked.Clear();
        results = _fake.Run();
        Assert.Equal("runs/base/seed-3", Assert.Single(_fake.Asked).Folder);
        Assert.Equal((7, 2), (results.Count(r => r.IsGood), results.Count(r => r.Outcome is { Diverged: true })));
    }

    [Fact]
    public void Wrong_options_of_any_condition_are_told_before_anything_is_trained()
    {
        _fake.Check = options => _ = options.ContainsKey("schedule")
            ? throw new RicapException(Problem.Error(ProblemCodes.InvalidOption, null, "--model 'x' is none"))
            : true;
        var e = Assert.Throws<RicapException>(() => _fake.Run());
        Assert.Equal("condition 'ramp': --model 'x' is none", Assert.Single(e.Problems).Message);
        Assert.Empty(_fake.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"condition":"base","seed":1,"options":null,"outcome":null}""")]
    [InlineData("""{"condition":"base","seed":1,"options":{"data":null},"outcome":OUTCOME}""")]
    [InlineData("""{"condition":"base","seed":1,"options":{},"outcome":OUTCOME,"more":1}""")]
    [InlineData("""{"condition":"base","seed":1,"seed":1,"options":{},"outcome":OUTCOME}""")]
    [InlineData("""{"Condition":"base","seed":1,"options":{},"outcome":OUTCOME}""")]
    [InlineData("""{"condition":"base","seed":"1","options":{},"outcome":OUTCOME}""")]
    public void An_outcome_of_somebody_elses_is_refused(string text)
    {
        _fake.Run();
        string path = Path.Combine(_fake.Out, "runs", "base", "seed-1", "outcome.json");
        const string Outcome = """{"testTop1":1,"testTop5":1,"testLoss":"NaN","testSamples":1,"curve":[],"diverged":false}""";
        File.WriteAllText(path, text.Replace("OUTCOME", Outcome, StringComparison.Ordinal));
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => _fake.Run()).Problems);
        Assert.Equal((ProblemCodes.CheckpointMismatch, path), (problem.Code, problem.Path));
        Assert.DoesNotContain('\n', problem.Message);
        Assert.EndsWith("delete it to run this once more", problem.Message, StringComparison.Ordinal);
    }
}
