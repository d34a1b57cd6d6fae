using System.Reflection;
using TorchSharp;

namespace Ricap.Train.Runtime;

/// <summary>Where the native libraries lie, and what they are called on this platform.</summary>
internal static class TorchNatives
{
    /// <summary>TorchSharp's own native library, without the platform's prefix and ending; the name in its DllImports.</summary>
    public const string Bridge = "LibTorchSharp";

    /// <summary>TorchSharp's version, e.g. <c>0.107.0</c>.</summary>
    public static string TorchSharpVersion { get; } =
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? typeof(torch).Assembly.GetName().Version!.ToString();

    /// <summary>
    /// The libtorch version TorchSharp 0.107.0 was built for. A constant of ours (a test holds it to TorchSharp's), since
    /// reading <c>torch.__version__</c> runs the static constructor that loads the libraries.
    /// </summary>
    public const string LibtorchVersion = "2.10.0";

    /// <summary>
    /// The folder beside the program that Linux builds keep libtorch in, apart from the folders in which .NET looks
    /// for libraries by name: so that RICAP_LIBTORCH can replace it.
    /// </summary>
    public const string OwnFolder = "libtorch";

    private const string MendedFolder = "ricap-native";

    /// <summary>What the libtorch that came with the program computes on: <c>cuda</c> (and the CPU) or <c>cpu</c> alone.</summary>
    public static string Backend => FindPackaged("torch_cuda") is null ? "cpu" : "cuda";

    /// <summary>What a library is called here: <c>libc10.so</c>, <c>c10.dll</c>, <c>libc10.dylib</c>.</summary>
    public static string FileName(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>
    /// libtorch's parts in the order in which each finds the ones before it loaded. The CUDA ones are there in CUDA builds only.
    /// </summary>
    public static IReadOnlyList<(string Name, bool Needed)> Parts { get; } =
        [("c10", true), ("torch_cpu", true), ("c10_cuda", false), ("torch_cuda", false), ("torch", true)];

    /// <summary>The full path of a library that came with the program; null if none did.</summary>
    public static string? FindPackaged(string library) => FindOwn(library, SearchFolders) ?? FindByName(library);

    /// <summary>The first of our own folders within some folders that has a library; null if none has.</summary>
    public static string? FindOwn(string library, IEnumerable<string> folders) => FindIn(OwnFolder, library, folders);

    /// <summary>
    /// The full path of the copy of TorchSharp's library for hosts with an older libstdc++, which the targets of this package
    /// write beside every program that is built with it.
    /// </summary>
    /// <exception cref="RicapException">There is none.</exception>
    public static string MendedBridge(string bridge) =>
        FindIn(MendedFolder, Bridge, SearchFolders) ?? throw new RicapException(TorchProblems.NeedsNewerLibstdcxx(
            bridge, $"there is no {Path.Combine(AppContext.BaseDirectory, MendedFolder, FileName(Bridge))}"));

    private static string? FindIn(string subfolder, string library, IEnumerable<string> folders) =>
        folders.Select(folder => Path.Combine(folder, subfolder, FileName(library))).FirstOrDefault(File.Exists);

    /// <summary>The full path of the library .NET, and so TorchSharp, finds by name; null if it finds none.</summary>
    public static string? FindByName(string library) =>
        FindIn("", library, SearchFolders);

    /// <summary>
    /// The folders the host read out of the <c>.deps.json</c>, then the program's own. Of a program in a single file that brings
    /// its native libraries along they are where those were extracted, which is not where the program lies.
    /// </summary>
    private static IEnumerable<string> SearchFolders =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory);
}
