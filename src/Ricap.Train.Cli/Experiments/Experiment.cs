using Ricap.Options;
using Ricap.Train.Training;

namespace Ricap.Train.Cli.Experiments;

/// <summary>A grid of conditions and seeds, as its file says it.</summary>
/// <param name="File">The file it comes from.</param>
/// <param name="Name">Its short name.</param>
/// <param name="Title">A line for people.</param>
/// <param name="Options">Of every run, by name without dashes; relative paths are meant from the file's folder.</param>
/// <param name="Seeds">Each condition is run once with each; at least one, no two alike.</param>
/// <param name="Baseline">The name of the condition the others are compared with.</param>
/// <param name="Conditions">At least one.</param>
internal sealed record Experiment(
    string File,
    string Name,
    string Title,
    IReadOnlyDictionary<string, string> Options,
    IReadOnlyList<ulong> Seeds,
    string Baseline,
    IReadOnlyList<Condition> Conditions)
{
    /// <summary>How many folds the one data set is divided into, each tested by a run on the others, from 2; null: there is a test data set.</summary>
    public int? Folds { get; init; }
}

/// <summary>One of the things compared.</summary>
/// <param name="Name">What it is called in tables.</param>
/// <param name="Slug">What its folder is called: lower-case letters, digits, points and dashes.</param>
/// <param name="Options">Those it adds to the experiment's or has in their place.</param>
internal sealed record Condition(string Name, string Slug, IReadOnlyDictionary<string, string> Options);

/// <summary>The options an experiment may set: those of <c>ricap-train train</c>.</summary>
internal static class TrainOptionNames
{
    /// <summary>The run's own: set by the grid.</summary>
    public const string Seed = "seed";

    /// <summary>The run's own as well, where the grid has folds.</summary>
    public const string Fold = "fold";

    /// <summary>All of them but <see cref="Seed"/> and <see cref="Fold"/>: those of <see cref="TrainOptionTable"/> that are not the run's folder and what is done with it.</summary>
    public static readonly IReadOnlyList<string> All =
        [.. TrainOptionTable.Table.Rows.Select(o => o.Name).Where(name => name is not (Seed or Fold or "out" or "resume" or "overwrite"))];

    /// <summary>Those whose value is a file or folder.</summary>
    public static readonly IReadOnlyList<string> Paths = OfKind(OptionKind.Input);

    /// <summary>Those that may be schedules with shares of the run's length.</summary>
    public static readonly IReadOnlyList<string> Schedules = OfKind(OptionKind.Schedule);

    private static string[] OfKind(OptionKind kind) => [.. TrainOptionTable.Table.Rows.Where(o => o.Kind == kind).Select(o => o.Name)];
}
