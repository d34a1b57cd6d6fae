using System.Collections.Immutable;

namespace Ricap.Planning;

/// <summary>The parameters of mixes by option name, e.g. <c>cutmix-alpha</c>. Immutable; equal if all values are.</summary>
public sealed class MixSettings : IEquatable<MixSettings>
{
    // Only what differs from its default, in its one spelling.
    private readonly ImmutableSortedDictionary<string, string> _changed;

    private MixSettings(ImmutableSortedDictionary<string, string> changed) => _changed = changed;

    /// <summary>Every parameter at its default.</summary>
    public static MixSettings Default { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>The value of a parameter.</summary>
    /// <param name="name">The option's name without dashes.</param>
    /// <exception cref="ArgumentException">No mix has such a parameter.</exception>
    public string this[string name] => Of(Known(name));

    /// <summary>These with another value of one parameter.</summary>
    /// <param name="name">The option's name without dashes.</param>
    /// <param name="value">The value as on the command line.</param>
    /// <exception cref="ArgumentException">No mix has such a parameter.</exception>
    /// <exception cref="RicapException">The value is malformed or out of range.</exception>
    public MixSettings With(string name, string value)
    {
        MixParameter parameter = Known(name);
        return With(parameter, value) ?? throw new RicapException(
            Problem.Error(ProblemCodes.InvalidOption, null, $"--{name} '{value}' is not {parameter.Takes}"));
    }

    /// <inheritdoc/>
    public bool Equals(MixSettings? other) => other is not null && _changed.SequenceEqual(other._changed);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MixSettings);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach ((string name, string value) in _changed)
        {
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }

        return hash.ToHashCode();
    }

    /// <summary>The value of a parameter.</summary>
    internal string Of(MixParameter parameter) => _changed.GetValueOrDefault(parameter.Name, parameter.Default);

    /// <summary>These with another value; null if that is malformed or out of range.</summary>
    internal MixSettings? With(MixParameter parameter, string value) =>
        parameter.Spell(value) is not { } spelled ? null
        : spelled == parameter.Default ? new MixSettings(_changed.Remove(parameter.Name))
        : new MixSettings(_changed.SetItem(parameter.Name, spelled));

    private static MixParameter Known(string name) =>
        MixRegistry.All.SelectMany(kind => kind.Parameters).FirstOrDefault(p => p.Name == name)
        ?? throw new ArgumentException($"No mix has a parameter '{name}'.", nameof(name));
}
