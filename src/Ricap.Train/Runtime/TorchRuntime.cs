using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Ricap.Train.Runtime.Native;
using TorchSharp;

namespace Ricap.Train.Runtime;

/// <summary>Which libtorch this process uses.</summary>
/// <param name="Backend">What the program was built with (<c>cpu</c>, <c>cuda</c>, …), or <c>external</c> under RICAP_LIBTORCH.</param>
/// <param name="TorchSharpVersion">E.g. <c>0.107.0</c>.</param>
/// <param name="LibtorchVersion">E.g. <c>2.10.0</c>; under RICAP_LIBTORCH what the install states or the library says of itself, or <c>unknown</c>.</param>
/// <param name="Folder">Where libtorch was loaded from.</param>
/// <param name="CompatibilityCopy">The copy of TorchSharp's library loaded instead of the packaged one; null if none was needed.</param>
public sealed record TorchRuntimeInfo(
    string Backend, string TorchSharpVersion, string LibtorchVersion, string Folder, string? CompatibilityCopy);

/// <summary>
/// Loads libtorch and TorchSharp's native library. <see cref="Load"/> comes before the first use of TorchSharp: every
/// entry point of this library and of <c>ricap-train</c> calls it, and it costs nothing the second time.
/// </summary>
/// <remarks>
/// <para>
/// A program that uses TorchSharp besides this library, or before it, says <c>TorchRuntime.Load();</c> in its first line.
/// Otherwise TorchSharp would look for its library by itself, and not find one that loads on a host with an older
/// libstdc++ (<see cref="HostLibstdcxx"/>), and would know nothing of RICAP_LIBTORCH.
/// </para>
/// <para>
/// <b>RICAP_LIBTORCH</b> names the folder <c>torch/lib</c> of a PyTorch install; its libtorch is used instead of the packaged
/// one. It must be of a minor version that TorchSharp works on, have every symbol that TorchSharp's library needs, and pass a probe of
/// the layout of its classes; NVIDIA's libraries in a folder <c>nvidia</c> beside it are loaded first, as PyTorch does.
/// </para>
/// <para>
/// We load libtorch by full paths, so that TorchSharp, which asks for <c>torch_cpu</c> by name in a static constructor, is
/// handed what is in the process already. Were another libtorch found by that name, both would be loaded, and two of
/// them abort a process; so RICAP_LIBTORCH is refused where one lies in .NET's search folders (CUDA builds, Windows,
/// macOS: build those with <c>-p:TorchBackend=none</c> to use it).
/// </para>
/// </remarks>
public static class TorchRuntime
{
    private const string External = "external";

    private static readonly Lazy<TorchRuntimeInfo> Loaded = new(LoadOnce);
    private static readonly LoadedLibraries Libraries = new();

    /// <summary>Loads the native libraries, once a process.</summary>
    /// <exception cref="RicapException">They cannot be loaded; one problem that says what is missing and what to install.</exception>
    public static TorchRuntimeInfo Load() => Loaded.Value;

    /// <summary>Whether TorchSharp is usable here; if not, why.</summary>
    public static bool TryLoad(out Problem? problem)
    {
        try
        {
            Load();
            problem = null;
            return true;
        }
        catch (RicapException e)
        {
            problem = e.Problems[0];
            return false;
        }
    }

    /// <summary>NVIDIA's libraries of this process, for what TorchSharp does not ask them; those of libtorch, once that is loaded.</summary>
    internal static CudaLibraries Cuda { get; } = new(Libraries);

    /// <summary>Whether libtorch computes by oneDNN, once that is loaded.</summary>
    internal static LibtorchSwitch OneDnn { get; } = new(Libraries, "Mkldnn");

    /// <summary>Whether it computes by NNPACK.</summary>
    internal static LibtorchSwitch Nnpack { get; } = new(Libraries, "NNPACK");

    /// <summary>The libraries of NVIDIA that were loaded from beside a PyTorch install, and those of them that could not be.</summary>
    internal static (IReadOnlyList<string> Loaded, IReadOnlyList<string> Refused) Nvidia { get; private set; } = ([], []);

    private static TorchRuntimeInfo LoadOnce()
    {
        string? install = Environment.GetEnvironmentVariable(TorchProblems.Variable);
        TorchRuntimeInfo info = string.IsNullOrEmpty(install) ? LoadPackaged() : LoadInstall(install);
        if (HiddenCaches.Here)
        {
            OneDnn.IsOn = false;
            Nnpack.IsOn = false; // which cannot start here, and would say so on the error stream at each convolution
        }

        try
        {
            // The packaged one is the one that TorchSharp was built with: that it computes at all is enough.
            if (info.Backend == External)
            {
                return LayoutProbe.Take().Difference() is { } difference ? throw new RicapException(TorchProblems.OtherLayout(info.Folder, difference)) : info;
            }

            using torch.Tensor probe = torch.ones(2).sum();
            return Numbers.Read<float>(probe) == 2
                ? info
                : throw new RicapException(TorchProblems.OtherLayout(info.Folder, "1 + 1 is not 2 on it"));
        }
        catch (Exception e) when (e is not RicapException)
        {
            throw new RicapException(TorchProblems.NotLoadable(info.Folder, TorchProblems.LastLine(e)), e);
        }
    }

