using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ricap.CommandLine;

/// <summary>What is wrong with a command line, in our words and codes.</summary>
public static class ParseProblems
{
    /// <summary>The problems of a command line that did not parse; at least one.</summary>
    public static IReadOnlyList<Problem> Of(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        Problem[] problems =
        [
            .. UnknownWords(command, parsed.UnmatchedTokens),
            .. parsed.Errors.Select(error => Of(error, command)).OfType<Problem>(),
        ];
        return problems.Length > 0
            ? problems
            : [.. parsed.Errors.Select(e => Invalid(e.Message))];
    }

    private static IEnumerable<Problem> UnknownWords(Command command, IReadOnlyList<string> tokens)
    {
        bool afterUnknown = false;
        foreach (string token in tokens)
        {
            if (token.StartsWith('-') && token.Length > 1)
            {
                string name = token.Split('=', ':')[0];
                string where = command is Verb ? $" in '{command.Name}'" : "";
                string hint = NearestName.Hint(name, OptionsOf(command).Select(o => o.Name));
                yield return Unknown($"there is no option '{name}'{where}{hint}");
                afterUnknown = true;
            }
            else if (command is not Verb)
            {
                string hint = NearestName.Hint(token, command.Subcommands.Select(c => c.Name));
                yield return Unknown($"there is no verb '{token}'{hint}");
                yield break; // what follows would be the verb's
            }
            else if (!afterUnknown)
            {
                yield return Unknown($"'{token}' is one word too many for '{command.Name}'");
            }
            else
            {
                afterUnknown = false; // the value of the unknown option
            }
        }
    }

    private static Problem? Of(ParseError error, Command command) => error.SymbolResult switch
    {
        OptionResult { IdentifierTokenCount: > 1 } option =>
            Invalid($"{option.Option.Name} is given {option.IdentifierTokenCount} times; once is enough"),
        OptionResult { Tokens.Count: 0 } option =>
            Missing($"{option.Option.Name} needs a value: {option.Option.HelpName}"),
        OptionResult option =>
            Invalid($"{option.Option.Name} '{option.Tokens[0].Value}' is not what it takes"),
        ArgumentResult argument when command is Verb verb =>
            Missing($"{argument.Argument.Name} is needed, for example: {verb.Examples[0]}"),
        _ => null, // unmatched words, which we look at ourselves
    };

    private static Problem Invalid(string message) => Problem.Error(ProblemCodes.InvalidOption, null, message);

    private static Problem Missing(string message) => Problem.Error(ProblemCodes.MissingOption, null, message);

    private static Problem Unknown(string message) => Problem.Error(ProblemCodes.UnknownOption, null, message);

    /// <summary>The options that a verb takes, those of the root included.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(p => p.Options).Where(o => o.Recursive));
}
