using Ricap.CommandLine;

namespace Ricap.Cli;

/// <summary>The <c>ricap</c> command as a process. All else is <see cref="RicapCommand"/>.</summary>
internal static class Program
{
    /// <summary>Runs the command; gives its exit code, one of <see cref="ExitCode"/>.</summary>
    public static int Main(string[] args) => ConsoleProgram.Run(context => RicapCommand.Run(args, context));
}
