using Ricap.CommandLine;
using Spectre.Console;

namespace Ricap.Train.Cli.Progress;

/// <summary>The display for where somebody watches.</summary>
internal static class TrainObservers
{
    /// <summary>A live table on a terminal that can draw one, plain lines elsewhere.</summary>
    /// <param name="output">Where to write; stays the caller's.</param>
    /// <param name="isTerminal">Whether that is a terminal. One that knows no escape sequences (TERM=dumb) gets lines.</param>
    public static ITrainDisplay Create(TextWriter output, bool isTerminal)
    {
        IAnsiConsole? terminal = isTerminal ? Terminal.Open(output) : null;
        return terminal?.Profile.Capabilities.Ansi == true ? new LiveTable(terminal) : new PlainLines(output);
    }
}
