using Ricap.Planning;

namespace Ricap.Shards.Records;

/// <summary>The soft label of a sample: what its layers weigh, merged by class.</summary>
internal static class SampleLabels
{
    /// <summary>The most classes the label of any sample of these sources can have.</summary>
    public static int MaxCount(IReadOnlyList<RecordSource> sources)
    {
        int most = 1;
        foreach (RecordSource source in sources)
        {
            most = Math.Max(most, source.LabelCount);
        }

        return checked(SampleLayers.Capacity * most);
    }

    /// <summary>The class of each source, −1 where it has a soft label: a few bytes a source, which stay in the cache where sources do not.</summary>
    public static int[] Classes(IReadOnlyList<RecordSource> sources)
    {
        int[] classes = new int[sources.Count];
        for (int i = 0; i < classes.Length; i++)
        {
            classes[i] = ClassOf(sources[i]);
        }

        return classes;
    }

    /// <summary>
    /// Merges the labels of a sample's layers. A pure function in integers: the weights sum to exactly 1,000,000 times
    /// <see cref="SamplePlan.LabelTotal"/>. Layers without a share add nothing.
    /// </summary>
    /// <param name="plan">The sample.</param>
    /// <param name="sources">Every source, in the order that <see cref="Layer.Source"/> counts.</param>
    /// <param name="destination">Receives the label by class; <see cref="MaxCount"/> entries suffice.</param>
    /// <returns>How many entries were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Of(in SamplePlan plan, IReadOnlyList<RecordSource> sources, Span<ClassWeight> destination) =>
        Of(plan, sources, classes: [], destination);

    /// <summary>The same, for a caller that keeps the sources' <see cref="Classes"/>.</summary>
    public static int Of(in SamplePlan plan, IReadOnlyList<RecordSource> sources, ReadOnlySpan<int> classes, Span<ClassWeight> destination)
    {
        int count = 0;
        foreach (ref readonly Layer layer in plan.Painted)
        {
            long weight = layer.Share;
            if (weight == 0)
            {
                continue;
            }

            int only = classes.IsEmpty ? ClassOf(sources[layer.Source]) : classes[layer.Source];
            if (only >= 0)
            {
                Add(new ClassWeight(only, weight * ClassWeight.PerPixel), from: 0, destination, ref count);
                continue;
            }

            // Soft labels ascend too, so that each search goes on where the last one ended.
            int at = 0;
            foreach (ClassWeight share in sources[layer.Source].SoftSpan)
            {
                at = Add(share with { Weight = weight * share.Weight }, at, destination, ref count);
            }
        }

        return count;
    }

    private static int ClassOf(RecordSource source) => source.SoftLabel is null ? source.Class : -1;

    private static int Add(ClassWeight entry, int from, Span<ClassWeight> label, ref int count)
    {
        int at = from;
        while (at < count && label[at].Class < entry.Class)
        {
            at++;
        }

        if (at < count && label[at].Class == entry.Class)
        {
            label[at] = entry with { Weight = label[at].Weight + entry.Weight };
            return at;
        }

        if (count == label.Length)
        {
            throw new ArgumentException($"The label has more than {count} classes.", nameof(label));
        }

        label[at..count].CopyTo(label[(at + 1)..]);
        label[at] = entry;
        count++;
        return at;
    }
}
