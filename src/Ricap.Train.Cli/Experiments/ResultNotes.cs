using System.Globalization;

namespace Ricap.Train.Cli.Experiments;

/// <summary>What must be known to read the table, from the facts of the runs.</summary>
internal static class ResultNotes
{
    private const int Named = 4;

    /// <summary>The notes, one sentence or a few each.</summary>
    public static IEnumerable<string> Of(ResultTable table)
    {
        int most = table.Rows.Max(r => r.Good.Count);
        if (most >= 2)
        {
            yield return table.HasFolds
                ? "± is half the 95 % interval of the mean over the runs, one for each seed and fold (Student's t), in percentage points for accuracies. "
                    + "It covers what a seed decides and which images are tested. Runs of one seed train on mostly the same images, so they are not independent, and the interval is narrower than it should be."
                : "± is half the 95 % interval of the mean over the seeds (Student's t), in percentage points for accuracies. "
                    + "It covers what a seed decides, not that other test images could have been drawn.";
        }

        string[] single = [.. table.Rows.Where(r => r.Good.Count == 1).Select(r => r.Name)];
        if (single.Length > 0)
        {
            yield return $"One {table.Unit} gives no interval: {string.Join("; ", single)}.";
        }

        ResultRow[] compared = [.. table.Rows.Where(r => r.Difference?.HalfWidth is not null)];
        if (compared.Length > 0)
        {
            yield return $"Differences are paired: each run less the run of '{table.Experiment.Baseline}' with the same seed{(table.HasFolds ? " and fold" : "")}, in percentage points.";
            ResultRow[] apart = [.. compared.Where(r => Math.Abs(r.Difference!.Mean) > r.Difference.HalfWidth)];
            yield return apart.Length == 0
                ? "No interval of a difference leaves 0 out."
                : $"Intervals of differences that leave 0 out: {string.Join("; ", apart.Select(r => r.Name))}.";
        }

        if (compared.Length > 1)
        {
            yield return $"{compared.Length} differences are looked at and no interval is widened for it: by chance alone one of 20 would leave 0 out.";
        }

        if (table.HasFolds && Folded(table) is { } folded)
        {
            yield return folded;
        }
        else if (!table.HasFolds && table.Rows.FirstOrDefault(r => r.Good.Count > 0) is { } first)
        {
            RunResult[] good = [.. table.Rows.SelectMany(r => r.Good)];
            long[] samples = [.. good.Select(r => r.Outcome!.TestSamples).Distinct()];
            yield return samples is [long images and > 0]
                ? $"Counting right guesses on {Number(images)} test images has itself a standard error of "
                    + $"{Spell.Percent(Summary.CountingError(first.Top1!.Mean, images))} percentage points at {Spell.Percent(first.Top1.Mean)} %."
                : $"The runs were tested on different numbers of images ({string.Join(", ", samples.Select(Number))}): they do not compare.";
        }

        if (table.Results.Select(r => r.Outcome?.Images).OfType<string>().Distinct().Skip(1).Any())
        {
            yield return "The runs were not all trained and tested on the same images, for a data set has changed between them: they do not compare. With another --out all are trained anew.";
        }

        RunResult[] bad = [.. table.Results.Where(r => !r.IsGood)];
        foreach (RunResult result in bad)
        {
            if (result.Failure is { } problem)
            {
                yield return $"Failed: {result.Run.Name}: {problem.Code}: {problem.Message}.";
            }
            else if (result.Outcome is { Diverged: true })
            {
                yield return $"Diverged, and not in any mean: {result.Run.Name}.";
            }
        }

        string[] missing = [.. bad.Where(r => r is { Failure: null, Outcome: null }).Select(r => r.Run.Name)];
        if (missing.Length > 0)
        {
            yield return $"Not run: {string.Join("; ", missing.Take(Named))}{(missing.Length > Named ? $" and {missing.Length - Named} others" : "")}.";
        }

        yield return $"Options of all runs: {Options(table)}.";
    }

    /// <summary>What folds test together; null as long as no seed of a condition has all of its folds.</summary>
    private static string? Folded(ResultTable table)
    {
        int folds = table.Results.Select(r => r.Run.Fold).Distinct().Count();
        RunResult[]? whole = table.Rows.SelectMany(row => row.Good.GroupBy(r => r.Run.Seed)).Select(g => g.ToArray()).FirstOrDefault(g => g.Length == folds);
        if (whole is null)
        {
            return null;
        }

        long images = whole.Sum(r => r.Outcome!.TestSamples);
        double top1 = whole.Sum(r => r.Outcome!.TestTop1 * r.Outcome.TestSamples) / images;
        return $"The {folds} folds of a seed test each of {Number(images)} images once. Counting right guesses on so many has itself a standard error of "
            + $"{Spell.Percent(Summary.CountingError(top1, images))} percentage points at {Spell.Percent(top1)} %.";
    }

    /// <summary>Those that do not differ between the runs; of paths the last part, for the rest is the machine's.</summary>
    private static string Options(ResultTable table)
    {
        IReadOnlyDictionary<string, string>[] all = [.. table.Results.Select(r => r.Run.Options)];
        return string.Join(", ", all[0]
            .Where(o => o.Key is not (TrainOptionNames.Seed or TrainOptionNames.Fold) && all.All(other => other.GetValueOrDefault(o.Key) == o.Value))
            .OrderBy(o => o.Key, StringComparer.Ordinal)
            .Select(o => $"`--{o.Key} {(TrainOptionNames.Paths.Contains(o.Key) ? Path.GetFileName(Path.TrimEndingDirectorySeparator(o.Value)) : o.Value)}`"));
    }

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
