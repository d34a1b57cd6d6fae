using System.CommandLine;
using System.CommandLine.Help;

namespace Ricap.CommandLine;

/// <summary>What a command's help and messages say of it.</summary>
public sealed record CommandInfo(
    string Name, IReadOnlyList<string> Examples, IReadOnlyList<(int Code, string Meaning)> ExitCodes);

/// <summary>Runs a command: turns whatever happens into lines a person can act on and an exit code.</summary>
public static class CommandRunner
{
    /// <summary>Runs one command line; gives one of <see cref="ExitCode"/>.</summary>
    public static int Run(Func<RootCommand> create, CommandInfo info, IReadOnlyList<string> args, CommandContext context)
    {
        ParseResult? parsed = null;
        try
        {
            // Without response files: a folder may be called '@photos'.
            parsed = create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                return Refuse(parsed, info, context);
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
            return Fail(Failure.Of(e), parsed, info, context);
        }
    }

    /// <summary>Gives a root and its verbs our help.</summary>
    public static void Equip(RootCommand root, CommandInfo info, CommandContext context)
    {
        var help = new HelpText(info, context);
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
    }

    private static int Refuse(ParseResult parsed, CommandInfo info, CommandContext context)
    {
        foreach (Problem problem in ParseProblems.Of(parsed))
        {
            context.Report(problem);
        }

        string verb = parsed.CommandResult.Command is Verb command ? $"{command.Name} " : "";
        context.Say($"{info.Name}: '{info.Name} {verb}--help' shows how");
        return End(ExitCode.Usage, parsed, context);
    }

    private static int Fail(Failure failure, ParseResult? parsed, CommandInfo info, CommandContext context)
    {
        foreach (Problem problem in failure.Problems)
        {
            context.Report(problem);
        }

        if (failure.ExitCode == ExitCode.Cancelled)
        {
            context.Say($"{info.Name}: {(parsed?.CommandResult.Command as Verb)?.WhenStopped ?? "stopped"}");
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
        // By the option itself: to ask for a name that no verb of this line has is an error.
        Option? json = parsed?.CommandResult.Command.Options.FirstOrDefault(option => option.Name == JsonReport.OptionName);
        if (json is not null && parsed!.GetResult(json) is { } asked && asked.GetValueOrDefault<bool>())
        {
            try
            {
                JsonReport.Write(context, exitCode);
            }
            catch (RicapException)
            {
                // The run has failed already, and for what, stands on the error stream.
            }
        }

        return exitCode;
    }
}
