using Ricap.CommandLine;
using Ricap.Train.Cli.Experiments;
using Ricap.Train.Cli.Pictures;
using Ricap.Train.Cli.Progress;
using Ricap.Train.Recording;
using Ricap.Train.Training;

namespace Ricap.Train.Cli;

/// <summary>The runs of an experiment, by the same loop as <c>ricap-train train</c>.</summary>
internal static class ExperimentRun
{
    /// <summary>Checks the options of a run without running it.</summary>
    public static void Check(IReadOnlyDictionary<string, string> options, CommandContext context)
    {
        using var sets = new DataSets(context, null);
        TrainOptions parsed = sets.Locate(Parse(options, "runs"));
        if (parsed.Test is null && parsed.Fold is null)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.MissingOption, null, "--test or --folds is needed: runs are compared by what they say of test images"));
        }

        RunChecks.Of(parsed);
    }

    /// <summary>Trains a run to its end, from its checkpoint if it has one.</summary>
    public static RunOutcome Train(
        IReadOnlyDictionary<string, string> options, string folder, CommandContext context, CancellationToken cancellationToken)
    {
        using var sets = new DataSets(context, null);
        using ITrainDisplay observer = TrainObservers.Create(context.Error, context.ErrorIsTerminal);
        TrainResult result = Trainer.Run(sets.Locate(Parse(options, folder)), observer, cancellationToken);
        RunPictures.Write(folder, result.Rows, result.Test, result.Classes);
        CurvePoint[] curve =
            [.. result.Rows.Select(r => new CurvePoint(r.Epoch, r.Beta, r.TrainLoss, r.TrainAccuracy, r.TestLoss, r.TestTop1))];
        return new RunOutcome(
            result.Test?.Top1 ?? double.NaN,
            result.Test?.Top5 ?? double.NaN,
            result.Test?.Loss ?? double.NaN,
            result.Test?.Samples ?? 0,
            curve,
            result.Divergence is not null)
        {
            Images = result.Data,
            Best = EpochRow.Best(result.Rows) is { TestTop1: { } tested } best ? new BestEpoch(best.Epoch, best.ValidationTop1!.Value, tested) : null,
        };
    }

    private static TrainOptions Parse(IReadOnlyDictionary<string, string> options, string folder) =>
        TrainOptionTable.Parse(options.Append(new("out", folder)).Append(new("resume", "true")));
}
