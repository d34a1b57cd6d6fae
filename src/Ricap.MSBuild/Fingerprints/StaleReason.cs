namespace Ricap.MSBuild.Fingerprints;

/// <summary>Says in one line why a data set must be rendered.</summary>
internal static class StaleReason
{
    private static readonly string[] Order =
        [FingerprintLine.Engine, FingerprintLine.Option, FingerprintLine.Output, FingerprintLine.Source];

    /// <summary>The first difference between what was rendered and what there is, and how many more.</summary>
    /// <param name="rendered">The fingerprint the last rendering ended with; null if there was none.</param>
    /// <param name="now">The fingerprint now.</param>
    public static string Of(string? rendered, string now)
    {
        if (rendered is null)
        {
            return "it has not been rendered yet";
        }

        List<(int Rank, string Text)> found = Differences(Parse(rendered), Parse(now));
        if (found.Count == 0)
        {
            return "the last rendering did not end";
        }

        string first = found.MinBy(difference => difference.Rank).Text;
        return found.Count == 1 ? first : $"{first} (and {found.Count - 1} more)";
    }

    private static List<(int Rank, string Text)> Differences(
        Dictionary<(string Kind, string Name), string> before, Dictionary<(string Kind, string Name), string> now)
    {
        var found = new List<(int, string)>();
        foreach (((string kind, string name), string value) in now)
        {
            before.Remove((kind, name), out string? old);
            if (old != value)
            {
                found.Add((Array.IndexOf(Order, kind), Describe(kind, name, old, value)));
            }
        }

        // What is left was there before and is no more. A new version of Ricap shows above, under its new name.
        foreach (((string kind, string name), string old) in before)
        {
            if (kind != FingerprintLine.Engine)
            {
                found.Add((Array.IndexOf(Order, kind), Describe(kind, name, old, null)));
            }
        }

        return found;
    }

    private static string Describe(string kind, string name, string? old, string? now) => kind switch
    {
        FingerprintLine.Engine => "Ricap itself changed",
        FingerprintLine.Option => $"{name} was {Quote(old)} and is {Quote(now)}",
        _ when now is null || now == FingerprintLine.Missing => $"'{name}' is gone",
        _ when old is null || old == FingerprintLine.Missing => $"'{name}' is new",
        _ => $"'{name}' changed",
    };

    private static string Quote(string? value) => value is null ? "not given" : $"'{value}'";

    private static Dictionary<(string Kind, string Name), string> Parse(string fingerprint)
    {
        var lines = new Dictionary<(string, string), string>();
        foreach (string line in fingerprint.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            (string kind, string name, string value) = FingerprintLine.Parse(line);
            lines[(kind, name)] = value;
        }

        return lines;
    }
}
