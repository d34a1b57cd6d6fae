using System.Globalization;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Ricap.Building;
using Ricap.MSBuild.Datasets;
using Ricap.MSBuild.Diagnostics;

namespace Ricap.MSBuild;

/// <summary>
/// Tells a build log what a rendering does. Lines everybody sees come only when a shard is really made: one at the
/// start and one at the end.
/// </summary>
internal sealed class BuildLog(TaskLoggingHelper log, string projectFile, Dataset dataset) : IBuildObserver
{
    private readonly List<Problem> _warnings = [];
    private (BuildPhase Phase, long Tenth) _said;
    private bool _started;

    /// <summary>Everything that was warned of.</summary>
    public IReadOnlyList<Problem> Warnings => _warnings;

    public void OnProblem(Problem problem)
    {
        // Errors come again with the exception that ends the build.
        if (problem.Severity == ProblemSeverity.Warning)
        {
            _warnings.Add(problem);
            log.LogProblem(problem, projectFile);
        }
    }

    public void OnProgress(BuildPhase phase, long done, long total)
    {
        if (total == 0)
        {
            return;
        }

        if (phase != BuildPhase.Sources && !_started)
        {
            _started = true;
            log.LogMessage(MessageImportance.High, $"Ricap: rendering '{dataset.Name}' from {dataset.Images}");
        }

        long tenth = 10 * done / total;
        if (_said != (phase, tenth))
        {
            _said = (phase, tenth);
            log.LogMessage(MessageImportance.Low, $"Ricap: '{dataset.Name}': {phase}: {done} of {total}");
        }
    }

    public void OnDetail(string message) =>
        log.LogMessage(MessageImportance.Normal, $"Ricap: '{dataset.Name}': {message}");

    /// <summary>Says what came of it.</summary>
    public void LogEnd(BuildResult result, TimeSpan elapsed)
    {
        if (result.HasAllShards)
        {
            string rest = result.UpToDate ? "nothing was made" : $"{Counted.Of(result.Written, "other file")} written";
            log.LogMessage(
                MessageImportance.Normal, $"Ricap: '{dataset.Name}': {(result.Kept == 1 ? "the shard holds" : $"all {result.Kept} shards hold")}; {rest}");
            return;
        }

        log.LogMessage(
            MessageImportance.High,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Ricap: '{dataset.Name}' -> {dataset.Output}: {Counted.Of(result.Made, "shard")} made, {result.Kept} kept, {Counted.Of(result.Removed, "file")} removed; {Counted.Of(result.Decoded, "image")} decoded, {Counted.Of(result.Samples, "sample")} rendered in {elapsed.TotalSeconds:F1} s"));
    }
}
