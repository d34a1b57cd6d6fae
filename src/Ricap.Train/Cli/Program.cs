namespace Ricap.Train.Cli;

/// <summary>The <c>ricap-train</c> command.</summary>
internal static class Program
{
    /// <summary>Runs the command; gives its exit code, one of <see cref="Ricap.Cli.ExitCode"/>.</summary>
    public static int Main(string[] args) => TrainCommand.Create().Run(args);
}
