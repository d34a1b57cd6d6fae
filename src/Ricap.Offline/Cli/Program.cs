namespace Ricap.Cli;

/// <summary>
/// The <c>ricap</c> command as a process: its streams, its terminal, its signals. All else is <see cref="RicapCommand"/>.
/// </summary>
internal static class Program
{
    private const int DefaultWidth = 80;

    /// <summary>Runs the command; gives its exit code, one of <see cref="ExitCode"/>.</summary>
    public static int Main(string[] args)
    {
        // What we print is UTF-8 wherever it goes: a code page without β would print a question mark.
        Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var interrupts = new Interrupts(whenKilled: ShowCursor);
        var context = new CommandContext(Console.Out, Console.Error)
        {
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Width = Width(),
            ShowStack = Environment.GetEnvironmentVariable("RICAP_DEBUG") == "1",
            Cancellation = interrupts.Token,
        };
        return RicapCommand.Run(args, context);
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
