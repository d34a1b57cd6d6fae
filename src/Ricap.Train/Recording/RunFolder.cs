using Ricap.Building.Output;

namespace Ricap.Train.Recording;

/// <summary>
/// The folder of a run: <c>metrics.csv</c>, <c>run.json</c> and TensorBoard events. Every file is complete whenever
/// it is looked at, but for the events, which TensorBoard follows while they grow.
/// </summary>
internal sealed class RunFolder
{
    /// <summary>The table of epochs.</summary>
    public const string MetricsFile = "metrics.csv";

    /// <summary>What the run was and what came of it.</summary>
    public const string InfoFile = "run.json";

    /// <summary>The events; TensorBoard wants <c>tfevents</c> in the name. No host name and no time, as others put there.</summary>
    public const string EventsFile = "events.out.tfevents.ricap";

    private readonly List<EpochRow> _rows;

    private RunFolder(string path, List<EpochRow> rows)
    {
        Path = path;
        _rows = rows;
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The epochs recorded so far, in order.</summary>
    public IReadOnlyList<EpochRow> Rows => _rows;

    /// <summary>Opens a folder to record a run in, and creates it if need be.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="firstEpoch">
    /// The first epoch that will be recorded: what is there of earlier epochs is kept, of later ones cut off. 0 begins anew.
    /// </param>
    /// <exception cref="RicapException">It cannot be written, or holds a <c>metrics.csv</c> that is none of ours.</exception>
    public static RunFolder Open(string path, int firstEpoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstEpoch);
        string full = System.IO.Path.GetFullPath(path);
        OutputErrors.Guard(full, () => Directory.CreateDirectory(full));
        string metrics = System.IO.Path.Combine(full, MetricsFile);
        List<EpochRow> rows = File.Exists(metrics) ? [.. MetricsCsv.ReadOwn(metrics).Where(r => r.Epoch < firstEpoch)] : [];
        var folder = new RunFolder(full, rows);
        folder.WriteMetrics();
        folder.WriteEvents(firstEpoch);
        return folder;
    }

    /// <summary>Records an epoch in the table and the events.</summary>
    /// <exception cref="RicapException">It cannot be written.</exception>
    /// <exception cref="ArgumentException">It is not after the last one.</exception>
    public void Append(EpochRow row)
    {
        if (_rows.Count > 0 && row.Epoch <= _rows[^1].Epoch)
        {
            throw new ArgumentException($"Epoch {row.Epoch} comes after {_rows[^1].Epoch}.", nameof(row));
        }

        _rows.Add(row);
        WriteMetrics();
        TensorBoardEvents.Append(this[EventsFile], row, DateTimeOffset.UtcNow);
    }

    /// <summary>Writes <c>run.json</c>, at the start and whenever there is news.</summary>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public void Write(RunInfo info)
    {
        WholeFile.Write(this[InfoFile], RunJson.Format(info, _rows));
    }

    private string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Takes back the events of later epochs, and adds those of earlier ones that a kill kept from being written.</summary>
    private void WriteEvents(int firstEpoch)
    {
        int last = TensorBoardEvents.Cut(this[EventsFile], firstEpoch);
        foreach (EpochRow row in _rows.Where(r => r.Epoch > last))
        {
            TensorBoardEvents.Append(this[EventsFile], row, DateTimeOffset.UtcNow);
        }
    }

    private void WriteMetrics() => WholeFile.Write(this[MetricsFile], System.Text.Encoding.UTF8.GetBytes(MetricsCsv.Format(_rows)));
}
