using System.CommandLine;
using Ricap.Cli;
using Ricap.Options;
using Ricap.Train.Data;

namespace Ricap.Train.Cli;

/// <summary>The options that change how a data set's samples are planned; what is not given stays as it was rendered.</summary>
internal sealed class PlanFlags
{
    /// <summary>The names, as <see cref="OptionTable"/> has them.</summary>
    public static readonly IReadOnlyList<string> Names = ["augment", "mode", "beta", "schedule", "batch", "flip", "shift", "fill", "seed"];

    private readonly List<(OptionSpec Spec, Option<string> Option)> _options =
    [
        .. Names.Select(name => OptionTable.All.First(spec => spec.Name == name)).Select(spec =>
            (spec, Verb.Value($"--{spec.Name}", spec.Takes, $"{spec.Help} [default: the data set's]"))),
    ];

    /// <summary>Adds the options to a verb.</summary>
    public void AddTo(Command command) => _options.ForEach(o => command.Options.Add(o.Option));

    /// <summary>The options that were given, by name without dashes.</summary>
    public IEnumerable<KeyValuePair<string, string>> Given(ParseResult parsed) =>
        _options.Where(o => parsed.GetValue(o.Option) is not null)
            .Select(o => KeyValuePair.Create(o.Spec.Name, parsed.GetValue(o.Option)!));

    /// <summary>A data set's options with those that were given.</summary>
    /// <exception cref="RicapException">A value is malformed or out of its range.</exception>
    public DatasetOptions Apply(ParseResult parsed, DatasetOptions options) => PlanChanges.Apply(Given(parsed), options);
}
