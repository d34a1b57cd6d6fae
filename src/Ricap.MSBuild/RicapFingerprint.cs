using Microsoft.Build.Framework;
using Ricap.MSBuild.Datasets;
using Ricap.MSBuild.Diagnostics;
using Ricap.MSBuild.Fingerprints;

namespace Ricap.MSBuild;

/// <summary>
/// Runs in every build: finds out which data sets are out of date, by the content of their fingerprints and stamps, and
/// says why.
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

    /// <summary>The data sets to render: of <see cref="Datasets"/> those that are out of date.</summary>
    [Output]
    public ITaskItem[] Stale { get; private set; } = [];

    private protected override void Run()
    {
        List<Dataset> datasets = [.. Datasets.Select(item => new Dataset(item, ProjectFile, OutputRoot))];
        DatasetRules.Check(datasets);
        RemoveAbandoned(datasets);
        foreach (Dataset dataset in datasets)
        {
            new OutputOwner(dataset.Output, ProjectFile).Require(dataset);
        }

        Stale = [.. datasets.Where(dataset => IsStale(dataset, datasets)).Select(dataset => dataset.ToItem())];
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

            if (!datasets.Exists(dataset => dataset.Name == name) && ItemLocation.IsWrittenIn(record.DefinedIn, name))
            {
                Log.LogMessage($"Ricap: '{name}' is no data set of this build but of another; it stays");
                continue;
            }

            if (FailIfNotIncremental)
            {
                Log.LogError($"RicapDataset '{name}' is no longer rendered to {record.Folder}, but lies there");
                continue;
            }

            // Another data set that has the folder now tidies it: what still holds need not be made again.
            bool isTaken = datasets.Exists(dataset => dataset.Output == record.Folder);
            int files = isTaken ? 0 : OutputRemoval.Remove(record, ProjectFile, CancellationToken.None);
            RecordFolder.Forget(name);
            Log.LogMessage($"Ricap: '{name}' is no longer rendered to {record.Folder}; {Counted.Of(files, "file")} of it deleted");
        }
    }

    /// <summary>
    /// Whether a data set is to be rendered; if so its fingerprint lies ready for it. If not, all warnings are said that the
    /// rendering gave.
    /// </summary>
    private bool IsStale(Dataset dataset, List<Dataset> all)
    {
        OutputRecord? outputs = OutputRecord.Load(RecordFolder.Outputs(dataset.Name), ProjectFolder);
        var taken = Fingerprint.Of(dataset, outputs, ProjectFolder, all);
        string digest = taken.Digest(FileFacts.Of(RecordFolder.Stamp(dataset.Name)));
        bool isKnown = !Force && RecordFolder.Read(RecordFolder.Digest(dataset.Name)) == digest;
        string now = isKnown ? "" : taken.ToString();
        string? rendered = isKnown ? now : RecordFolder.Read(RecordFolder.Stamp(dataset.Name));
        if (!Force && rendered == now)
        {
            if (!isKnown && !FailIfNotIncremental)
            {
                RecordFolder.Write(RecordFolder.Digest(dataset.Name), digest);
            }

            foreach (Problem warning in RecordedWarnings.Load(RecordFolder.Warnings(dataset.Name), ProjectFolder))
            {
                Log.LogProblem(warning, ProjectFile);
            }

            return false;
        }

        if (!IsValid(dataset))
        {
            return false;
        }

        string reason = Force ? "RicapForce is set" : StaleReason.Of(rendered, now);
        if (FailIfNotIncremental)
        {
            string message = $"RicapDataset '{dataset.Name}' is out of date: {reason}";
            Log.LogError(null, null, null, dataset.DefiningFile, 0, 0, 0, 0, message);
            return false;
        }

        Log.LogMessage($"Ricap: '{dataset.Name}' is out of date: {reason}");
        RecordFolder.Write(RecordFolder.Inputs(dataset.Name), now);
        return true;
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
}
