using System.CommandLine;
using System.CommandLine.Invocation;

namespace Ricap.CommandLine;

/// <summary>
/// The help of the command and its verbs: usage, what it does, command lines to try, then every option, in at most
/// <see cref="MaxWidth"/> columns. What an option takes stands beside its name where there is room and else above its
/// description; the layout that comes with the parser gives all of them a column as wide as the longest.
/// </summary>
public sealed class HelpText(CommandInfo info, CommandContext context) : SynchronousCommandLineAction
{
    private const int MaxWidth = 100;
    private const int Indent = 2;
    private const int WidestColumn = 29;

    public override bool ClearsParseErrors => true;

    private int Width => Math.Clamp(context.Width, 60, MaxWidth) - 1; // a full line would wrap on some terminals

    public override int Invoke(ParseResult parseResult)
    {
        Command command = parseResult.CommandResult.Command;
        context.Out.WriteLine(command is Verb ? $"{info.Name} {command.Name}" : info.Name);
        foreach (string line in Wrap(command.Description!.Split(' '), Width))
        {
            context.Out.WriteLine(line);
        }

        Section("Usage", [$"{info.Name} {(command as Verb)?.Usage ?? "VERB [options]"}"]);
        Section("Examples", (command as Verb)?.Examples ?? info.Examples);
        Table("Verbs", command.Subcommands.Select(verb => new Line(verb.Name, FirstSentence(verb.Description!))));
        Table("Arguments", command.Arguments.Select(argument => new Line(argument.Name, argument.Description!)));
        Table("Options", ParseProblems.OptionsOf(command).Select(option => new Line(Label(option), option.Description!)));
        if (command is not Verb)
        {
            Table("Exit codes", info.ExitCodes.Select(code => new Line($"{code.Code}", code.Meaning)));
            context.Out.WriteLine();
            context.Out.WriteLine($"'{info.Name} VERB --help' says more about a verb.");
        }

        return ExitCode.Ok;
    }

    private static string Label(Option option) => option switch
    {
        { HelpName: { } takes } => $"{option.Name} {takes}",
        _ => string.Join(", ", option.Aliases.Where(alias => alias is "-h").Prepend(option.Name)),
    };

    private void Section(string title, IEnumerable<string> lines)
    {
        context.Out.WriteLine();
        context.Out.WriteLine($"{title}:");
        foreach (string line in lines)
        {
            // Command lines go on as a shell would read them, each option beside its value.
            string[] wrapped = [.. Wrap(SplitBeforeOptions(line), Width - Indent - 2 - 2)];
            for (int i = 0; i < wrapped.Length; i++)
            {
                string margin = new(' ', i == 0 ? Indent : Indent + 2);
                context.Out.WriteLine($"{margin}{wrapped[i]}{(i < wrapped.Length - 1 ? " \\" : "")}");
            }
        }
    }

    private void Table(string title, IEnumerable<Line> rows)
    {
        Line[] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        context.Out.WriteLine();
        context.Out.WriteLine($"{title}:");
        int column = Math.Min(WidestColumn, Indent + all.Max(row => row.Label.Length) + 2);
        foreach (Line row in all)
        {
            Row(row.Label, row.Text, column);
        }
    }

    private void Row(string label, string text, int column)
    {
        string[] lines = [.. Wrap(SplitBetweenWords(text), Width - column)];
        if (label.Length <= column - Indent - 2)
        {
            context.Out.WriteLine($"{new string(' ', Indent)}{label.PadRight(column - Indent)}{lines[0]}");
            lines = lines[1..];
        }
        else
        {
            // A long label, such as the grammar of schedules, hangs below its own name.
            int hang = Indent + label.IndexOf(' ') + 1;
            string[] labels = [.. Wrap(label.Split(' '), Width - hang)];
            context.Out.WriteLine($"{new string(' ', Indent)}{labels[0]}");
            foreach (string more in labels[1..])
            {
                context.Out.WriteLine($"{new string(' ', hang)}{more}");
            }
        }

        foreach (string line in lines)
        {
            context.Out.WriteLine($"{new string(' ', column)}{line}");
        }
    }

    private static string FirstSentence(string text) => $"{text.Split('.', ';', ':')[0]}.";

    private static IEnumerable<string> Wrap(IEnumerable<string> words, int width)
    {
        string line = "";
        foreach (string word in words)
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }

    /// <summary>At the spaces before an option or an operator of the shell.</summary>
    private static List<string> SplitBeforeOptions(string line) => Split(line, space =>
        line.AsSpan(space + 1) is ['-', '-', ..] or ['|' or '>', ..] or ['&', '&', ..]);

    /// <summary>At the spaces, but for that within <c>[default: 3]</c>.</summary>
    private static List<string> SplitBetweenWords(string text) => Split(text, space => !text.AsSpan(0, space).EndsWith("[default:"));

    private static List<string> Split(string text, Predicate<int> isAt)
    {
        var parts = new List<string>();
        int start = 0;
        for (int space = text.IndexOf(' '); space >= 0; space = text.IndexOf(' ', space + 1))
        {
            if (isAt(space))
            {
                parts.Add(text[start..space]);
                start = space + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private sealed record Line(string Label, string Text);
}
