namespace Ricap;

/// <summary>How options are spelled where somebody gives them: on a command line, as metadata of an item.</summary>
/// <param name="spell">The spelling of an option's name, without dashes, and of a value if there is one.</param>
internal sealed class OptionSpelling(Func<string, string?, string> spell) : IFormatProvider
{
    /// <summary><c>--size 96x96</c>.</summary>
    public static OptionSpelling CommandLine { get; } =
        new((name, value) => value is null ? $"--{name}" : $"--{name} {value}");

    /// <summary>Spells an option.</summary>
    public string Spell(string name, string? value) => spell(name, value);

    public object? GetFormat(Type? formatType) => formatType == typeof(OptionSpelling)
        ? this
        : System.Globalization.CultureInfo.InvariantCulture.GetFormat(formatType);
}

/// <summary>An option that a message speaks of. It is spelled when the message is, as the reader of it spells options.</summary>
/// <param name="Name">Its name without dashes.</param>
/// <param name="Value">A value that goes with it; null for none.</param>
internal readonly record struct OptionName(string Name, string? Value = null) : IFormattable
{
    public string ToString(string? format, IFormatProvider? formatProvider)
    {
        var spelling = formatProvider?.GetFormat(typeof(OptionSpelling)) as OptionSpelling;
        return (spelling ?? OptionSpelling.CommandLine).Spell(Name, Value);
    }

    public override string ToString() => ToString(null, null);
}
