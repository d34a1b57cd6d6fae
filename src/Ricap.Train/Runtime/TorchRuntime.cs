using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Ricap.Train.Runtime;

/// <summary>Which libtorch this process uses.</summary>
/// <param name="Backend">What the program was built with (<c>cpu</c>, <c>cuda</c>, …), or <c>external</c> under RICAP_LIBTORCH.</param>
/// <param name="TorchSharpVersion">E.g. <c>0.107.0</c>.</param>
/// <param name="LibtorchVersion">E.g. <c>2.10.0</c>; that of the PyTorch install under RICAP_LIBTORCH, if it states one.</param>
/// <param name="Folder">Where libtorch was loaded from.</param>
/// <param name="CompatibilityCopy">The copy of TorchSharp's library loaded instead of the packaged one, gone by now if no folder keeps it; null if none was needed.</param>
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
/// libstdc++ (<see cref="LibstdcxxCompatibility"/>), and would know nothing of RICAP_LIBTORCH.
/// </para>
/// <para>
/// <b>RICAP_LIBTORCH</b> names the folder <c>torch/lib</c> of a PyTorch install; its libtorch is used instead of the packaged
/// one. It must be of the minor version TorchSharp was built for.
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
    private static readonly Lazy<TorchRuntimeInfo> Loaded = new(LoadOnce);

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

    private static TorchRuntimeInfo LoadOnce()
    {
        string? install = Environment.GetEnvironmentVariable(TorchProblems.Variable);
        TorchRuntimeInfo info = string.IsNullOrEmpty(install) ? LoadPackaged() : LoadInstall(install);
        try
        {
            using torch.Tensor probe = torch.ones(2).sum();
            return Numbers.Read<float>(probe) == 2
                ? info
                : throw new RicapException(TorchProblems.NotLoadable(info.Folder, "1 + 1 is not 2 on it"));
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
        string? copy = LoadFolder(folder);
        return new TorchRuntimeInfo(TorchNatives.Backend, TorchNatives.TorchSharpVersion, TorchNatives.LibtorchVersion, folder, copy);
    }

    private static TorchRuntimeInfo LoadInstall(string folder)
    {
        string? missing = TorchNatives.Parts.Where(p => p.Needed).Select(p => TorchNatives.FileName(p.Name))
            .FirstOrDefault(file => !File.Exists(Path.Combine(folder, file)));
        string? version = TorchNatives.InstalledVersion(folder);
        Problem? problem = missing is not null ? TorchProblems.NotInFolder(folder, missing)
            : version is not null && !TorchNatives.IsCompatible(version) ? TorchProblems.OtherVersion(folder, version)
            : TorchNatives.FindByName("torch_cpu") is { } packaged ? TorchProblems.InTheWay(packaged)
            : null;
        if (problem is not null)
        {
            throw new RicapException(problem);
        }

        string full = Path.GetFullPath(folder);
        string? copy = LoadFolder(full);
        return new TorchRuntimeInfo("external", TorchNatives.TorchSharpVersion, version ?? TorchNatives.LibtorchVersion, full, copy);
    }

    /// <summary>
    /// Loads libtorch out of a folder and TorchSharp's library on top of it; gives the copy used in its place, if one was.
    /// </summary>
    private static string? LoadFolder(string folder)
    {
        string bridge = Required(TorchNatives.FindPackaged(TorchNatives.Bridge), TorchNatives.Bridge);
        foreach ((string name, bool _) in TorchNatives.Parts)
        {
            string file = Path.Combine(folder, TorchNatives.FileName(name));
            if (File.Exists(file))
            {
                LoadFile(file);
            }
        }

        // Only now: an install may have brought a libstdc++ of its own.
        (nint handle, string? copy) = HostLibstdcxx.LacksVersion() ? PatchedLibrary.Load(bridge) : (LoadFile(bridge), null);
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

        return copy;
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
