using Microsoft.Build.Framework;
using Ricap.MSBuild.Datasets;
using Ricap.MSBuild.Diagnostics;
using Ricap.MSBuild.Fingerprints;

namespace Ricap.MSBuild;

/// <summary>
/// Runs in every build: finds out whether data sets are up to date, says why where they are not, and writes the
/// <c>.inputs</c> files that MSBuild compares with the stamps.
/// </summary>
/// <remarks>
/// While everything is up to date no option is parsed and no library is loaded but this one and, for its version, the
/// renderer's. Once something is not, all options of all stale data sets are validated here, so that a user sees every
/// mistake at once and none waits for a host to start.
/// </remarks>
public sealed class RicapFingerprint : RicapTask, IIncrementalTask
{
    /// <summary>The data sets.</summary>
    public ITaskItem[] Datasets { get; set; } = [];

    /// <summary>Where outputs go that are not given.</summary>
    [Required]
    public string OutputRoot { get; set; } = "";

    /// <summary>How many threads render; validated here, used later.</summary>
    public string MaxParallelism { get; set; } = "";

    /// <summary>Whether every data set is to be rendered again.</summary>
    public bool Force { get; set; }

    /// <summary>Set by MSBuild under <c>-question</c>: nothing is written, and what is stale is an error.</summary>
    public bool FailIfNotIncremental { get; set; }

    private protected override void Run()
    {
        List<Dataset> datasets = [.. Datasets.Select(item => new Dataset(item, ProjectFile, OutputRoot))];
        DatasetRules.Check(datasets);
        RemoveAbandoned(datasets);
        foreach (Dataset dataset in datasets)
        {
            Refresh(dataset, datasets);
        }
    }

    /// <summary>Deletes what data sets made that left the project or moved to another folder.</summary>
    private void RemoveAbandoned(List<Dataset> datasets)
    {
        foreach (string name in RecordFolder.RecordedNames.Order(StringComparer.Ordinal))
        {
            if (OutputRecord.Load(RecordFolder.Outputs(name), ProjectFolder) is not { } record
                || datasets.Exists(dataset => dataset.Name == name && dataset.Output == record.Folder))
            {
                continue;
            }

            if (FailIfNotIncremental)
            {
                Log.LogError($"RicapDataset '{name}' is no longer rendered to {record.Folder}, but lies there");
                continue;
            }

            // Another data set that has the folder now tidies it: what still holds need not be made again.
            bool isTaken = datasets.Exists(dataset => dataset.Output == record.Folder);
            int files = isTaken ? 0 : OutputRemoval.Remove(record, CancellationToken.None);
            RecordFolder.Forget(name);
            Log.LogMessage($"Ricap: '{name}' is no longer rendered to {record.Folder}; {files} files of it deleted");
        }
    }

    private void Refresh(Dataset dataset, List<Dataset> all)
    {
        OutputRecord? outputs = OutputRecord.Load(RecordFolder.Outputs(dataset.Name), ProjectFolder);
        string now = Fingerprint.Of(dataset, outputs, ProjectFolder, all);
        if (!Force && IsFresh(dataset, now))
        {
            return;
        }

        if (!IsValid(dataset))
        {
            return;
        }

        string? rendered = RecordFolder.Read(RecordFolder.Stamp(dataset.Name));
        string reason = Force ? "RicapForce is set" : StaleReason.Of(rendered, now);
        if (FailIfNotIncremental)
        {
            string message = $"RicapDataset '{dataset.Name}' is out of date: {reason}";
            Log.LogError(null, null, null, dataset.DefiningFile, 0, 0, 0, 0, message);
            return;
        }

        Log.LogMessage($"Ricap: '{dataset.Name}' is out of date: {reason}");
        if (Force)
        {
            File.Delete(RecordFolder.Stamp(dataset.Name));
        }

        if (RecordFolder.Read(RecordFolder.Inputs(dataset.Name)) != now)
        {
            RecordFolder.Write(RecordFolder.Inputs(dataset.Name), now);
        }
    }

    private bool IsValid(Dataset dataset)
    {
        try
        {
            DatasetOptionReader.Read(dataset, MaxParallelism, RecordFolder.Cache);
            return true;
        }
        catch (RicapException e)
        {
            Log.LogProblems(e, ProjectFile);
            return false;
        }
    }

    /// <summary>Whether MSBuild would skip the rendering: the stamp is there, no older, and nothing differs.</summary>
    private bool IsFresh(Dataset dataset, string now)
    {
        var stamp = new FileInfo(RecordFolder.Stamp(dataset.Name));
        var inputs = new FileInfo(RecordFolder.Inputs(dataset.Name));
        return stamp.Exists && inputs.Exists && stamp.LastWriteTimeUtc >= inputs.LastWriteTimeUtc
            && RecordFolder.Read(inputs.FullName) == now;
    }
}
