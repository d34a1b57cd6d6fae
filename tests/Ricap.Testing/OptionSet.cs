using Ricap.Options;

namespace Ricap.Testing;

/// <summary>Options as a test writes them: defaults of its own, and what it changes of them.</summary>
internal static class OptionSet
{
    /// <summary>Defaults with changes over them; both as on the command line, without dashes.</summary>
    public static DatasetOptions Of(
        IEnumerable<(string Name, string Value)> defaults, IEnumerable<(string Name, string Value)> changes)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in defaults.Concat(changes))
        {
            values[name] = value;
        }

        return OptionTable.Parse(values);
    }
}
