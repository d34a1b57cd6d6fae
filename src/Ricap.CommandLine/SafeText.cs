using System.Globalization;
using System.Text;

namespace Ricap.CommandLine;

/// <summary>
/// Names of files and classes come from elsewhere. One with a line break in it would make two lines of one, one with an
/// escape sequence would have the terminal do as it says, and one that turns the reading direction would show the rest of
/// the line backwards.
/// </summary>
public static class SafeText
{
    /// <summary>The text with control characters and directions spelled out, e.g. <c>\u001B</c>.</summary>
    public static string OneLine(string text)
    {
        if (!text.Any(IsUnsafe))
        {
            return text;
        }

        var safe = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (IsUnsafe(c))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                safe.Append(c);
            }
        }

        return safe.ToString();
    }

    /// <summary>A path as it can be pasted into a shell.</summary>
    public static string Quoted(string path) =>
        path.Any(c => char.IsWhiteSpace(c) || "&;()<>|*?'#~".Contains(c)) ? $"\"{path}\"" : path;

    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || c is (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
