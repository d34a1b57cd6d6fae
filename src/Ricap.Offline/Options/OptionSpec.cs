namespace Ricap.Options;

/// <summary>One option: its names in every shell, what it takes, what it means and what it affects.</summary>
public abstract class OptionSpec
{
    private readonly string[]? _manifestNames;
    private string? _default;

    private protected OptionSpec(string name, string takes, string help) => (Name, Takes, Help) = (name, takes, help);

    /// <summary>The name on the command line without dashes, e.g. <c>shard-size</c>.</summary>
    public string Name { get; }

    /// <summary>What it takes, e.g. <c>nearest|reflect|constant:RRGGBB</c>; a message about a bad value quotes it.</summary>
    public string Takes { get; }

    /// <summary>The default as it would be spelled; empty if there is none.</summary>
    public string Default { get => _default ?? ""; internal init => _default = value; }

    /// <summary>Whether it has a default of its own, an empty one included.</summary>
    private protected bool HasDefault => _default is not null;

    /// <summary>One sentence.</summary>
    public string Help { get; }

    /// <summary>The name as MSBuild metadata, e.g. <c>ShardSize</c>.</summary>
    public string MetadataName => string.Concat(Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>The name in a manifest, e.g. <c>shardSize</c>.</summary>
    public string ManifestName => char.ToLowerInvariant(MetadataName[0]) + MetadataName[1..];

    /// <summary>Whether a build reads the files that its value names.</summary>
    public bool Reads => Kind == OptionKind.Input;

    /// <summary>Whether its value is <c>true</c> or <c>false</c>: on a command line the name alone is <c>true</c>.</summary>
    public bool IsFlag => Kind == OptionKind.Flag;

    /// <summary>The help text of a command line, with the default.</summary>
    public string HelpWithDefault => Default.Length > 0 ? $"{Help} [default: {Default}]" : Help;

    /// <summary>What a value is.</summary>
    internal OptionKind Kind { get; init; }

    /// <summary>What another value changes.</summary>
    internal OptionEffects Affects { get; init; }

    /// <summary>The names of its parts in a manifest, where an <c>x</c> parts the value; else its one name.</summary>
    internal IReadOnlyList<string> ManifestNames { get => _manifestNames ?? [ManifestName]; init => _manifestNames = [.. value]; }

    /// <summary>Whether a manifest has it only where it matters. Those that every mix knows are always there.</summary>
    internal bool IsOptional { get; init; }

    /// <summary>Whether it sets what other options spell.</summary>
    internal bool IsShorthand { get; init; }

    /// <summary>A value for the message that it is missing; null if it may be left out.</summary>
    internal string? Example { get; init; }

    /// <summary>An option that cannot be given with this one, and the end of the message that says so.</summary>
    internal (string Other, FormattableString Why)? Excludes { get; init; }

    /// <summary>Whether a value is a path, so that a caller can say what relative ones start from.</summary>
    public bool IsPath(string value) =>
        Kind is OptionKind.Path or OptionKind.Input && !Takes.Split('|').Any(word => word == value && word.All(char.IsAsciiLetterLower));

    /// <summary>The same option with a default.</summary>
    private protected OptionSpec WithDefault(string spelled)
    {
        var copy = (OptionSpec)MemberwiseClone();
        copy._default = spelled;
        return copy;
    }
}

/// <summary>What an option's value is, where a reader must know.</summary>
internal enum OptionKind
{
    /// <summary>Text of a grammar of its own.</summary>
    Text,

    /// <summary>A whole number from 0, or several with an <c>x</c> between them: a number in a manifest.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Flag,

    /// <summary>A file or folder.</summary>
    Path,

    /// <summary>A file or folder that is read: what is in it counts, not its name.</summary>
    Input,

    /// <summary>A value by epoch. In a training its epochs may be percentages.</summary>
    Schedule,
}

/// <summary>
/// What changes with an option's value. <see cref="None"/>: where things lie, how the work is done, or which sources, classes and
/// epochs there are, which are known by themselves.
/// </summary>
[Flags]
internal enum OptionEffects
{
    /// <summary>No byte of a shard and no weight.</summary>
    None = 0,

    /// <summary>Base images, and all that is made of them.</summary>
    Base = 1,

    /// <summary>The samples of an epoch: order, pixels, labels.</summary>
    Samples = 2,

    /// <summary>How an epoch's shards hold samples.</summary>
    Encoding = 4,

    /// <summary>Which shard holds which samples.</summary>
    Layout = 8,

    /// <summary>The weights that a training ends with, besides by its samples.</summary>
    Weights = 16,

    /// <summary>The files of a data set.</summary>
    Shards = Base | Samples | Encoding | Layout,
}
