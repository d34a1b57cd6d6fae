using System.CommandLine;
using Ricap.CommandLine;

namespace Ricap.Train.Cli;

/// <summary>The root of <c>ricap-train</c>.</summary>
internal static class TrainCommand
{
    private static readonly CommandInfo Info = new(
        "ricap-train",
        [
            "ricap-train train --data shards --test test --model small --epochs 10 --out runs/a",
            "ricap-train eval --data test --checkpoint runs/a/model.safetensors",
            "ricap-train predict runs/a photo.jpg",
            "ricap-train export runs/a --onnx model.onnx",
            "ricap-train experiment samples/experiments/seed-post.json --data shards --test test --out results",
            "ricap-train feed --data shards --epoch 0",
            "ricap-train doctor",
        ],
        [
            (ExitCode.Ok, "All is well."),
            (ExitCode.DataProblem, "The data, the weights or this machine's libraries are at fault."),
            (ExitCode.Usage, "The command line is at fault."),
            (ExitCode.OutputProblem, "The output cannot be written."),
            (ExitCode.StoreProblem, "An object store does not answer, or refuses."),
            (ExitCode.InternalError, "A bug of ricap-train's; please report it."),
            (ExitCode.Cancelled, "Stopped by Ctrl-C or SIGTERM."),
        ]);

    /// <summary>Runs one command line; gives one of <see cref="ExitCode"/>.</summary>
    public static int Run(IReadOnlyList<string> args, CommandContext context) =>
        CommandRunner.Run(() => Create(context), Info, args, context);

    /// <summary>The command with all its verbs.</summary>
    public static RootCommand Create(CommandContext context)
    {
        var root = new RootCommand("Trains image classifiers from RICAP data sets.")
        {
            RunCommand.Create(context),
            EvalCommand.Create(context),
            PredictCommand.Create(context),
            ExportCommand.Create(context),
            ExperimentCommand.Create(context, (options, folder, cancel) => ExperimentRun.Train(options, folder, context, cancel), options => ExperimentRun.Check(options, context)),
            PlotCommand.Create(context),
            FeedCommand.Create(context),
            DoctorCommand.Create(context),
        };
        CommandRunner.Equip(root, Info, context);
        return root;
    }
}
