using Ricap.Planning;

namespace Ricap.Shards.Records;

/// <summary>The soft label of a sample: what its layers weigh, merged by class.</summary>
internal static class SampleLabels
{
    /// <summary>The most classes the label of any sample of these sources can have.</summary>
    public static int MaxCount(RecordSources sources) => checked(SampleLayers.Capacity * sources.MostClasses);

    /// <summary>
    /// Merges the labels of a sample's layers. A pure function in integers: the weights sum to exactly 1,000,000 times
    /// <see cref="SamplePlan.LabelTotal"/>. Layers without a share add nothing.
    /// </summary>
    /// <param name="plan">The sample.</param>
    /// <param name="sources">Every source, in the order that <see cref="Layer.Source"/> counts.</param>
    /// <param name="destination">Receives the label by class; <see cref="MaxCount"/> entries suffice.</param>
    /// <returns>How many entries were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Of(in SamplePlan plan, RecordSources sources, Span<ClassWeight> destination)
    {
        int count = 0;
        foreach (ref readonly Layer layer in plan.Painted)
        {
            long weight = layer.Share;
            if (weight == 0)
            {
                continue;
            }

            ReadOnlySpan<ClassWeight> soft = sources.LabelOf(layer.Source);
            if (soft.IsEmpty)
            {
                Add(new ClassWeight(sources.ClassOf(layer.Source), weight * ClassWeight.PerPixel), from: 0, destination, ref count);
                continue;
            }

            // Soft labels ascend too, so that each search goes on where the last one ended.
            int at = 0;
            foreach (ClassWeight share in soft)
            {
                at = Add(share with { Weight = weight * share.Weight }, at, destination, ref count);
            }
        }

        return count;
    }

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
