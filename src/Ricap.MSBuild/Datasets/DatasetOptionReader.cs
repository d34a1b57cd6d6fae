using System.Text.RegularExpressions;
using Ricap.MSBuild.Diagnostics;
using Ricap.Options;

namespace Ricap.MSBuild.Datasets;

/// <summary>Makes validated options out of an item's metadata, by the one table of options.</summary>
internal static partial class DatasetOptionReader
{
    /// <summary>Options that are no metadata of the item, and what gives them instead.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["name"] = "Include",
        ["threads"] = "RicapMaxParallelism",
    };

    /// <summary>Every metadatum an item may have.</summary>
    public static IEnumerable<string> MetadataNames =>
        Specs.Select(spec => spec.MetadataName).Concat(Shipping.MetadataNames);

    private static IEnumerable<OptionSpec> Specs => OptionTable.All.Where(spec => !Elsewhere.ContainsKey(spec.Name));

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
        foreach ((string name, string value) in dataset.Metadata.Where(pair => !Shipping.IsName(pair.Key)))
        {
            OptionSpec? spec = Specs.FirstOrDefault(
                s => s.MetadataName.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (spec is null)
            {
                problems.Add(Unknown(dataset, name));
            }
            else
            {
                values[spec.Name] = spec.Name is "images" or "out" or "cache" ? dataset.FullPath(value) : value;
            }
        }

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

    /// <summary>The table speaks of <c>--shard-size</c>; who writes a project knows it as <c>ShardSize</c>.</summary>
    private static Problem Locate(Dataset dataset, Problem problem)
    {
        string? first = null;
        string message = CommandLineName().Replace(problem.Message, match =>
        {
            string name = match.Groups[1].Value;
            string? known = Elsewhere.GetValueOrDefault(name)
                ?? Specs.FirstOrDefault(s => s.Name == name)?.MetadataName;
            first ??= known;
            return known ?? match.Value;
        });
        return problem with
        {
            Path = dataset.DefiningFile,
            Line = ItemLocation.LineOf(dataset, first),
            Message = $"RicapDataset '{dataset.Name}': {message}",
        };
    }

    [GeneratedRegex("--([a-z]+(?:-[a-z]+)*)")]
    private static partial Regex CommandLineName();
}
