using Ricap.Train.Recording;
using Ricap.Train.Tests.Data;
using Ricap.Train.Training;

namespace Ricap.Train.Tests.Training;

/// <summary>Short runs on a few random images.</summary>
internal sealed class Runs : IDisposable
{
    private readonly Scratch _scratch = new();

    /// <summary>Renders the data; pairs as for <c>ricap render</c> override what it is.</summary>
    public Runs(params (string Name, string Value)[] data)
    {
        Train = new SmallSet([("size", "28x28"), ("format", "npy"), ("epochs", "1"), .. data]);
        Test = new SmallSet([("size", "28x28"), ("format", "npy"), ("epochs", "1"), .. data.Where(d => d.Name == "size"), ("augment", "none")]);
    }

    public SmallSet Train { get; }

    public SmallSet Test { get; }

    public string this[string run] => _scratch[run];

    /// <summary>Options of a run of two epochs; pairs as for <c>ricap-train train</c> override them.</summary>
    public TrainOptions Options(string run, params (string Name, string Value)[] changes)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["data"] = Train.Folder,
            ["test"] = Test.Folder,
            ["out"] = _scratch[run],
            ["epochs"] = "2",
            ["lr"] = "0.05",
        };
        foreach ((string name, string value) in changes)
        {
            values[name] = value;
        }

        return TrainOptionTable.Parse(values);
    }

    /// <summary>Runs to the end.</summary>
    public TrainResult Run(string run, params (string Name, string Value)[] changes)
    {
        var watcher = new Watcher();
        return Trainer.Run(Options(run, changes), watcher, CancellationToken.None);
    }

    public byte[] Weights(string run) => File.ReadAllBytes(Path.Combine(_scratch[run], "model.safetensors"));

    /// <summary>The columns of metrics.csv that are not times.</summary>
    public IReadOnlyList<string> Metrics(string run) =>
        [.. File.ReadAllLines(Path.Combine(_scratch[run], RunFolder.MetricsFile)).Select(l => string.Join(',', l.Split(',')[..9]))];

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
        _scratch.Dispose();
    }
}

/// <summary>Takes note of a run, and does something after a number of training batches.</summary>
internal sealed class Watcher(int batches = int.MaxValue, Action? then = null) : ITrainObserver
{
    private int _batches;

    public Action? OnStep { get; init; }

    public List<string> Notes { get; } = [];

    public List<EpochRow> Rows { get; } = [];

    public TrainResult? Finish { get; private set; }

    public void OnStart(TrainStart start) => Notes.Add(start.Title);

    public void OnProgress(TrainProgress progress)
    {
        if (progress.Phase == TrainPhase.Train)
        {
            OnStep?.Invoke();
        }

        if (progress.Phase == TrainPhase.Train && ++_batches == batches)
        {
            then!();
        }
    }

    public void OnEpoch(EpochRow row) => Rows.Add(row);

    public void OnNote(string line) => Notes.Add(line);

    public void OnFinish(TrainResult result) => Finish = result;
}
