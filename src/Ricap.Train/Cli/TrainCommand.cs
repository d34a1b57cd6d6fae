using System.CommandLine;
using Ricap.Cli;

namespace Ricap.Train.Cli;

/// <summary>The root of the command line: turns what happens into lines a person can act on and an exit code.</summary>
internal sealed class TrainCommand
{
    private readonly RootCommand _root;

    private TrainCommand(RootCommand root) => _root = root;

    /// <summary>The command with all its verbs.</summary>
    public static TrainCommand Create() => new(new RootCommand(
        """
        Trains image classifiers from RICAP data sets.

        Example:
          ricap-train doctor

        Exit codes: 0 all is well, 1 the data, the weights or this machine's libraries are at fault, 2 the command line,
        3 the output folder, 70 a bug, 130 ended by Ctrl-C.
        """)
    {
        DoctorCommand.Create(),
        ExperimentCommand.Create(new CommandContext(Console.Out, Console.Error), ExperimentCommand.WithoutLoop),
    });

    /// <summary>Parses and runs.</summary>
    public int Run(string[] args)
    {
        ParseResult parsed = _root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                Console.Error.WriteLine(Problem.Error(ProblemCodes.UnknownOption, null, error.Message));
            }

            Console.Error.WriteLine(
                $"Run 'ricap-train {(parsed.CommandResult.Command == _root ? "" : parsed.CommandResult.Command.Name + " ")}--help' for examples.");
            return ExitCode.Usage;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (RicapException e)
        {
            foreach (Problem problem in e.Problems)
            {
                Console.Error.WriteLine(problem);
            }

            return ExitCode.Of(e.Problems);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("ricap-train: stopped; the next run goes on from the last checkpoint");
            return ExitCode.Cancelled;
        }
    }
}
