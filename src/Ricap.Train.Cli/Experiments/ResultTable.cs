namespace Ricap.Train.Cli.Experiments;

/// <summary>One condition's line.</summary>
/// <param name="Name">The condition.</param>
/// <param name="Planned">How many runs it has in the grid.</param>
/// <param name="Good">Its runs that ended well.</param>
/// <param name="Top1">Accuracy after the last epoch, over the runs; null without a good run.</param>
/// <param name="Top5">Top-5 accuracy after the last epoch.</param>
/// <param name="Loss">Test loss after the last epoch.</param>
/// <param name="Difference">Accuracy less the baseline's of the same seed and fold, over those both have; null for the baseline.</param>
/// <param name="Best">Test accuracy after the epoch that the validation picked; null if no run has one.</param>
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
        Dictionary<(ulong, int?), RunResult> baseline = results
            .Where(r => r.IsGood && r.Run.Condition.Name == experiment.Baseline).ToDictionary(r => r.Run.Pair);
        return new ResultTable(experiment, results, [.. experiment.Conditions.Select(Row)]);

        ResultRow Row(Condition condition)
        {
            RunResult[] cells = [.. results.Where(r => r.Run.Condition.Name == condition.Name)];
            RunResult[] good = [.. cells.Where(r => r.IsGood)];
            double[] differences = condition.Name == experiment.Baseline
                ? []
                : [.. good.Where(r => baseline.ContainsKey(r.Run.Pair))
                    .Select(r => r.Outcome!.TestTop1 - baseline[r.Run.Pair].Outcome!.TestTop1)];
            return new ResultRow(
                condition.Name,
                cells.Length,
                good,
                Summary.Of([.. good.Select(r => r.Outcome!.TestTop1)]),
                Summary.Of([.. good.Select(r => r.Outcome!.TestTop5)]),
                Summary.Of([.. good.Select(r => r.Outcome!.TestLoss)]),
                Summary.Of(differences),
                Summary.Of([.. good.Where(r => r.Outcome!.Best is not null).Select(r => r.Outcome!.Best!.TestTop1)]));
        }
    }

    /// <summary>Whether the grid has folds.</summary>
    public bool HasFolds => Results.Any(r => r.Run.Fold is not null);

    /// <summary>What a condition is run once with each of.</summary>
    public string Unit => HasFolds ? "run" : "seed";

    /// <summary>Mean accuracy by epoch, over a condition's good runs: the epochs all of them were tested after.</summary>
    public static IReadOnlyList<(int Epoch, Summary Top1)> Curve(ResultRow row) =>
    [
        .. row.Good.SelectMany(r => r.Outcome!.Curve).Where(p => p.TestTop1 is not null)
            .GroupBy(p => p.Epoch).Where(g => g.Count() == row.Good.Count).OrderBy(g => g.Key)
            .Select(g => (g.Key, Summary.Of([.. g.Select(p => p.TestTop1!.Value)])!)),
    ];
}
