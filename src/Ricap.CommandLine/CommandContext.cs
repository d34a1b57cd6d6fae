namespace Ricap.CommandLine;

/// <summary>
/// What one run of the command has to do with its surroundings: where it writes, what a terminal is, when to stop. Every
/// line on the error stream goes through here, so that a live progress bar can make way for it.
/// </summary>
public sealed class CommandContext(TextWriter output, TextWriter error)
{
    private readonly Lock _sync = new();
    private readonly List<Problem> _problems = [];
    private readonly HashSet<Problem> _reported = [];
    private Action<string>? _live;

    /// <summary>Takes results.</summary>
    public TextWriter Out { get; } = output;

    /// <summary>Takes problems and progress.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Opens standard input, for verbs that read it: a terminal is changed by that.</summary>
    public Func<TextReader> OpenIn { get; init; } = () => TextReader.Null;

    /// <summary>Whether somebody reads <see cref="Out"/> on a terminal.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether somebody reads <see cref="Error"/> on a terminal.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal.</summary>
    public int Width { get; init; } = 80;

    /// <summary>Whether a bug of ours is reported with its stack.</summary>
    public bool ShowStack { get; init; }

    /// <summary>Asks for an end.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The problems reported so far.</summary>
    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Prints a problem on a line of its own; a problem that was printed before is not printed again.</summary>
    public void Report(Problem problem)
    {
        lock (_sync)
        {
            if (!_reported.Add(problem))
            {
                return;
            }

            _problems.Add(problem);
        }

        Say(problem.ToString());
    }

    /// <summary>Prints a line on the error stream.</summary>
    public void Say(string text)
    {
        string line = SafeText.OneLine(text);
        lock (_sync)
        {
            if (_live is { } live)
            {
                live(line);
            }
            else
            {
                Error.WriteLine(line);
            }
        }
    }

    /// <summary>Until the returned handle is disposed, lines for the error stream go to a live display.</summary>
    public IDisposable GoLive(Action<string> writeLine)
    {
        lock (_sync)
        {
            _live = writeLine;
        }

        return new LiveEnd(this);
    }

    private sealed class LiveEnd(CommandContext context) : IDisposable
    {
        public void Dispose()
        {
            lock (context._sync)
            {
                context._live = null;
            }
        }
    }
}
