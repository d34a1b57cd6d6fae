using Ricap.Train.Cli.Experiments;

namespace Ricap.Train.Tests.Experiments;

/// <summary>A folder, an experiment in it and a training that only says what it was asked for.</summary>
internal sealed class FakeTraining : IDisposable
{
    public const string Json = """
        {
          "name": "x", "title": "A | title", "baseline": "base", "seeds": [1, 2, 3],
          "options": { "data": "data", "epochs": 10, "nesterov": true },
          "conditions": [
            { "name": "base", "options": { "augment": "baseline" } },
            { "name": "β 0.3, batch", "options": { "augment": "ricap", "beta": 0.30 } },
            { "name": "ramp", "options": { "schedule": "linear:0.01..1@20%..90%" } }
          ]
        }
        """;

    public FakeTraining()
    {
        File.WriteAllText(Scratch["x.json"], Json);
        Train = (options, folder, _) =>
        {
            Assert.True(Directory.Exists(folder));
            Asked.Add((Path.GetRelativePath(Out, folder).Replace('\\', '/'), new Dictionary<string, string>(options)));
            return Outcome(0.8 + (0.01 * Asked.Count));
        };
    }

    public Scratch Scratch { get; } = new();

    public string Out => Scratch["out"];

    /// <summary>Folder and options of each run that was trained.</summary>
    public List<(string Folder, Dictionary<string, string> Options)> Asked { get; } = [];

    public List<string> Said { get; } = [];

    public RunTraining Train { get; set; }

    public CheckTraining? Check { get; set; }

    public static RunOutcome Outcome(double top1, bool diverged = false) => new(
        top1, 0.99, 0.5, 10_000,
        [new CurvePoint(0, 0.3, 2, 0.3, 1.5, top1 - 0.2), new CurvePoint(1, 0.3, 1, 0.5, 1, top1 + 0.01), new CurvePoint(2, null, 1, 0.5, 0.5, top1)],
        diverged)
    {
        Best = new BestEpoch(1, 0.7, top1 + 0.01),
    };

    public IReadOnlyList<RunResult> Run(ExperimentChanges? changes = null, bool again = false, CancellationToken cancel = default)
    {
        Experiment experiment = ExperimentFile.Read(Scratch["x.json"]);
        IReadOnlyList<PlannedRun> runs = ExperimentPlan.Of(experiment, changes ?? new ExperimentChanges(), Out);
        return new ExperimentRunner(Train, Check, Said.Add).Run(runs, Out, again, _ => { }, cancel);
    }

    public static ExperimentChanges Set(string name, string value) =>
        new() { Options = new Dictionary<string, string> { [name] = value } };

    public void Dispose() => Scratch.Dispose();
}
