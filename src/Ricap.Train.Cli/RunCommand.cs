using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Train.Cli.Pictures;
using Ricap.Train.Cli.Progress;
using Ricap.Train.Recording;
using Ricap.Train.Training;

namespace Ricap.Train.Cli;

/// <summary><c>ricap-train train</c>: one run.</summary>
internal static class RunCommand
{
    /// <summary>Its name, and what it does.</summary>
    public static VerbInfo Info { get; } = new(
        "train",
        "Trains a model from a data set, any epoch rendered or not, and tests it on every test image. "
        + "Leaves model.safetensors, metrics.csv, run.json, TensorBoard events, plots and a checkpoint in --out, and best.safetensors if images validate it. "
        + "Ctrl-C ends it after the batch in hand; --resume goes on from there.",
        Create);

    /// <summary>The verb.</summary>
    private static Verb Create(CommandContext context)
    {
        var flags = new TrainFlags(_ => true);
        Option<string> cache = DataSets.CacheOption();
        var command = new Verb(Info)
        {
            Usage = "train --data DIR|URL [--test DIR|URL] --out DIR [options]",
            Examples =
            [
                "ricap-train train --data shards --test test --model small --epochs 10 --out runs/a",
                "ricap-train train --data shards --test test --epochs 100 --schedule linear:0.01..1@20..90 --seed 1 --out runs/ramp",
                "ricap-train train --data shards --test test --augment baseline --out runs/baseline",
                "ricap-train train --data shards --test test --val-split 10% --patience 10 --epochs 100 --out runs/best",
                "ricap-train train --data shards --test test --model wrn-28-10 --recipe paper --device cuda --out runs/paper",
                "ricap-train train --data shards --test test --out runs/a --resume",
                "ricap-train train --data s3://bucket/faces --test s3://bucket/faces-test --cache cache --out runs/a",
            ],
            WhenStopped = "stopped; --resume goes on from here",
        };
        flags.AddTo(command);
        command.Options.Add(cache);
        command.SetAction(parsed =>
        {
            using var sets = new DataSets(context, parsed.GetValue(cache));
            TrainOptions options = sets.Locate(TrainOptionTable.Parse(flags.Given(parsed)));
            using ITrainDisplay observer = TrainObservers.Create(context.Error, context.ErrorIsTerminal);
            TrainResult result = Trainer.Run(options, observer, context.Cancellation);
            RunPictures.Write(options.Output, result.Rows, result.Test, result.Classes);
            observer.Dispose();
            return result.Divergence is { } problem ? throw new RicapException(problem) : ExitCode.Ok;
        });
        return command;
    }
}
