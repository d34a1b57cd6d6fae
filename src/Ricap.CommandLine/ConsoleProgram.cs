namespace Ricap.CommandLine;

/// <summary>A command as a process: its streams, its terminal, its signals.</summary>
public static class ConsoleProgram
{
    private const int DefaultWidth = 80;

    /// <summary>Runs a command with what it has to do with its surroundings.</summary>
    /// <param name="run">Gives the exit code, one of <see cref="ExitCode"/>.</param>
    public static int Run(Func<CommandContext, int> run)
    {
        // What we print is UTF-8 wherever it goes: a code page without β would print a question mark.
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

        // In the console's own place: the terminal library knows its streams by being these.
        Console.SetOut(GuardedWriter.Results(Console.Out));
        Console.SetError(GuardedWriter.Messages(Console.Error));
        using var interrupts = new Interrupts(whenKilled: ShowCursor);
        var context = new CommandContext(Console.Out, Console.Error)
        {
            OpenIn = () => new StreamReader(Console.OpenStandardInput()),
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = Width(),
            ShowStack = Environment.GetEnvironmentVariable("RICAP_DEBUG") == "1",
            Cancellation = interrupts.Token,
        };
        return run(context);
    }

    /// <summary>A progress bar hides the cursor; a process that is killed would leave the terminal without one.</summary>
    private static void ShowCursor()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\e[?25h");
        }
    }

    private static int Width()
    {
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? DefaultWidth : Console.WindowWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
