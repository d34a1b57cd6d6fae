using Ricap.Options;

namespace Ricap.Building;

/// <summary>What the parts of a data set and the run that ends them can fail with.</summary>
internal static class BuildProblems
{
    private const int Named = 5;

    /// <summary>Shards are missing that this run may not make.</summary>
    public static Problem Missing(DatasetOptions options, IReadOnlyList<string> paths) => Problem.AboutOption(
        ProblemSeverity.Error,
        ProblemCodes.MissingShards,
        options.Output,
        $"{List(paths)} missing or not what the options and images make; run the parts again, or this without {new OptionName("missing", "error")}");

    /// <summary>Base shards are missing that an epoch part needs.</summary>
    public static Problem NoBase(DatasetOptions options, IReadOnlyList<string> paths) => Problem.AboutOption(
        ProblemSeverity.Error,
        ProblemCodes.BaseIncomplete,
        options.Output,
        $"{List(paths)} missing or of other options; run this with {new OptionName("only", "base")} first, every part of it");

    /// <summary>The base is of other sources than there are.</summary>
    public static Problem OtherBase(string path, string what) => Problem.AboutOption(
        ProblemSeverity.Error,
        ProblemCodes.BaseOfOtherImages,
        path,
        $"{what}; the images changed since: run every part with {new OptionName("only", "base")} again");

    private static string List(IReadOnlyList<string> paths)
    {
        string names = string.Join(", ", paths.Take(Named));
        string more = paths.Count > Named ? $" and {paths.Count - Named} more" : "";
        return $"{names}{more} {(paths.Count == 1 ? "is" : "are")}";
    }
}
