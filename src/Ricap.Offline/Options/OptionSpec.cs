namespace Ricap.Options;

/// <summary>One option of a data set: its names in every shell, what it takes and what it means.</summary>
public sealed class OptionSpec
{
    private readonly Func<DatasetOptions, string, DatasetOptions?> _apply;

    internal OptionSpec(
        string name, string takes, string fallback, string help, Func<DatasetOptions, string, DatasetOptions?> apply)
    {
        Name = name;
        Takes = takes;
        Default = fallback;
        Help = help;
        _apply = apply;
    }

    /// <summary>The name on the command line without dashes, e.g. <c>shard-size</c>.</summary>
    public string Name { get; }

    /// <summary>What it takes, e.g. <c>nearest|reflect|constant:RRGGBB</c>; a message about a bad value quotes it.</summary>
    public string Takes { get; }

    /// <summary>The default as it would be spelled; empty if there is none.</summary>
    public string Default { get; }

    /// <summary>One sentence.</summary>
    public string Help { get; }

    /// <summary>The name as MSBuild metadata, e.g. <c>ShardSize</c>.</summary>
    public string MetadataName => string.Concat(Name.Split('-').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>The name in a manifest, e.g. <c>shardSize</c>.</summary>
    public string ManifestName => char.ToLowerInvariant(MetadataName[0]) + MetadataName[1..];

    /// <summary>Whether its value is a path, unless it is one of the words that it takes.</summary>
    internal bool NamesPath { get; init; }

    /// <summary>Whether a build reads the files that its value names.</summary>
    public bool Reads { get; internal init; }

    /// <summary>Whether a value is a path, so that a caller can say what relative ones start from.</summary>
    public bool IsPath(string value) =>
        (NamesPath || Reads) && !Takes.Split('|').Any(word => word == value && word.All(char.IsAsciiLetterLower));

    /// <summary>Sets the option; null if the value is malformed or out of range.</summary>
    internal DatasetOptions? Apply(DatasetOptions options, string value) => _apply(options, value);
}
