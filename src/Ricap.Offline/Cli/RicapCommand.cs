using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

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
        (ExitCode.DataProblem, "The images or the data set are at fault."),
        (ExitCode.Usage, "The command line is at fault."),
        (ExitCode.OutputProblem, "The output cannot be written."),
        (ExitCode.InternalError, "A bug of ricap's; please report it."),
        (ExitCode.Cancelled, "Stopped by Ctrl-C or SIGTERM."),
    ];

    /// <summary>Runs one command line; gives one of <see cref="ExitCode"/>.</summary>
    public static int Run(IReadOnlyList<string> args, CommandContext context)
    {
        ParseResult? parsed = null;
        try
        {
            // Without response files: a folder may be called '@photos'.
            parsed = Create(context).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                return Refuse(parsed, context);
            }

            // Signals and exceptions are ours to deal with.
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = context.Out,
                Error = context.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
#pragma warning disable CA1031 // The last resort: whatever happens ends in a line and an exit code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Fail(Failure.Of(e), parsed, context);
        }
    }

    /// <summary>The command with all its verbs.</summary>
    public static RootCommand Create(CommandContext context)
    {
        var help = new HelpText(context);
        var root = new RootCommand(
            "Renders deterministic RICAP (Random Image Cropping And Patching) data sets: "
            + "seeded shards of images with soft labels.")
        {
            RenderCommand.Create(context),
            PreviewCommand.Create(context),
            InspectCommand.Create(context),
            VerifyCommand.Create(context),
            PlanCommand.Create(context),
        };
        root.SetAction(help.Invoke);
        foreach (Option option in root.Options)
        {
            if (option is HelpOption)
            {
                option.Description = "Show help with examples.";
                option.Action = help;
            }
            else if (option is VersionOption)
            {
                option.Description = "Show the version.";
            }
        }

        return root;
    }

    private static int Refuse(ParseResult parsed, CommandContext context)
    {
        foreach (Problem problem in ParseProblems.Of(parsed))
        {
            context.Report(problem);
        }

        string verb = parsed.CommandResult.Command is Verb command ? $"{command.Name} " : "";
        context.Say($"ricap: 'ricap {verb}--help' shows how");
        return End(ExitCode.Usage, parsed, context);
    }

    private static int Fail(Failure failure, ParseResult? parsed, CommandContext context)
    {
        foreach (Problem problem in failure.Problems)
        {
            context.Report(problem);
        }

        if (failure.ExitCode == ExitCode.Cancelled)
        {
            context.Say($"ricap: {(parsed?.CommandResult.Command as Verb)?.WhenStopped ?? "stopped"}");
        }

        if (failure.Stack is { } stack && context.ShowStack)
        {
            context.Error.WriteLine(stack);
        }

        return End(failure.ExitCode, parsed, context);
    }

    /// <summary>Whoever asked for JSON gets it however the run ends.</summary>
    private static int End(int exitCode, ParseResult? parsed, CommandContext context)
    {
        if (parsed?.GetResult(JsonReport.OptionName) is OptionResult json && json.GetValueOrDefault<bool>())
        {
            JsonReport.Write(context, exitCode, body: null);
        }

        return exitCode;
    }
}
