using Ricap.CommandLine;

namespace Ricap.Train.Cli;

/// <summary>The <c>ricap-train</c> command as a process. All else is <see cref="TrainCommand"/>.</summary>
internal static class Program
{
    /// <summary>Runs the command; gives its exit code, one of <see cref="ExitCode"/>.</summary>
    public static int Main(string[] args) => ConsoleProgram.Run(context => TrainCommand.Run(args, context));
}
