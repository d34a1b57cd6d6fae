using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ricap.Train.Runtime.Native;

/// <summary>Which PyTorch a libtorch is of, and whether TorchSharp works on it.</summary>
internal static partial class LibtorchVersion
{
    /// <summary>
    /// The minor versions with the class layouts that are compiled into TorchSharp 0.107.0 and all symbols that it needs: the one it was
    /// built for, and the next. 2.13 has the symbols and other layouts.
    /// </summary>
    public static IReadOnlyList<string> Accepted { get; } = ["2.10", "2.11"];

    /// <summary><c>2.10 or 2.11</c>.</summary>
    public static string AcceptedText { get; } = string.Join(" or ", Accepted);

    private const string Config = "_ZN2at11show_configB5cxx11Ev"; // std::string at::show_config()

    /// <summary>Whether TorchSharp works on a version.</summary>
    public static bool IsAccepted(string version) =>
        version.Split('.', '+') is [string major, string minor, ..] && Accepted.Contains($"{major}.{minor}");

    /// <summary>What an install states beside its folder <c>lib</c>, in <c>version.py</c> (a Python package) or <c>build-version</c> (a zip of libtorch); null if nothing.</summary>
    /// <param name="lib">The folder.</param>
    public static string? Stated(string lib)
    {
        string parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(lib))) ?? lib;
        try
        {
            string python = Path.Combine(parent, "version.py");
            string zip = Path.Combine(parent, "build-version");
            return File.Exists(python) && VersionLine().Match(File.ReadAllText(python)) is { Success: true } match ? match.Groups[1].Value
                : File.Exists(zip) && File.ReadAllText(zip).Trim() is { Length: > 0 } text ? text
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // the library is asked next
        }
    }

    /// <summary>What a libtorch that is loaded says of itself; null where that cannot be asked.</summary>
    /// <param name="find">The address of an exported function; 0 if there is none.</param>
    public static unsafe string? Of(Func<string, nint> find)
    {
        // A std::string comes back through memory of the caller's, given as a hidden first argument; that and its layout
        // (address, length, …) are those of x86-64 Linux. Its text stays allocated: some hundred bytes, once.
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64 || find(Config) is not (not 0 and var function))
        {
            return null;
        }

        nint* text = stackalloc nint[4];
        ((delegate* unmanaged[Cdecl]<nint*, nint*>)function)(text);
        return In(Marshal.PtrToStringUTF8(text[0], (int)text[1]));
    }

    /// <summary>The version in what <c>torch.__config__.show()</c> prints; null if it is not in it.</summary>
    public static string? In(string config) => ConfigEntry().Match(config) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex("""^__version__\s*(?::[^=]*)?=\s*['"]([^'"]+)['"]""", RegexOptions.Multiline)]
    private static partial Regex VersionLine();

    [GeneratedRegex("""\bTORCH_VERSION=([^,\s]+)""")]
    private static partial Regex ConfigEntry();
}
