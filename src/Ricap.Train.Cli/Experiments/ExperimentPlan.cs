using System.Globalization;
using Ricap.Planning;
using Ricap.Train.Optimisers;

namespace Ricap.Train.Cli.Experiments;

/// <summary>What the command line changes about an experiment.</summary>
internal sealed record ExperimentChanges
{
    /// <summary>Options of every run in the place of the file's, an empty text for none; relative paths are meant from the working folder.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>In the place of the file's seeds; null keeps those.</summary>
    public IReadOnlyList<ulong>? Seeds { get; init; }

    /// <summary>In the place of the file's folds; null keeps those.</summary>
    public int? Folds { get; init; }

    /// <summary>The names of the conditions to run; empty for all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];
}

/// <summary>One cell of the grid.</summary>
/// <param name="Condition">Its condition.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Options">What it is trained with: paths absolute, schedules with epochs, the seed among them.</param>
/// <param name="Folder">Its own folder.</param>
/// <param name="Selected">Whether it is to be run; others are only looked at.</param>
internal sealed record PlannedRun(
    Condition Condition, ulong Seed, IReadOnlyDictionary<string, string> Options, string Folder, bool Selected)
{
    /// <summary>Which fold it tests; null without folds.</summary>
    public int? Fold { get; init; }

    /// <summary>What runs of two conditions have in common that are compared: other runs differ by more than their condition.</summary>
    public (ulong Seed, int? Fold) Pair => (Seed, Fold);

    /// <summary>What it is called in lines and notes.</summary>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Condition.Name}, seed {Seed}{(Fold is { } fold ? $", fold {fold}" : "")}");
}

/// <summary>Everything that is run, in order: seed by seed and fold by fold, so that an experiment that is stopped early has whole comparisons.</summary>
internal static class ExperimentPlan
{
    /// <summary>Resolves a grid.</summary>
    /// <param name="experiment">The file's.</param>
    /// <param name="changes">The command line's.</param>
    /// <param name="folder">Where runs go: <c>runs/CONDITION/seed-N</c> below it, and where there are folds <c>fold-I</c> in that.</param>
    /// <exception cref="RicapException">A change does not fit, or a schedule cannot be.</exception>
    public static IReadOnlyList<PlannedRun> Of(Experiment experiment, ExperimentChanges changes, string folder)
    {
        List<Problem> problems = [.. Misfits(experiment, changes)];
        var runs = new List<PlannedRun>();
        var options = new Dictionary<Condition, Dictionary<string, string>>();
        foreach (Condition condition in experiment.Conditions)
        {
            try
            {
                options[condition] = Resolve(experiment, condition, changes);
            }
            catch (RicapException e)
            {
                problems.AddRange(e.Problems.Select(p => p with { Path = experiment.File, Message = $"condition '{condition.Name}': {p.Message}" }));
            }
        }

        if (problems.Count > 0)
        {
            throw new RicapException([.. problems.Distinct()]);
        }

        int? folds = changes.Folds ?? experiment.Folds;
        int?[] each = folds is { } count ? [.. Enumerable.Range(0, count).Select(fold => (int?)fold)] : [null];
        foreach (ulong seed in changes.Seeds ?? experiment.Seeds)
        {
            foreach (int? fold in each)
            {
                runs.AddRange(experiment.Conditions.Select(condition => Cell(condition, seed, fold)));
            }
        }

        return runs;

        PlannedRun Cell(Condition condition, ulong seed, int? fold)
        {
            string number = seed.ToString(CultureInfo.InvariantCulture);
            var all = new Dictionary<string, string>(options[condition]) { [TrainOptionNames.Seed] = number };
            string place = Path.Combine(folder, "runs", condition.Slug, $"seed-{number}");
            if (fold is { } index)
            {
                all[TrainOptionNames.Fold] = new Data.Fold(index, folds!.Value).ToString();
                place = Path.Combine(place, string.Create(CultureInfo.InvariantCulture, $"fold-{index}"));
            }

            return new PlannedRun(condition, seed, all, place, changes.Only.Count == 0 || changes.Only.Contains(condition.Name)) { Fold = fold };
        }
    }

    private static IEnumerable<Problem> Misfits(Experiment experiment, ExperimentChanges changes)
    {
        string[] names = [.. experiment.Conditions.Select(c => c.Name)];
        foreach (string only in changes.Only.Where(only => !names.Contains(only)))
        {
            yield return Invalid($"--only '{only}' is none of {string.Join("; ", names)}{NearestName.Hint(only, names)}");
        }

        foreach (string name in changes.Options.Keys)
        {
            if (name == TrainOptionNames.Seed)
            {
                yield return Invalid("--set seed: --seeds has the seeds");
            }
            else if (name == TrainOptionNames.Fold)
            {
                yield return Invalid("--set fold: --folds says how many there are");
            }
            else if (!TrainOptionNames.All.Contains(name))
            {
                yield return Invalid($"--set {name} is no option of 'ricap-train train'{NearestName.Hint(name, TrainOptionNames.All)}");
            }
            else if (experiment.Conditions.FirstOrDefault(c => c.Options.ContainsKey(name)) is { } condition)
            {
                yield return Invalid($"--set {name} would undo what condition '{condition.Name}' is about; change {experiment.File}");
            }
        }
    }

    private static Dictionary<string, string> Resolve(Experiment experiment, Condition condition, ExperimentChanges changes)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        string fileFolder = Path.GetDirectoryName(Path.GetFullPath(experiment.File))!;
        foreach ((string name, string value) in experiment.Options.Concat(condition.Options))
        {
            options[name] = TrainOptionNames.Paths.Contains(name) && value.Length > 0 ? Path.GetFullPath(value, fileFolder) : value;
        }

        foreach ((string name, string value) in changes.Options)
        {
            if (value.Length == 0)
            {
                options.Remove(name);
            }
            else
            {
                options[name] = TrainOptionNames.Paths.Contains(name) ? Path.GetFullPath(value) : value;
            }
        }

        foreach (string name in TrainOptionNames.Schedules)
        {
            if (options.TryGetValue(name, out string? schedule))
            {
                options[name] = Schedule(name, schedule, options);
            }
        }

        return options;
    }

    private static string Schedule(string name, string schedule, Dictionary<string, string> options)
    {
        try
        {
            string resolved = RelativeSchedule.IsRelative(schedule) ? RelativeSchedule.Resolve(schedule, Epochs(options)) : schedule;
            _ = name == "lr" ? LearningRateSchedule.Parse(resolved) : (object)BetaSchedule.Parse(resolved);
            return resolved;
        }
        catch (FormatException e)
        {
            throw new RicapException(Invalid($"--{name} {schedule}: {e.Message}"), e);
        }
    }

    /// <summary>The run's length, which shares are of.</summary>
    private static int Epochs(Dictionary<string, string> options)
    {
        if (!options.TryGetValue("epochs", out string? text))
        {
            return options.TryGetValue("recipe", out string? recipe)
                ? TrainingRecipe.Named(recipe).Epochs
                : throw new FormatException("shares of the length need --epochs");
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int epochs) && epochs >= 1
            ? epochs
            : throw new FormatException($"--epochs '{text}' is not 1..{int.MaxValue}");
    }

    private static Problem Invalid(string message) => Problem.Error(ProblemCodes.InvalidOption, null, message);
}
