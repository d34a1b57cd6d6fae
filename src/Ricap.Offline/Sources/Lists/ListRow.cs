using System.Globalization;

namespace Ricap.Sources.Lists;

/// <summary>One image that a list names.</summary>
/// <param name="Line">The 1-based line it stands on.</param>
/// <param name="Path">The path as it is written there.</param>
/// <param name="Weights">Its classes; one class of any weight is the class of the whole image.</param>
internal sealed record ListRow(int Line, string Path, IReadOnlyList<KeyValuePair<string, decimal>> Weights)
{
    /// <summary>Whether its class is a number there, not a text.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>Whether it is the first of a list that had no header that is known.</summary>
    public bool MayBeHeader { get; init; }
}

/// <summary>
/// What is wrong with one line of a list; caught by the reader of the lines, which goes on with the next.
/// </summary>
internal sealed class ListLineException(string message) : Exception(message);

/// <summary>What both kinds of list ask of the values in a line.</summary>
internal static class ListValues
{
    public static string Path(string path) =>
        path.Length > 0 && !path.Contains('\0')
            ? path
            : throw new ListLineException("the path is empty or has a NUL in it");

    public static KeyValuePair<string, decimal> Class(string name, decimal weight = 1)
    {
        name = name.Trim();
        if (name.Length == 0)
        {
            throw new ListLineException("the name of a class is empty");
        }

        return weight is > 0 and <= SoftLabel.LargestWeight
            ? new(name, weight)
            : throw new ListLineException(
                $"the weight of '{name}' must be above 0 (else leave the class out) and at most {SoftLabel.LargestWeight}");
    }

    public static decimal Weight(string text) =>
        decimal.TryParse(
            text.AsSpan().Trim(),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out decimal weight)
            ? weight
            : throw new ListLineException($"'{text}' is not a positive decimal number");

    public static IReadOnlyList<KeyValuePair<string, decimal>> Distinct(List<KeyValuePair<string, decimal>> weights)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, _) in weights)
        {
            if (!names.Add(name))
            {
                throw new ListLineException($"the class '{name}' appears twice");
            }
        }

        return weights.Count > 0 ? weights : throw new ListLineException("the label names no class");
    }
}
