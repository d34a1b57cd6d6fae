using Ricap.Options;
using Ricap.Shards;
using Ricap.Sources;

namespace Ricap.Building.Base;

/// <summary>Sources as the base has them.</summary>
internal static class BaseSources
{
    /// <summary>A source as the records of samples name it.</summary>
    public static RecordSource RecordOf(Source source)
    {
        IReadOnlyList<Planning.ClassWeight>? label = source.Label is { } soft
            ? [.. soft.Classes.Zip(soft.Millionths, (c, w) => new Planning.ClassWeight(c, w))]
            : null;
        return new RecordSource(source.Path, source.Class, label);
    }

    /// <summary>Leaving images out must not leave a class without any, unseen.</summary>
    /// <param name="options">The options.</param>
    /// <param name="set">The sources.</param>
    /// <param name="records">Those that are in the base.</param>
    /// <param name="skippedClasses">The classes of those that are not.</param>
    /// <exception cref="RicapException">No image is left, or none of a class.</exception>
    public static void RequireEveryClass(
        DatasetOptions options, SourceSet set, IReadOnlyList<BaseRecord> records, IEnumerable<int> skippedClasses)
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

        HashSet<int> present = [.. records.Select(r => r.Source.Class)];
        int[] lost = [.. skippedClasses.Where(c => !present.Contains(c)).Distinct().Order()];
        if (lost.Length > 0)
        {
            throw new RicapException([.. lost.Select(c => Problem.Error(
                ProblemCodes.EmptyClass,
                options.Images,
                $"class '{set.Classes[c]}' has no image left: none of its files could be decoded"))]);
        }
    }
}