    private static TorchRuntimeInfo LoadPackaged()
    {
        // Asked for before TorchSharp is: it would copy packages about and write a page to the console.
        string folder = Path.GetDirectoryName(Required(TorchNatives.FindPackaged("torch_cpu"), "torch_cpu"))!;
        LoadLibtorch(folder);
        (nint handle, string? copy) = LoadBridge(_ => null);
        HandOver(handle);
        return new TorchRuntimeInfo(TorchNatives.Backend, TorchNatives.TorchSharpVersion, TorchNatives.LibtorchVersion, folder, copy);
    }

    private static TorchRuntimeInfo LoadInstall(string folder)
    {
        string? missing = TorchNatives.Parts.Where(p => p.Needed).Select(p => TorchNatives.FileName(p.Name))
            .FirstOrDefault(file => !File.Exists(Path.Combine(folder, file)));
        string? version = LibtorchVersion.Stated(folder);
        Refuse(missing is not null ? TorchProblems.NotInFolder(folder, missing)
            : OtherVersion(folder, version)
            ?? (TorchNatives.FindByName("torch_cpu") is { } packaged ? TorchProblems.InTheWay(packaged) : null));

        string full = Path.GetFullPath(folder);
        LoadNvidia(full);
        LoadLibtorch(full);
        version ??= LibtorchVersion.Of(Libraries.Find);
        Refuse(OtherVersion(folder, version));
        (nint handle, string? copy) = LoadBridge(bridge => Lacking(folder, version, bridge));
        HandOver(handle);
        return new TorchRuntimeInfo(External, TorchNatives.TorchSharpVersion, version ?? "unknown", full, copy);
    }

    private static Problem? OtherVersion(string folder, string? version) =>
        version is not null && !LibtorchVersion.IsAccepted(version) ? TorchProblems.OtherVersion(folder, version) : null;

    private static void Refuse(Problem? problem)
    {
        if (problem is not null)
        {
            throw new RicapException(problem);
        }
    }

    /// <summary>Whether what TorchSharp's library needs is there; asked of ELF files, whose loader would not say so before it is too late.</summary>
    private static Problem? Lacking(string folder, string? version, string bridge)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return null;
        }

        try
        {
            Libraries.Add(NativeLibrary.GetMainProgramHandle()); // for what is the system's and libtorch happens not to need
            IReadOnlyList<string> missing = NeededSymbols.Missing(NeededSymbols.Of(File.ReadAllBytes(bridge)), symbol => Libraries.Find(symbol) != 0);
            return missing.Count > 0 ? TorchProblems.MissingSymbols(folder, version, missing) : null;
        }
        catch (Exception e) when (e is ElfException or OverflowException)
        {
            return TorchProblems.NotLoadable(bridge, e.Message);
        }
    }

    private static void LoadNvidia(string folder)
    {
        if (!OperatingSystem.IsLinux() || NvidiaLibraries.FolderBeside(folder) is not { } nvidia)
        {
            return;
        }

        // One that cannot be loaded is no error yet: libtorch says so if it needs it, and doctor names it.
        ILookup<bool, string> files = NvidiaLibraries.In(nvidia).ToLookup(file => NativeLibrary.TryLoad(file, out _));
        Nvidia = ([.. files[true]], [.. files[false]]);
    }

    private static void LoadLibtorch(string folder)
    {
        foreach ((string name, bool _) in TorchNatives.Parts)
        {
            string file = Path.Combine(folder, TorchNatives.FileName(name));
            if (File.Exists(file))
            {
                Libraries.Add(LoadFile(file));
            }
        }

        if (OperatingSystem.IsWindows())
        {
            // Loaded already, under names with a version in them: asked for again, to ask them themselves.
            foreach (string file in (string[])[.. Directory.GetFiles(folder, "cudart64_*.dll"), .. Directory.GetFiles(folder, "cudnn64_*.dll")])
            {
                Libraries.Add(LoadFile(file));
            }
        }
    }

    /// <summary>Loads TorchSharp's library on top of libtorch; gives the copy used in its place, if one was.</summary>
    /// <param name="check">What speaks against loading it from a path.</param>
    private static (nint Handle, string? Copy) LoadBridge(Func<string, Problem?> check)
    {
        // Only now: an install may have brought a libstdc++ of its own.
        string bridge = Required(TorchNatives.FindPackaged(TorchNatives.Bridge), TorchNatives.Bridge);
        string? copy = HostLibstdcxx.LacksVersion() ? TorchNatives.MendedBridge(bridge) : null;
        Refuse(check(copy ?? bridge));
        return (LoadFile(copy ?? bridge), copy);
    }

    /// <summary>Has TorchSharp take the library that is loaded.</summary>
    private static void HandOver(nint handle)
    {
        Assembly torchSharp = typeof(torch).Assembly;

        // TorchSharp's static constructor loads its library by name: the event answers where the search failed.
        AssemblyLoadContext.GetLoadContext(torchSharp)!.ResolvingUnmanagedDll +=
            (_, library) => library == TorchNatives.Bridge ? handle : 0;
        try
        {
            // Its DllImports would search again, a failed load for each function called: the resolver answers first.
            NativeLibrary.SetDllImportResolver(torchSharp, (library, _, _) => library == TorchNatives.Bridge ? handle : 0);
        }
        catch (InvalidOperationException)
        {
            // The program has one of its own, which comes first by right; ours only saves time.
        }
    }

    private static nint LoadFile(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new RicapException(TorchProblems.NotLoadable(path, TorchProblems.LastLine(e)), e);
        }
    }

    private static string Required(string? path, string library) =>
        path ?? throw new RicapException(TorchProblems.NotPackaged(TorchNatives.FileName(library)));
}
