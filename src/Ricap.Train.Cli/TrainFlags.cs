using System.CommandLine;
using Ricap.CommandLine;
using Ricap.Train.Training;

namespace Ricap.Train.Cli;

/// <summary>Options of a verb that are rows of <see cref="TrainOptionTable"/>. What is true or false may be said without a value.</summary>
internal sealed class TrainFlags
{
    private readonly List<Option<string>> _options;

    /// <summary>The options of these names.</summary>
    /// <param name="wants">Whether a verb has the option of a name.</param>
    public TrainFlags(Func<string, bool> wants) =>
        _options = [.. TrainOptionTable.Table.Rows.Where(row => wants(row.Name)).Select(Verb.Of)];

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command) => _options.ForEach(command.Options.Add);

    /// <summary>The options that were given: names without dashes, and values.</summary>
    public IEnumerable<KeyValuePair<string, string>> Given(ParseResult parsed) => Verb.Given(parsed, _options);
}
