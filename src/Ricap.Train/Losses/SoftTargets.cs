using Ricap.Planning;

namespace Ricap.Train.Losses;

/// <summary>Soft labels, integers until here, as the floats the loss multiplies by.</summary>
public static class SoftTargets
{
    /// <summary>Writes one row a sample.</summary>
    /// <param name="labels">The labels of a batch's samples: class and weight, the weights of a sample summing to the same total.</param>
    /// <param name="classes">The number of classes C.</param>
    /// <param name="targets">N·C floats, all overwritten.</param>
    /// <remarks>
    /// Each weight is divided once, in doubles that hold it exactly, and on the CPU, whichever device trains: libtorch
    /// divides by a number on a GPU by multiplying with its reciprocal. Equal labels so give equal bits everywhere.
    /// </remarks>
    /// <exception cref="ArgumentException">A label is empty, names a class out of range, or has a weight below 1.</exception>
    public static void Write(IReadOnlyList<IReadOnlyList<ClassWeight>> labels, int classes, Span<float> targets)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, labels.Count * classes);
        targets.Clear();
        for (int n = 0; n < labels.Count; n++)
        {
            Span<float> row = targets.Slice(n * classes, classes);
            long total = 0;
            foreach (ClassWeight part in labels[n])
            {
                total = checked(total + part.Weight);
            }

            foreach (ClassWeight part in labels[n])
            {
                if (part.Weight < 1 || part.Class < 0 || part.Class >= classes)
                {
                    throw new ArgumentException($"Sample {n}: class {part.Class} of {classes} with weight {part.Weight}.", nameof(labels));
                }

                row[part.Class] += (float)((double)part.Weight / total);
            }

            if (total == 0)
            {
                throw new ArgumentException($"Sample {n} has no label.", nameof(labels));
            }
        }
    }
}
