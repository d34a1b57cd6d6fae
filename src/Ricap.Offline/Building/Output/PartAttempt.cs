using System.Globalization;

namespace Ricap.Building.Output;

/// <summary>
/// One attempt at one part of a data set. Its name is in those of the files that only it writes, so that attempts meet in
/// nothing but complete files: a machine's name and a process's number may come twice, a GUID does not.
/// </summary>
internal sealed class PartAttempt(string part)
{
    private const int MaxHost = 40;

    /// <summary>What all attempts at the part have in common.</summary>
    public string Part => part;

    /// <summary>Of <c>A-Z a-z 0-9 . -</c>; tells attempts apart.</summary>
    public string Name { get; } = string.Create(
        CultureInfo.InvariantCulture, $"{part}.{Host()}.{Environment.ProcessId}.{Guid.NewGuid():N}");

    private static string Host()
    {
        char[] letters = [.. Environment.MachineName.Take(MaxHost).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')];
        return letters.Length == 0 ? "-" : new string(letters);
    }
}
