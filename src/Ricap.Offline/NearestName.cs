namespace Ricap;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The name that begins so, that what was typed begins with, or that is fewest edits away, letter case aside; null if none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> names) => names
        .Select(name => (Name: name, Distance: IsStart(typed, name) ? 0 : Distance(typed, name)))
        .Where(candidate => candidate.Distance <= Math.Max(1, typed.TrimStart('-').Length / 3))
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();

    /// <summary>A clause for a message, e.g. <c>; did you mean 'render'?</c>; empty where nothing comes near.</summary>
    public static string Hint(string typed, IEnumerable<string> names) =>
        Of(typed, names) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>Whether one goes on where the other ends; a typed name after a dash, as <c>batch-size</c> goes on from <c>batch</c>.</summary>
    private static bool IsStart(string typed, string name) =>
        name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) || typed.StartsWith(name + "-", StringComparison.OrdinalIgnoreCase);

    /// <summary>How many letters to put in, take out, replace or swap with their neighbour; case does not count.</summary>
    private static int Distance(string a, string b)
    {
        int[,] cost = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    cost[i, j] = i + j;
                    continue;
                }

                int replaced = cost[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1);
                cost[i, j] = Math.Min(replaced, 1 + Math.Min(cost[i - 1, j], cost[i, j - 1]));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
