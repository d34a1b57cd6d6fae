using System.CommandLine;

namespace Ricap.Cli;

/// <summary>The root of the command line: turns what happens into lines a person can act on and an exit code.</summary>
internal sealed class RicapCommand
{
    private readonly RootCommand _root;

    private RicapCommand(RootCommand root) => _root = root;

    /// <summary>The command with all its verbs.</summary>
    public static RicapCommand Create() => new(new RootCommand(
        """
        Renders deterministic RICAP (Random Image Cropping And Patching) data sets: seeded shards of images with soft labels.

        Example:
          ricap render --images photos --out shards --size 96x96 --seed 42 --epochs 4
          ricap preview shards --out sheet.png
          ricap verify shards

        Exit codes: 0 all is well, 1 the images or the data set are at fault, 2 the command line, 3 the output folder,
        70 a bug, 130 ended by Ctrl-C.
        """)
    {
        RenderCommand.Create(),
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

            Console.Error.WriteLine($"Run 'ricap {(parsed.CommandResult.Command == _root ? "" : parsed.CommandResult.Command.Name + " ")}--help' for examples.");
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

            return ExitCode.Of(e.Problems[0]);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("ricap: stopped; the next run goes on from here");
            return ExitCode.Cancelled;
        }
    }
}
