using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Train.Training;

namespace Ricap.Train.Cli;

/// <summary>Options of a verb that are rows of <see cref="TrainOptionTable"/>. What is true or false may be said without a value.</summary>
internal sealed class TrainFlags
{
    /// <summary>Here it makes more than files.</summary>
    private const string Seed = "The key of every draw: of the samples and, in a training, of the initial weights.";

    private readonly List<Option<string>> _options = [];

    /// <summary>The options of these names.</summary>
    /// <param name="wants">Whether a verb has the option of a name.</param>
    public TrainFlags(Func<string, bool> wants)
    {
        foreach (TrainOptionSpec spec in TrainOptionTable.Own.Where(s => wants(s.Name)))
        {
            _options.Add(Flag(spec.Name, spec.Takes, spec.Help));
        }

        foreach (Ricap.Options.OptionSpec spec in TrainOptionTable.Plan.Where(s => wants(s.Name)))
        {
            _options.Add(Flag(spec.Name, spec.Takes, $"{(spec.Name == "seed" ? Seed : spec.Help)} [default: the data set's]"));
        }
    }

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command) => _options.ForEach(command.Options.Add);

    /// <summary>The options that were given: names without dashes, and values.</summary>
    public IEnumerable<KeyValuePair<string, string>> Given(ParseResult parsed)
    {
        foreach (Option<string> option in _options)
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                yield return new(option.Name[2..], result.Tokens.Count == 0 ? "true" : result.Tokens[0].Value);
            }
        }
    }

    private static Option<string> Flag(string name, string takes, string help)
    {
        Option<string> option = Verb.Value($"--{name}", takes, help);
        if (takes == "true|false")
        {
            option.Arity = ArgumentArity.ZeroOrOne;
        }

        return option;
    }
}
