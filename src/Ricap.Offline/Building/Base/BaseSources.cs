using Ricap.Options;
using Ricap.Planning;
using Ricap.Shards;
using Ricap.Sources;

namespace Ricap.Building.Base;

/// <summary>Sources as the base has them.</summary>
internal static class BaseSources
{
    /// <summary>Adds the row of a source.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="sources">The sources.</param>
    /// <param name="index">Which of them.</param>
    /// <param name="content">The hash of its content.</param>
    public static void Add(BaseRecords rows, SourceTable sources, int index, Hash128 content)
    {
        if (LabelOf(sources, index) is { } label)
        {
            Source source = sources[index];
            rows.Add(new BaseRecord(new RecordSource(source.Path, source.Class, label), content));
        }
        else
        {
            rows.Add(sources.PathOf(index), sources.ClassOf(index), content);
        }
    }

    /// <summary>A soft label as the records of samples have it; null for a hard one.</summary>
    public static ClassWeight[]? LabelOf(SourceTable sources, int index) => sources.LabelOf(index) is { } soft
        ? [.. soft.Classes.Zip(soft.Millionths, (c, w) => new ClassWeight(c, w))]
        : null;

    /// <summary>Leaving images out must not leave a class without any, unseen.</summary>
    /// <param name="options">The options.</param>
    /// <param name="set">The sources.</param>
    /// <param name="records">Those that are in the base.</param>
    /// <param name="skippedClasses">The classes of those that are not.</param>
    /// <exception cref="RicapException">No image is left, or none of a class.</exception>
    public static void RequireEveryClass(
        DatasetOptions options, SourceSet set, BaseRecords records, IEnumerable<int> skippedClasses)
    {
        if (records.Count == 0)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.NoImages, options.Images, "none of the images could be decoded"));
        }

        if (options.Classes is not null)
        {
            return; // classes were named, and need no image
        }

        int[] lost = [.. skippedClasses.Distinct().Order()];
        if (lost.Length > 0)
        {
            HashSet<int> present = [.. Enumerable.Range(0, records.Count).Select(records.Sources.ClassOf)];
            lost = [.. lost.Where(c => !present.Contains(c))];
        }

        if (lost.Length > 0)
        {
            throw new RicapException([.. lost.Select(c => Problem.Error(
                ProblemCodes.EmptyClass,
                options.Images,
                $"class '{set.Classes[c]}' has no image left: none of its files could be decoded"))]);
        }
    }
}
