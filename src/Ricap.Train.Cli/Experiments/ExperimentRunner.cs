namespace Ricap.Train.Cli.Experiments;

/// <summary>What became of one cell of the grid.</summary>
/// <param name="Run">The cell.</param>
/// <param name="Outcome">How it ended; null if it did not.</param>
/// <param name="Failure">Why it could not be run; null if it could, or was not.</param>
internal sealed record RunResult(PlannedRun Run, RunOutcome? Outcome, Problem? Failure)
{
    /// <summary>Whether it has figures to compare.</summary>
    public bool IsGood => Outcome is { Diverged: false };
}

/// <summary>Runs what is not yet there of a grid.</summary>
/// <param name="train">Trains one run.</param>
/// <param name="check">Checks one run's options; null for no check.</param>
/// <param name="say">Takes a line of progress.</param>
internal sealed class ExperimentRunner(RunTraining train, CheckTraining? check, Action<string> say)
{
    /// <summary>Runs the grid, skipping what is finished with the same options.</summary>
    /// <param name="runs">The grid.</param>
    /// <param name="folder">The experiment's folder.</param>
    /// <param name="again">Whether runs of other options are deleted and trained anew, instead of refused.</param>
    /// <param name="afterEach">Gets the state of all cells after each run that was trained, and once at the end.</param>
    /// <param name="cancellationToken">Asks for an end.</param>
    /// <returns>The state of all cells, in the grid's order.</returns>
    /// <exception cref="RicapException">Before anything is trained: options that are wrong, or of finished runs and others now.</exception>
    public IReadOnlyList<RunResult> Run(
        IReadOnlyList<PlannedRun> runs, string folder, bool again, Action<IReadOnlyList<RunResult>> afterEach, CancellationToken cancellationToken)
    {
        var files = new RunFiles(folder);
        CheckAll(runs);
        PlannedRun[] stale = [.. runs.Where(r => r.Selected && files.Differences(r).Count > 0)];
        if (stale.Length > 0 && !again)
        {
            throw new RicapException([.. stale.SelectMany(files.Differences)]);
        }

        Array.ForEach(stale, RunFiles.Delete);
        RunResult[] results = [.. runs.Select(run => new RunResult(run, files.Outcome(run), null))];
        for (int i = 0; i < runs.Count; i++)
        {
            PlannedRun run = runs[i];
            string name = $"[{i + 1}/{runs.Count}] {run.Name}";
            if (!run.Selected || results[i].Outcome is not null)
            {
                say($"{name}: {(results[i].Outcome is null ? "not selected" : "finished before")}");
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            say($"{name}: begins");
            results[i] = RunOne(files, run, cancellationToken);
            say($"{name}: {Told(results[i])}");
            afterEach(results);
        }

        afterEach(results);
        return results;
    }

    private void CheckAll(IReadOnlyList<PlannedRun> runs)
    {
        if (check is null)
        {
            return;
        }

        var problems = new List<Problem>();
        foreach (PlannedRun run in runs.Where(r => r.Selected).DistinctBy(r => r.Condition))
        {
            try
            {
                check(run.Options);
            }
            catch (RicapException e)
            {
                problems.AddRange(e.Problems.Select(p => p with { Message = $"condition '{run.Condition.Name}': {p.Message}" }));
            }
        }

        if (problems.Count > 0)
        {
            throw new RicapException(problems);
        }
    }

    private RunResult RunOne(RunFiles files, PlannedRun run, CancellationToken cancellationToken)
    {
        files.Begin(run);
        RunOutcome outcome;
        try
        {
            outcome = train(run.Options, run.Folder, cancellationToken);
        }
        catch (RicapException e) when (e.Problems.Any(p => p.Code == ProblemCodes.TrainingDiverged))
        {
            outcome = new RunOutcome(double.NaN, double.NaN, double.NaN, 0, [], Diverged: true);
        }
        catch (RicapException e)
        {
            // Not noted on disk, so the next call tries it again; the others may still do.
            return new RunResult(run, null, e.Problems[0]);
        }

        files.End(run, outcome);
        return new RunResult(run, outcome, null);
    }

    private static string Told(RunResult result) => result switch
    {
        { Failure: { } problem } => $"failed: {problem}",
        { Outcome.Diverged: true } => "diverged",
        { Outcome: { } outcome } => $"top-1 {Spell.Percent(outcome.TestTop1)} %",
        _ => "not run",
    };
}
