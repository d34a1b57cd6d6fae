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

    private static readonly VerbInfo[] Verbs =
    [
        RunCommand.Info,
        EvalCommand.Info,
        PredictCommand.Info,
        ExportCommand.Info,
        ExperimentCommand.Info,
        PlotCommand.Info,
        FeedCommand.Info,
        DoctorCommand.Info,
    ];

    /// <summary>Runs one command line; gives one of <see cref="ExitCode"/>.</summary>
    public static int Run(IReadOnlyList<string> args, CommandContext context) =>
        CommandRunner.Run(() => Create(context, args), Info, args, context);

    /// <summary>The command with its verbs.</summary>
    /// <param name="context">Its surroundings.</param>
    /// <param name="args">The words of a command line that it is for; null for a command whose verbs have all their options.</param>
    public static RootCommand Create(CommandContext context, IReadOnlyList<string>? args = null)
    {
        var root = new RootCommand("Trains image classifiers from RICAP data sets.");
        foreach (VerbInfo verb in Verbs)
        {
            root.Add(verb.For(args, context));
        }

        CommandRunner.Equip(root, Info, context);
        return root;
    }
}
