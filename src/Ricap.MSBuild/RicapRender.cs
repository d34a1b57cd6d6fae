using System.Diagnostics;
using Microsoft.Build.Framework;
using Ricap.Building;
using Ricap.MSBuild.Datasets;
using Ricap.MSBuild.Fingerprints;
using Ricap.Options;

namespace Ricap.MSBuild;

/// <summary>
/// Renders one data set that is out of date. It runs in a host of its own, so that a fault or leak in native code dies
/// with the host and no library stays locked.
/// </summary>
public sealed class RicapRender : RicapTask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <summary>The data set.</summary>
    [Required]
    public ITaskItem Dataset { get; set; } = null!;

    /// <summary>Where the output goes if it is not given.</summary>
    [Required]
    public string OutputRoot { get; set; } = "";

    /// <summary>How many threads render; 0 = one a core.</summary>
    public string MaxParallelism { get; set; } = "";

    /// <summary>Whether shards are made again that hold.</summary>
    public bool Force { get; set; }

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private protected override void Run()
    {
        var dataset = new Dataset(Dataset, ProjectFile, OutputRoot);
        DatasetOptions options = DatasetOptionReader.Read(dataset, MaxParallelism, RecordFolder.Cache);
        NoteFolder(dataset);
        try
        {
            Render(dataset, options with { Force = Force });
        }
        catch (OperationCanceledException)
        {
            Log.LogWarning($"Ricap: '{dataset.Name}' was cancelled; the next build goes on where this one stopped");
        }
    }

    private void Render(Dataset dataset, DatasetOptions options)
    {
        var clock = Stopwatch.StartNew();
        var observer = new BuildLog(Log, ProjectFile, dataset);
        using CoreGrant cores = CoreGrant.Ask(BuildEngine, options.Threads);
        options = options with { Threads = cores.Count };
        var owner = new OutputOwner(dataset.Output, ProjectFile);
        BuildResult result = DatasetBuilder.Build(options, observer, _ => owner.Claim(dataset), _cancellation.Token);
        if (!Log.HasLoggedErrors)
        {
            RecordedWarnings.Save(RecordFolder.Warnings(dataset.Name), observer.Warnings, ProjectFolder);
            Stamp(dataset, result);
            observer.LogEnd(result, clock.Elapsed);
        }
    }

    /// <summary>Before the first file is written, so that a clean finds what a rendering leaves that fails.</summary>
    private void NoteFolder(Dataset dataset)
    {
        string record = RecordFolder.Outputs(dataset.Name);
        if (!File.Exists(record))
        {
            new OutputRecord(dataset.Output, dataset.DefiningFile, []).Save(record, ProjectFolder);
        }
    }

    /// <summary>Never after a failure, and the stamp last: killed in between, the next build renders again.</summary>
    private void Stamp(Dataset dataset, BuildResult result)
    {
        OutputRecord record = Made(dataset, result);
        record.Save(RecordFolder.Outputs(dataset.Name), ProjectFolder);
        string before = RecordFolder.Read(RecordFolder.Inputs(dataset.Name)) ?? "";
        string after = Fingerprint.AfterRendering(before, record);
        RecordFolder.Write(RecordFolder.Inputs(dataset.Name), after);
        RecordFolder.Write(RecordFolder.Stamp(dataset.Name), after);
    }

    private static OutputRecord Made(Dataset dataset, BuildResult result)
    {
        HashSet<string> shards = [.. result.Shards];
        return new OutputRecord(dataset.Output, dataset.DefiningFile, [.. result.Files.Select(file => new OutputFile(
            shards.Contains(file) ? OutputKind.Shard
                : file == result.ManifestPath ? OutputKind.Manifest
                : OutputKind.Companion,
            Path.GetRelativePath(dataset.Output, file).Replace(Path.DirectorySeparatorChar, '/')))]);
    }
}
