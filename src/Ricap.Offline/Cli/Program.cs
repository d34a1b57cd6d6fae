namespace Ricap.Cli;

/// <summary>The <c>ricap</c> command.</summary>
internal static class Program
{
    /// <summary>Runs the command; gives its exit code, one of <see cref="ExitCode"/>.</summary>
    public static int Main(string[] args) => RicapCommand.Create().Run(args);
}
