using Microsoft.Build.Framework;
using Ricap.MSBuild.Datasets;

namespace Ricap.MSBuild;

/// <summary>Deletes every file that was rendered for the project, and no other.</summary>
public sealed class RicapClean : RicapTask, ICancelableTask, IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();

    /// <inheritdoc/>
    public void Cancel() => _cancellation.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private protected override void Run()
    {
        RecordFolder records = RecordFolder;
        foreach (string name in records.RecordedNames)
        {
            if (OutputRecord.Load(records.Outputs(name), ProjectFolder) is { } record)
            {
                int files = OutputRemoval.Remove(record, ProjectFile, _cancellation.Token);
                Log.LogMessage($"Ricap: '{name}': {Counted.Of(files, "file")} deleted from {record.Folder}");
            }
        }

        records.Delete();
    }
}
