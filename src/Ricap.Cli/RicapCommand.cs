using System.CommandLine;
using Ricap.Cli.Stores;
using Ricap.CommandLine;

namespace Ricap.Cli;

/// <summary>The root of the command line: turns what happens into lines a person can act on and an exit code.</summary>
internal static class RicapCommand
{
    /// <summary>What to try first.</summary>
    public static IReadOnlyList<string> Examples { get; } =
    [
        "ricap render --images photos --out shards --size 96x96 --seed 42 --epochs 4",
        "ricap preview shards",
        "ricap inspect shards",
        "ricap verify shards",
        "ricap plan shards --sample 0003-00000012",
    ];

    /// <summary>What the command ends with.</summary>
    public static IReadOnlyList<(int Code, string Meaning)> ExitCodes { get; } =
    [
        (ExitCode.Ok, "All is well."),
        (ExitCode.DataProblem, "The images or the data set are at fault, or 'diff' found a difference."),
        (ExitCode.Usage, "The command line is at fault."),
        (ExitCode.OutputProblem, "The output cannot be written."),
        (ExitCode.StoreProblem, "An object store does not answer, or refuses."),
        (ExitCode.InternalError, "A bug of ricap's; please report it."),
        (ExitCode.Cancelled, "Stopped by Ctrl-C or SIGTERM."),
    ];

    /// <summary>What the help and the messages call it.</summary>
    private static readonly CommandInfo Info = new("ricap", Examples, ExitCodes);

    private static readonly VerbInfo[] Verbs =
    [
        RenderCommand.Info,
        PreviewCommand.Info,
        ReportCommand.Info,
        InspectCommand.Info,
        VerifyCommand.Info,
        PlanCommand.Info,
        DiffCommand.Info,
        PublishCommand.Info,
        FetchCommand.Info,
        ServeCommand.Info,
    ];

    /// <summary>Runs one command line; gives one of <see cref="ExitCode"/>.</summary>
    public static int Run(IReadOnlyList<string> args, CommandContext context) =>
        CommandRunner.Run(() => Create(context, args), Info, args, context);

    /// <summary>The command with its verbs.</summary>
    /// <param name="context">Its surroundings.</param>
    /// <param name="args">The words of a command line that it is for; null for a command whose verbs have all their options.</param>
    public static RootCommand Create(CommandContext context, IReadOnlyList<string>? args = null)
    {
        var root = new RootCommand(
            "Renders deterministic RICAP (Random Image Cropping And Patching) data sets: "
            + "seeded shards of images with soft labels.");
        foreach (VerbInfo verb in Verbs)
        {
            root.Add(verb.For(args, context));
        }

        CommandRunner.Equip(root, Info, context);
        return root;
    }
}
