using Ricap.Planning;
using Ricap.Shards.Records;

namespace Ricap.Train.Losses;

/// <summary>Soft labels, integers until here, as the floats the loss multiplies by.</summary>
internal static class SoftTargets
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
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, labels.Count * classes);
        for (int n = 0; n < labels.Count; n++)
        {
            WriteRow([.. labels[n]], targets.Slice(n * classes, classes));
        }
    }

    /// <summary>Writes the row of one sample.</summary>
    /// <param name="label">Its label: at least one class, each below C, with weights from 1 on.</param>
    /// <param name="row">C floats, all overwritten.</param>
    /// <exception cref="ArgumentException">The label is empty, names a class out of range, or has a weight below 1.</exception>
    public static void WriteRow(ReadOnlySpan<ClassWeight> label, Span<float> row) => LabelRow.Write(label, row);
}
