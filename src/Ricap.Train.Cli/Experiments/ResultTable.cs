namespace Ricap.Train.Cli.Experiments;

/// <summary>One condition's line.</summary>
/// <param name="Name">The condition.</param>
/// <param name="Planned">How many seeds it has in the grid.</param>
/// <param name="Good">Its runs that ended well.</param>
/// <param name="Top1">Accuracy after the last epoch, over the seeds; null without a good run.</param>
/// <param name="Top5">Top-5 accuracy after the last epoch.</param>
/// <param name="Loss">Test loss after the last epoch.</param>
/// <param name="Difference">Accuracy less the baseline's of the same seed, over the seeds both have; null for the baseline.</param>
/// <param name="Best">Accuracy after the epoch it was best after: picked by the test images themselves, so optimistic.</param>
internal sealed record ResultRow(
    string Name,
    int Planned,
    IReadOnlyList<RunResult> Good,
    Summary? Top1,
    Summary? Top5,
    Summary? Loss,
    Summary? Difference,
    Summary? Best);

/// <summary>The figures of an experiment.</summary>
/// <param name="Experiment">What was run.</param>
/// <param name="Results">All cells.</param>
/// <param name="Rows">One a condition, in the experiment's order.</param>
internal sealed record ResultTable(Experiment Experiment, IReadOnlyList<RunResult> Results, IReadOnlyList<ResultRow> Rows)
{
    /// <summary>Sums up the cells of a grid.</summary>
    public static ResultTable Of(Experiment experiment, IReadOnlyList<RunResult> results)
    {
        Dictionary<ulong, RunResult> baseline = results
            .Where(r => r.IsGood && r.Run.Condition.Name == experiment.Baseline).ToDictionary(r => r.Run.Seed);
        return new ResultTable(experiment, results, [.. experiment.Conditions.Select(Row)]);

        ResultRow Row(Condition condition)
        {
            RunResult[] cells = [.. results.Where(r => r.Run.Condition.Name == condition.Name)];
            RunResult[] good = [.. cells.Where(r => r.IsGood)];
            double[] differences = condition.Name == experiment.Baseline
                ? []
                : [.. good.Where(r => baseline.ContainsKey(r.Run.Seed))
                    .Select(r => r.Outcome!.TestTop1 - baseline[r.Run.Seed].Outcome!.TestTop1)];
            return new ResultRow(
                condition.Name,
                cells.Length,
                good,
                Summary.Of([.. good.Select(r => r.Outcome!.TestTop1)]),
                Summary.Of([.. good.Select(r => r.Outcome!.TestTop5)]),
                Summary.Of([.. good.Select(r => r.Outcome!.TestLoss)]),
                Summary.Of(differences),
                Summary.Of([.. good.Select(r => BestOf(r.Outcome!).Top1)]));
        }
    }

    /// <summary>The best accuracy of a run and the first epoch that has it; of a run without a curve, what it ended with.</summary>
    public static (double Top1, int? Epoch) BestOf(RunOutcome outcome) =>
        outcome.Curve.Where(p => p.TestTop1 is not null).OrderByDescending(p => p.TestTop1).ThenBy(p => p.Epoch).FirstOrDefault() is { } best
            ? (best.TestTop1!.Value, best.Epoch)
            : (outcome.TestTop1, null);

    /// <summary>Mean accuracy by epoch, over a condition's good runs: the epochs all of them were tested after.</summary>
    public static IReadOnlyList<(int Epoch, Summary Top1)> Curve(ResultRow row) =>
    [
        .. row.Good.SelectMany(r => r.Outcome!.Curve).Where(p => p.TestTop1 is not null)
            .GroupBy(p => p.Epoch).Where(g => g.Count() == row.Good.Count).OrderBy(g => g.Key)
            .Select(g => (g.Key, Summary.Of([.. g.Select(p => p.TestTop1!.Value)])!)),
    ];
}
