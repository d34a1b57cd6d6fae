using System.Text.Json;
using Ricap.Cli;
using Ricap.CommandLine;

namespace Ricap.Tests.Cli;

/// <summary>One run of the command within the tests' process, and what it printed.</summary>
internal sealed record CommandRun(int ExitCode, string Out, string Error)
{
    public string[] OutLines => Lines(Out);

    public string[] ErrorLines => Lines(Error);

    /// <summary>The one line of JSON that was printed.</summary>
    public JsonElement Json => JsonDocument.Parse(Assert.Single(OutLines)).RootElement;

    public static CommandRun Of(params string[] args) => Of(CancellationToken.None, args);

    public static CommandRun Of(CancellationToken cancellation, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = RicapCommand.Run(args, new CommandContext(output, error) { Cancellation = cancellation });
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Expects a run to go well and to have nothing to complain about.</summary>
    public static CommandRun Well(params string[] args)
    {
        CommandRun run = Of(args);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run;
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
