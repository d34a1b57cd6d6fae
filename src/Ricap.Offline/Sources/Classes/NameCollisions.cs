namespace Ricap.Sources.Classes;

/// <summary>
/// Finds names that some system takes for one: they differ by letter case, by Unicode form or by white space around them.
/// </summary>
internal sealed class NameCollisions
{
    private const string Case = "case";
    private const string Form = "Unicode form (accents composed and decomposed)";

    private readonly Dictionary<string, string> _seen = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What two colliding names of files or folders have between them, and what to do.</summary>
    public static string Message(string name, string other)
    {
        string who = Kind(name, other) switch
        {
            Case => ", so Windows and macOS cannot hold both",
            Form => ", so macOS cannot hold both",
            _ => "",
        };
        return $"'{name}' and '{other}' differ by {Kind(name, other)} alone{who}; rename one";
    }

    /// <summary>By what alone two colliding names differ.</summary>
    public static string Kind(string name, string other) =>
        name.Equals(other, StringComparison.OrdinalIgnoreCase) ? Case
        : name.Trim().Equals(other.Trim(), StringComparison.OrdinalIgnoreCase) ? "white space around them"
        : Form;

    /// <summary>Whether no other name that this is true of collides with it: it is ASCII without large letters, control characters or white space.</summary>
    /// <param name="name">The name in UTF-8.</param>
    public static bool IsPlain(ReadOnlySpan<byte> name) =>
        !name.ContainsAnyExceptInRange((byte)'!', (byte)'~') && !name.ContainsAnyInRange((byte)'A', (byte)'Z');

    /// <summary>Remembers <paramref name="name"/>; the other spelling where one was seen before, else null.</summary>
    public string? Add(string name)
    {
        string key = CanonicalForm.Of(name.Trim());
        if (_seen.TryAdd(key, name))
        {
            return null;
        }

        string first = _seen[key];
        return first == name ? null : first;
    }
}
