using Ricap.Planning;

namespace Ricap.Shards.Records;

/// <summary>Soft labels, integers until here, as the floats that a loss multiplies by.</summary>
internal static class LabelRow
{
    /// <summary>Writes the row of one sample.</summary>
    /// <param name="label">Its label: at least one class, each below C, with weights from 1 on.</param>
    /// <param name="row">C floats that sum to 1, all overwritten.</param>
    /// <remarks>Each weight is divided once, in doubles that hold it exactly, so that equal labels give equal bits everywhere.</remarks>
    /// <exception cref="ArgumentException">The label is empty, names a class out of range, or has a weight below 1.</exception>
    public static void Write(ReadOnlySpan<ClassWeight> label, Span<float> row)
    {
        long total = 0;
        foreach (ClassWeight part in label)
        {
            total = checked(total + part.Weight);
            if (part.Weight < 1 || (uint)part.Class >= (uint)row.Length)
            {
                throw new ArgumentException($"Class {part.Class} of {row.Length} with weight {part.Weight}.", nameof(label));
            }
        }

        if (total == 0)
        {
            throw new ArgumentException("A sample has no label.", nameof(label));
        }

        row.Clear();
        foreach (ClassWeight part in label)
        {
            row[part.Class] += (float)((double)part.Weight / total);
        }
    }
}
