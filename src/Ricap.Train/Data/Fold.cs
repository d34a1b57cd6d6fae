using System.Globalization;

namespace Ricap.Train.Data;

/// <summary>One of the parts that a data set's images are divided into, each tested by a training on the others.</summary>
/// <param name="Index">Which one, 0..Count − 1.</param>
/// <param name="Count">How many there are, from 2.</param>
public readonly record struct Fold(int Index, int Count)
{
    /// <summary>How one is written.</summary>
    internal const string Grammar = $"I/K (K = {CountRange}, I = 0..K-1)";

    /// <summary>What <see cref="IsCount"/> takes.</summary>
    internal const string CountRange = "2..1000";

    /// <summary>Whether images can be divided into so many parts.</summary>
    internal static bool IsCount(int count) => count is >= 2 and <= 1000;

    /// <summary>Reads <c>0/5</c>; null if it is no such text.</summary>
    internal static Fold? Parse(string text)
    {
        return text.Split('/') is [string i, string k]
            && int.TryParse(i, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            && int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            && IsCount(count) && index < count
                ? new Fold(index, count)
                : null;
    }

    /// <summary>As <see cref="Parse"/> reads it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");
}
