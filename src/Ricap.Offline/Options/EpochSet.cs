using System.Globalization;

namespace Ricap.Options;

/// <summary>
/// Which epochs to render: a count (<c>4</c> = 0..3), a range with both ends (<c>10..19</c>) or a list (<c>0,5,9</c>,
/// whose members may be ranges). Ascending, without doubles.
/// </summary>
public sealed class EpochSet
{
    /// <summary>The most epochs one data set holds.</summary>
    public const int MaxCount = 100_000;

    /// <summary>The last epoch: one below the largest number, so that counts of epochs never overflow.</summary>
    public const int MaxEpoch = int.MaxValue - 1;

    private readonly string _text;

    private EpochSet(string text, int[] epochs)
    {
        _text = text;
        Epochs = epochs;
    }

    /// <summary>The epochs, ascending.</summary>
    public IReadOnlyList<int> Epochs { get; }

    /// <summary>The epochs 0..<paramref name="count"/> − 1.</summary>
    public static EpochSet FirstOnes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxCount);
        int[] epochs = new int[count];
        for (int epoch = 0; epoch < count; epoch++)
        {
            epochs[epoch] = epoch;
        }

        return new EpochSet(count.ToString(CultureInfo.InvariantCulture), epochs);
    }

    /// <summary>Reads a set as it is spelled.</summary>
    public static bool TryParse(string text, out EpochSet? set)
    {
        ArgumentNullException.ThrowIfNull(text);
        set = null;
        var epochs = new List<int>();
        string[] parts = text.Split(',');
        foreach (string part in parts)
        {
            if (!TryRange(part, alone: parts.Length == 1, out int first, out int last) || last - first >= MaxCount)
            {
                return false;
            }

            for (int epoch = first; epoch <= last; epoch++)
            {
                epochs.Add(epoch);
            }

            if (parts.Length > 1 && epochs.Count > MaxCount)
            {
                epochs = InOrder(epochs);
                if (epochs.Count > MaxCount)
                {
                    return false;
                }
            }
        }

        set = new EpochSet(text, [.. parts.Length > 1 ? InOrder(epochs) : epochs]);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    /// <summary>Each epoch once.</summary>
    private static List<int> InOrder(List<int> epochs)
    {
        epochs.Sort();
        var once = new List<int>(epochs.Count);
        foreach (int epoch in epochs)
        {
            if (once.Count == 0 || once[^1] != epoch)
            {
                once.Add(epoch);
            }
        }

        return once;
    }

    private static bool TryRange(string part, bool alone, out int first, out int last)
    {
        first = last = 0;
        if (part.Split("..") is [string from, string to])
        {
            return TryNumber(from, out first) && TryNumber(to, out last) && first <= last;
        }

        if (!TryNumber(part, out int number))
        {
            return false;
        }

        (first, last) = alone ? (0, number - 1) : (number, number);
        return last >= first;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= MaxEpoch;
}
