using System.Buffers;

namespace Ricap.MSBuild.Fingerprints;

/// <summary>
/// One fact that a data set depends on, as one line: <c>kind TAB name TAB value</c>. Plain text, so that a person who
/// wonders why a data set was rendered can compare two fingerprints.
/// </summary>
internal static class FingerprintLine
{
    /// <summary>Which Ricap renders.</summary>
    public const string Engine = "engine";

    /// <summary>A metadatum of the item.</summary>
    public const string Option = "option";

    /// <summary>What the file system says of a file that was rendered.</summary>
    public const string Output = "output";

    /// <summary>What it says of a file that is read: an image, a list, an IDX file, a list of classes.</summary>
    public const string Source = "source";

    /// <summary>What stands for that of a file that is not there.</summary>
    public const string Missing = "missing";

    private static readonly SearchValues<char> Separators = SearchValues.Create("\t\r\n");

    /// <summary>Makes a line.</summary>
    public static string Of(string kind, string name, string value) => $"{kind}\t{OneWord(name)}\t{OneWord(value)}";

    /// <summary>Makes the line of a source.</summary>
    public static string OfSource(string name, FileFacts? file) => Of(
        Source, name, file is { } f ? $"{f.Length} {f.WrittenTicks} {f.ChangedTicks} {f.Inode}" : Missing);

    /// <summary>Makes the line of a file that was rendered. Not when it changed: one more hard link to it, which is how a
    /// build may copy it, changes a file.</summary>
    public static string OfOutput(string name, FileFacts? file) =>
        Of(Output, name, file is { } f ? $"{f.Length} {f.WrittenTicks} {f.Inode}" : Missing);

    /// <summary>Takes a line apart.</summary>
    public static (string Kind, string Name, string Value) Parse(string line) =>
        line.Split('\t') is [string kind, string name, string value] ? (kind, name, value) : ("", line, "");

    private static string OneWord(string text) => text.AsSpan().ContainsAny(Separators)
        ? text.Replace("\t", "%09", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal)
        : text;
}
