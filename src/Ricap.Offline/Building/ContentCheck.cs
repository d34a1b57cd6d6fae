using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Sources;

namespace Ricap.Building;

/// <summary>
/// What images must not have in common, by the hashes of their contents: one image under two classes, and images of another
/// data set. It decides whether there is a data set, never what is in it.
/// </summary>
internal sealed class ContentCheck
{
    private const int Most = 20;

    private readonly DatasetOptions _options;
    private readonly Dictionary<Hash128, string> _others;

    /// <summary>Reads the other data set, if there is one.</summary>
    /// <exception cref="RicapException">It cannot be read, or is the one to be built.</exception>
    public ContentCheck(DatasetOptions options)
    {
        _options = options;
        string output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Output));
        if (options.NotIn is { } other
            && Path.TrimEndingDirectorySeparator(Path.GetFullPath(other)) is var place
            && (place == output || place == Path.Join(output, DatasetManifest.FileName)))
        {
            throw new RicapException(Problem.InvalidOption(
                $"{new OptionName("not-in")} names the data set that {new OptionName("out")} names; a set has all of its own images", other));
        }

        _others = options.NotIn is { } dataset ? OtherDataset.Contents(dataset) : [];
    }

    /// <summary>Looks at the sources as they were read.</summary>
    /// <param name="set">Where they are from.</param>
    /// <param name="records">Each of them that is in the data set.</param>
    /// <param name="warn">Gets the warnings.</param>
    /// <exception cref="RicapException">An image is in the other data set, or one under two classes is an error.</exception>
    public void Run(SourceSet set, BaseRecords records, Action<Problem> warn)
    {
        var paths = new Lazy<Dictionary<string, string>>(() => PathsOf(set));
        List<Problem> shared = _others.Count == 0 ? [] : [.. Capped(Shared(records, paths))];
        List<Problem> duplicates = _options.OnDuplicate == DuplicatePolicy.Ignore
            ? []
            : [.. Capped(Duplicates(set.Classes, records, paths))];
        if (_options.OnDuplicate == DuplicatePolicy.Error)
        {
            shared.AddRange(duplicates);
        }
        else
        {
            duplicates.ForEach(warn);
        }

        if (shared.Count > 0)
        {
            throw new RicapException(shared);
        }
    }

    private IEnumerable<Problem> Shared(BaseRecords records, Lazy<Dictionary<string, string>> paths) =>
        from row in Enumerable.Range(0, records.Count)
        let other = _others.GetValueOrDefault(records.HashOf(row))
        where other is not null
        select Problem.Error(
            ProblemCodes.SharedImage,
            paths.Value[records.Sources[row].Path],
            $"the data set '{_options.NotIn}' has the same image, as '{other}'; leave it out of one of them");

    private IEnumerable<Problem> Duplicates(
        IReadOnlyList<string> classes, BaseRecords records, Lazy<Dictionary<string, string>> paths)
    {
        var seen = new HashIndex(records.Count);
        for (int row = 0; row < records.Count; row++)
        {
            if (seen.TryAdd(records.Hashes, row)
                || seen.Find(records.Hashes, records.HashOf(row)) is var first && records.Sources.ClassOf(first) == records.Sources.ClassOf(row))
            {
                continue;
            }

            (RecordSource one, RecordSource other) = (records.Sources[first], records.Sources[row]);
            yield return new Problem(
                ProblemCodes.DuplicateImage,
                _options.OnDuplicate == DuplicatePolicy.Error ? ProblemSeverity.Error : ProblemSeverity.Warning,
                paths.Value[other.Path],
                0,
                $"of class '{classes[other.Class]}', is the same image as '{one.Path}' of class '{classes[one.Class]}'");
        }
    }

    /// <summary>The first problems, and how many more there are.</summary>
    private static IEnumerable<Problem> Capped(IEnumerable<Problem> problems)
    {
        Problem[] all = [.. problems];
        return all.Length <= Most
            ? all
            : all[..(Most - 1)].Append(all[Most - 1] with { Message = $"{all[Most - 1].Message}; and {all.Length - Most} more such images" });
    }

    private static Dictionary<string, string> PathsOf(SourceSet set)
    {
        var paths = new Dictionary<string, string>(set.Sources.Count, StringComparer.Ordinal);
        for (int i = 0; i < set.Sources.Count; i++)
        {
            paths.TryAdd(set.Sources[i].Path, set.FullPath(i));
        }

        return paths;
    }
}
