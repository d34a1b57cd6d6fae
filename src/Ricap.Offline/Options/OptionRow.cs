using System.Globalization;

namespace Ricap.Options;

/// <summary>A row of an <see cref="OptionTable{TOptions}"/>.</summary>
/// <typeparam name="TOptions">The record of options that it sets.</typeparam>
/// <param name="name">The name on the command line without dashes.</param>
/// <param name="takes">What it takes.</param>
/// <param name="help">One or two sentences.</param>
/// <param name="parse">Options with a value; null if that is malformed or out of range.</param>
/// <param name="spell">The value of options, so that parsing it gives them again; null for none.</param>
internal sealed class OptionRow<TOptions>(
    string name, string takes, string help, Func<TOptions, string, TOptions?> parse, Func<TOptions, string?> spell)
    : OptionSpec(name, takes, help)
    where TOptions : class
{
    /// <summary>Whether its value changes anything beside the other options.</summary>
    public Func<TOptions, bool> Matters { get; init; } = Always;

    private static bool Always(TOptions options) => true;

    /// <summary>The value as it counts in one epoch, where two spellings can come to the same.</summary>
    public Func<TOptions, int, string>? InEpoch { get; init; }

    /// <summary>What the value of <see cref="InEpoch"/> is called.</summary>
    public string NameInEpoch { get; init; } = name;

    /// <summary>A text that is not empty.</summary>
    public static OptionRow<TOptions> Text(
        string name, string takes, string help, Func<TOptions, string?> get, Func<TOptions, string, TOptions> set, OptionKind kind) =>
        new(name, takes, help, (o, v) => v.Length > 0 ? set(o, v) : null, get) { Kind = kind };

    /// <summary>A member of an enumeration, in lower case: a number or another case is no name.</summary>
    public static OptionRow<TOptions> Word<T>(
        string name, string help, Func<TOptions, T> get, Func<TOptions, T, TOptions> set,
        OptionEffects affects = OptionEffects.None, Func<TOptions, bool>? matters = null, bool isOptional = false)
        where T : struct, Enum
    {
        // Without a dictionary of T: .NET has none compiled for our enumerations, and each row is made whenever the command starts.
        T[] members = Enum.GetValues<T>();
        string[] words = Array.ConvertAll(members, OptionTable.Spell);
        return new(
            name, string.Join('|', words), help,
            (o, v) => Array.IndexOf(words, v) is >= 0 and int found ? set(o, members[found]) : null,
            o => OptionTable.Spell(get(o)))
        {
            Affects = affects,
            Matters = matters ?? Always,
            IsOptional = isOptional,
        };
    }

    /// <summary>A whole number in a range.</summary>
    public static OptionRow<TOptions> Int(
        string name, int least, int most, string help, Func<TOptions, long> get, Func<TOptions, int, TOptions> set,
        OptionEffects affects = OptionEffects.None, Func<TOptions, bool>? matters = null) =>
        new(
            name, $"{least}..{most}", help,
            (o, v) => int.TryParse(v, NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n >= least && n <= most ? set(o, n) : null,
            o => get(o).ToString(CultureInfo.InvariantCulture))
        {
            Kind = OptionKind.Number,
            Affects = affects,
            Matters = matters ?? Always,
        };

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static OptionRow<TOptions> Flag(
        string name, string help, Func<TOptions, bool> get, Func<TOptions, bool, TOptions> set,
        OptionEffects affects = OptionEffects.None, Func<TOptions, bool>? matters = null, (string, FormattableString)? excludes = null) =>
        new(name, "true|false", help, (o, v) => v is "true" or "false" ? set(o, v == "true") : null, o => get(o) ? "true" : "false")
        {
            Kind = OptionKind.Flag,
            Affects = affects,
            Matters = matters ?? Always,
            Excludes = excludes,
        };

    /// <summary>The row of a table whose options are by default such.</summary>
    public OptionRow<TOptions> In(TOptions defaults) =>
        HasDefault ? this : (OptionRow<TOptions>)WithDefault(spell(defaults) ?? "");

    /// <summary>Sets the option; null if the value is malformed or out of range.</summary>
    /// <exception cref="RicapException">The same, where the value's own reader says more of it.</exception>
    public TOptions? Parse(TOptions options, string value) => parse(options, value);

    /// <summary>The value of options; null for none.</summary>
    public string? Spell(TOptions options) => spell(options);

    /// <summary>The value as it counts in one epoch.</summary>
    public string? SpellIn(TOptions options, int epoch) => InEpoch is null ? spell(options) : InEpoch(options, epoch);
}
