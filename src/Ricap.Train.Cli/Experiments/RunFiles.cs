using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ricap.Building.Output;
using Ricap.Shards.Text;

namespace Ricap.Train.Cli.Experiments;

/// <summary>
/// What an experiment keeps of a run in the run's folder: <c>options.json</c> from its beginning on, <c>outcome.json</c> from its end
/// on. Paths are written from the experiment's folder, so that a tree that is moved as a whole is still itself.
/// </summary>
internal sealed class RunFiles(string folder)
{
    private const int MaxBytes = 64 << 20;

    /// <summary>Notes what a run is of, before anything of it is trained.</summary>
    public void Begin(PlannedRun run)
    {
        OutputErrors.Guard(run.Folder, () => Directory.CreateDirectory(run.Folder));
        Write(Begun(run), Portable(run.Options), ExperimentJson.Page.DictionaryStringString);
    }

    /// <summary>Notes how a run ended; it is not run again from then on.</summary>
    public void End(PlannedRun run, RunOutcome outcome) =>
        Write(
            Ended(run), new RunRecord(run.Condition.Name, run.Seed, Portable(run.Options), outcome), ExperimentJson.Page.RunRecord);

    /// <summary>How a run ended; null if it did not end yet, or is of other options.</summary>
    /// <exception cref="RicapException">The file is not what was written.</exception>
    public RunOutcome? Outcome(PlannedRun run) =>
        File.Exists(Ended(run)) && Differences(run).Count == 0 ? Read(Ended(run), ExperimentJson.Page.RunRecord).Outcome : null;

    /// <summary>By name how what lies in a run's folder was made from other options; nothing if it was not, or nothing lies there.</summary>
    /// <exception cref="RicapException">A file is not what was written.</exception>
    public IReadOnlyList<Problem> Differences(PlannedRun run)
    {
        bool ended = File.Exists(Ended(run));
        if (!ended && !File.Exists(Begun(run)))
        {
            return [];
        }

        string file = ended ? Ended(run) : Begun(run);
        Dictionary<string, string> before = ended
            ? Read(file, ExperimentJson.Page.RunRecord).Options
            : Read(file, ExperimentJson.Page.DictionaryStringString);
        Dictionary<string, string> now = Portable(run.Options);
        return
        [
            .. before.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
                .Where(name => before.GetValueOrDefault(name) != now.GetValueOrDefault(name))
                .Select(name => Problem.Error(
                    ProblemCodes.CheckpointMismatch,
                    file,
                    $"--{name} {before.GetValueOrDefault(name) ?? "not given"} in the {(ended ? "finished" : "begun")} run, "
                        + $"{now.GetValueOrDefault(name) ?? "not given"} now; --again trains it anew")),
        ];
    }

    /// <summary>Removes what a run left.</summary>
    public static void Delete(PlannedRun run) =>
        OutputErrors.Guard(run.Folder, () => Directory.Delete(run.Folder, recursive: true));

    private static string Begun(PlannedRun run) => Path.Combine(run.Folder, "options.json");

    private static string Ended(PlannedRun run) => Path.Combine(run.Folder, "outcome.json");

    private static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            return new FileInfo(path).Length <= MaxBytes
                ? GeneratedJson.Read(File.ReadAllBytes(path), type, "beta", "testLoss", "testTop1", "best", "images")
                : throw new JsonException($"it is longer than {MaxBytes} bytes");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RicapException(
                Problem.Error(
                    ProblemCodes.CheckpointMismatch,
                    path,
                    $"is not what an experiment wrote ({e.Message.ReplaceLineEndings(" ")}); delete it to run this once more"),
                e);
        }
    }

    private static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        WholeFile.Write(path, (byte[])[.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n']);

    private Dictionary<string, string> Portable(IReadOnlyDictionary<string, string> options) =>
        options.OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(
            o => o.Key,
            o => TrainOptionNames.Paths.Contains(o.Key) ? Path.GetRelativePath(folder, o.Value).Replace('\\', '/') : o.Value);
}

/// <summary>What <c>outcome.json</c> says.</summary>
internal sealed record RunRecord(string Condition, ulong Seed, Dictionary<string, string> Options, RunOutcome Outcome);
