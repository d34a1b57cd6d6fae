using Ricap.MSBuild.Diagnostics;
using Ricap.Options;

namespace Ricap.MSBuild.Datasets;

/// <summary>Makes validated options out of an item's metadata, by the one table of options.</summary>
internal static class DatasetOptionReader
{
    /// <summary>Options that are no metadata of the item, and what gives them instead.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["name"] = "Include",
        ["threads"] = "RicapMaxParallelism",
        ["force"] = "RicapForce",
    };

    /// <summary>Every metadatum an item may have.</summary>
    public static IEnumerable<string> MetadataNames =>
        Specs.Select(spec => spec.MetadataName).Concat(Shipping.MetadataNames);

    /// <summary>How options are called in a project: <c>ShardSize="1024"</c>.</summary>
    public static OptionSpelling Spelling { get; } = new((option, value) =>
    {
        string name = Elsewhere.GetValueOrDefault(option)
            ?? OptionTable.Table.Find(option)?.MetadataName
            ?? option;
        return value is null ? name : $"{name}=\"{value}\"";
    });

    private static IEnumerable<OptionSpec> Specs => OptionTable.All.Where(spec => !Elsewhere.ContainsKey(spec.Name));

    /// <summary>The options that an item gives, in the order of the table; paths in full, nothing validated.</summary>
    /// <remarks>Without a query over pairs, which .NET would have to compile in every build.</remarks>
    public static IEnumerable<(OptionSpec Option, string Value)> Given(Dataset dataset)
    {
        foreach (OptionSpec spec in Specs)
        {
            if (dataset.Get(spec.MetadataName) is { } value)
            {
                yield return (spec, spec.IsPath(value) ? dataset.FullPath(value) : value);
            }
        }
    }

    /// <summary>Reads the options.</summary>
    /// <param name="dataset">The item.</param>
    /// <param name="maxParallelism">The property of that name as it stands; empty for the default.</param>
    /// <param name="cache">Where hashes are remembered unless the item says otherwise.</param>
    /// <exception cref="RicapException">Everything that is wrong with the item, each at its line.</exception>
    public static DatasetOptions Read(Dataset dataset, string maxParallelism, string cache)
    {
        var problems = new List<Problem>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = dataset.Name,
            ["out"] = dataset.Output,
            ["threads"] = maxParallelism.Length > 0 ? maxParallelism : "0",
            ["cache"] = cache,
        };
        foreach ((OptionSpec option, string value) in Given(dataset))
        {
            values[option.Name] = value;
        }

        problems.AddRange(dataset.Metadata
            .Where(given => !MetadataNames.Contains(given.Key, StringComparer.OrdinalIgnoreCase))
            .Select(given => Unknown(dataset, given.Key)));
        DatasetOptions? options = null;
        try
        {
            options = OptionTable.Parse(values);
        }
        catch (RicapException e)
        {
            problems.AddRange(e.Problems.Select(problem => Locate(dataset, problem)));
        }

        return problems.Count == 0 ? options! : throw new RicapException(problems);
    }

    private static Problem Unknown(Dataset dataset, string name)
    {
        string hint = NearestName.Of(name, MetadataNames) is { } near
            ? $"; did you mean {near}?"
            : $"; it has {string.Join(", ", MetadataNames)}";
        return Problem.Error(
            ProblemCodes.UnknownOption,
            dataset.DefiningFile,
            $"RicapDataset '{dataset.Name}' has no metadata {name}{hint}",
            ItemLocation.LineOf(dataset, name));
    }

    private static Problem Locate(Dataset dataset, Problem problem) => problem with
    {
        Path = dataset.DefiningFile,
        Line = ItemLocation.LineOf(dataset, problem.Option is { } option ? Spelling.Spell(option, null) : null),
        Message = $"RicapDataset '{dataset.Name}': {problem.Spelled(Spelling).Message}",
    };
}
