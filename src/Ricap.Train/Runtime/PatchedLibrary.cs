using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Ricap.Train.Runtime;

/// <summary>
/// The loadable copy of <c>libLibTorchSharp.so</c> on disk: made where the host needs it, named by its content and shared by
/// all programs of a user. Never in the package's own folder.
/// </summary>
internal static class PatchedLibrary
{
    /// <summary>The folder beside the program in which a copy is kept.</summary>
    internal const string BesideTheProgram = "ricap-native";

    /// <summary>Loads the copy, making it first if it is not there.</summary>
    /// <param name="original">The full path of the package's file; read only.</param>
    /// <returns>The handle and the copy's full path.</returns>
    /// <exception cref="RicapException">The file is not the one we know, or no folder takes the copy.</exception>
    public static (nint Handle, string Path) Load(string original)
    {
        byte[] copy;
        try
        {
            copy = LibstdcxxCompatibility.WithoutVersion(File.ReadAllBytes(original));
        }
        catch (Exception e) when (e is ElfException or IOException or UnauthorizedAccessException or OverflowException)
        {
            throw new RicapException(TorchProblems.NeedsNewerLibstdcxx(original, $"no compatible copy can be made of it: {e.Message}"), e);
        }

        string name = $"libLibTorchSharp-{Convert.ToHexStringLower(XxHash128.Hash(copy))}.so";
        string reason = "";
        foreach ((Func<string?> folder, bool lasts) in Folders)
        {
            // A folder may be missing, full, read-only or mounted noexec: then the next one.
            try
            {
                if (folder() is { } place)
                {
                    return lasts ? LoadFrom(place, name, copy) : LoadOnce(place, name, copy);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or BadImageFormatException)
            {
                reason = TorchProblems.LastLine(e);
            }
        }

        throw new RicapException(TorchProblems.NeedsNewerLibstdcxx(original, $"a compatible copy of it cannot be loaded: {reason}"));
    }

    /// <summary>
    /// Where a copy may live, best first: the user's cache, beside the program, a private temporary folder. What lies in the last
    /// one nobody would find again.
    /// </summary>
    private static (Func<string?> Folder, bool Lasts)[] Folders { get; } =
    [
        (() => Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
            is { Length: > 0 } data ? Path.Combine(data, "ricap", "native") : null, true),
        (() => Path.Combine(AppContext.BaseDirectory, BesideTheProgram), true),
        (() => Directory.CreateTempSubdirectory("ricap-").FullName, false),
    ];

    private static (nint Handle, string Path) LoadFrom(string folder, string name, ReadOnlySpan<byte> content)
    {
        string path = Place(folder, name, content);
        return (NativeLibrary.Load(path), path);
    }

    /// <summary>Loads the copy out of a folder of its own, and deletes that: Linux keeps a file that is mapped.</summary>
    private static (nint Handle, string Path) LoadOnce(string folder, string name, ReadOnlySpan<byte> content)
    {
        try
        {
            return LoadFrom(folder, name, content);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Makes sure that a file of these bytes is in the folder; gives its path.</summary>
    /// <remarks>
    /// Written under a name of its own and renamed, so two processes at once both end with a whole file, and one that has
    /// the old file mapped keeps it. A file that is there counts only if it is equal byte for byte: we are going to run it.
    /// </remarks>
    internal static string Place(string folder, string name, ReadOnlySpan<byte> content)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        string path = Path.Combine(folder, name);
        if (File.Exists(path) && content.SequenceEqual(File.ReadAllBytes(path)))
        {
            return path;
        }

        string temporary = Path.Combine(folder, $".{Environment.ProcessId}-{Guid.NewGuid():n}.tmp");
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return path;
    }
}
