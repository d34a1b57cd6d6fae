namespace Ricap.Sources;

/// <summary>
/// Finds names that Windows and macOS would take for one: a data set that has both could not be copied there.
/// </summary>
internal sealed class CaseCollisions
{
    private readonly Dictionary<string, string> _seen = new(StringComparer.OrdinalIgnoreCase);

    public static string Message(string name, string other) =>
        $"'{name}' and '{other}' differ by case alone, so Windows and macOS cannot hold both; rename one";

    /// <summary>Remembers <paramref name="name"/>; the other spelling where one was seen before, else null.</summary>
    public string? Add(string name)
    {
        if (_seen.TryAdd(name, name))
        {
            return null;
        }

        string first = _seen[name];
        return first == name ? null : first;
    }
}
