using System.CommandLine;
using System.Globalization;
using Ricap.Options;

namespace Ricap.CommandLine;

/// <summary>A verb of the command with what its help shows besides its options.</summary>
#pragma warning disable CA1010 // The enumeration is the library's, for collection initializers.
public sealed class Verb(string name, string description) : Command(name, description)
#pragma warning restore CA1010
{
    /// <summary>The verb that was described.</summary>
    public Verb(VerbInfo info)
        : this(info.Name, info.Description)
    {
    }

    /// <summary>What follows <c>ricap</c>, e.g. <c>verify DIR [options]</c>.</summary>
    public required string Usage { get; init; }

    /// <summary>Command lines to try, one a line.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>What to say when the user stops it.</summary>
    public string WhenStopped { get; init; } = "stopped";

    /// <summary>The data set's folder.</summary>
    public static Argument<string> Folder() =>
        new("DIR") { Description = "The data set's folder, the one with ricap.json in it." };

    /// <summary>The <c>--quiet</c> of verbs that show progress.</summary>
    public static Option<bool> Quiet() => new("--quiet") { Description = "Print problems only." };

    /// <summary>The <c>--json</c> of verbs that sum up what they did.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one line of JSON instead of text; no progress." };

    /// <summary>An option that takes a value.</summary>
    public static Option<string> Value(string name, string takes, string description) =>
        new(name) { HelpName = takes, Description = description };

    /// <summary>An option of a table. What is true or false may be said without a value.</summary>
    public static Option<string> Of(OptionSpec spec)
    {
        Option<string> option = Value($"--{spec.Name}", spec.Takes, spec.HelpWithDefault);
        if (spec.IsFlag)
        {
            option.Arity = ArgumentArity.ZeroOrOne;
        }

        return option;
    }

    /// <summary>Those of some options that were given: names without dashes, and values.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Given(ParseResult parsed, IEnumerable<Option<string>> options)
    {
        var given = new List<KeyValuePair<string, string>>();
        foreach (Option<string> option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                given.Add(new(option.Name[2..], result.Tokens.Count == 0 ? "true" : result.Tokens[^1].Value));
            }
        }

        return given;
    }

    /// <summary>A whole number that the user gave for an option; null if the option was not given.</summary>
    /// <exception cref="RicapException">It is no number, or not in the range.</exception>
    public static int? Number(ParseResult parsed, Option<string> option, int least, int most)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        bool isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value);
        return isNumber && value >= least && value <= most
            ? value
            : throw Invalid($"{option.Name} '{text}' is not {least}..{most}");
    }

    /// <summary>The epochs that the user gave for an option; null if it was not given.</summary>
    /// <exception cref="RicapException">They are not spelled as epochs are.</exception>
    public static EpochSet? Epochs(ParseResult parsed, Option<string> option) =>
        parsed.GetValue(option) is not { } text ? null
        : EpochSet.TryParse(text, out EpochSet? set) ? set
        : throw Invalid($"{option.Name} '{text}' is not a count (4), a range (10..19) or a list (0,5,9)");

    /// <summary>The exception for a value that cannot be.</summary>
    public static RicapException Invalid(string message) => new(Problem.Error(ProblemCodes.InvalidOption, null, message));
}
