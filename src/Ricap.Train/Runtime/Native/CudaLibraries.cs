using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Ricap.Train.Runtime.Native;

/// <summary>What NVIDIA's libraries know and TorchSharp does not ask: versions, memory, what a GPU is. Null where there are none.</summary>
/// <param name="libraries">What was loaded for libtorch.</param>
internal sealed unsafe partial class CudaLibraries(LoadedLibraries libraries)
{
    private const int ComputeCapabilityMajor = 75; // cudaDevAttrComputeCapabilityMajor, …Minor is the next
    private const string DriverFile = "/proc/driver/nvidia/version";

    /// <summary>The version of CUDA that libtorch was built with, e.g. <c>12.8</c>.</summary>
    public string? Runtime => Version("cudaRuntimeGetVersion") is { } v ? CudaText(v) : null;

    /// <summary>The version of cuDNN, e.g. <c>9.10.2</c>.</summary>
    public string? CuDnn =>
        libraries.Find("cudnnGetVersion") is not 0 and var function ? CuDnnText((long)((delegate* unmanaged[Cdecl]<nuint>)function)()) : null;

    /// <summary>The driver: its own version where the system tells it, and the newest CUDA that it runs; null if there is none.</summary>
    public static string? Driver
    {
        get
        {
            if (OpenDriver() is not (not 0 and var driver))
            {
                return null;
            }

            try
            {
                int version = 0;
                bool known = NativeLibrary.TryGetExport(driver, "cuDriverGetVersion", out nint function)
                    && ((delegate* unmanaged[Cdecl]<int*, int>)function)(&version) == 0;
                string? own = File.Exists(DriverFile) ? DriverIn(File.ReadAllText(DriverFile)) : null;
                return $"{own ?? "of unknown version"}{(known ? $", for CUDA up to {CudaText(version)}" : "")}";
            }
            finally
            {
                NativeLibrary.Free(driver);
            }
        }
    }

    /// <summary>Bytes of a GPU's memory: free now, whoever has the rest, and in all.</summary>
    public (long Free, long Total)? Memory(int device) => On(device, () =>
    {
        (nuint free, nuint total) = (0, 0);
        return libraries.Find("cudaMemGetInfo") is not 0 and var function
            && ((delegate* unmanaged[Cdecl]<nuint*, nuint*, int>)function)(&free, &total) == 0
            ? ((long)free, (long)total)
            : ((long, long)?)null;
    });

    /// <summary>A GPU's compute capability, e.g. 8 and 6.</summary>
    public (int Major, int Minor)? Capability(int device) =>
        Attribute(ComputeCapabilityMajor, device) is { } major && Attribute(ComputeCapabilityMajor + 1, device) is { } minor ? (major, minor) : null;

    /// <summary>A GPU's name.</summary>
    /// <param name="device">Its number.</param>
    public static string? Name(int device)
    {
        if (OpenDriver() is not (not 0 and var driver))
        {
            return null;
        }

        try
        {
            Span<byte> name = stackalloc byte[256];
            fixed (byte* text = name)
            {
                return NativeLibrary.TryGetExport(driver, "cuInit", out nint start)
                    && NativeLibrary.TryGetExport(driver, "cuDeviceGetName", out nint function)
                    && ((delegate* unmanaged[Cdecl]<uint, int>)start)(0) == 0
                    && ((delegate* unmanaged[Cdecl]<byte*, int, int, int>)function)(text, name.Length, device) == 0
                    ? Encoding.UTF8.GetString(name[..Math.Max(0, name.IndexOf((byte)0))])
                    : null;
            }
        }
        finally
        {
            NativeLibrary.Free(driver);
        }
    }

    /// <summary>12080 is <c>12.8</c>.</summary>
    public static string CudaText(int version) => string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 10}");

    /// <summary>91002 is <c>9.10.2</c>, as 8902 was <c>8.9.2</c>.</summary>
    public static string CuDnnText(long version) => version >= 90_000
        ? string.Create(CultureInfo.InvariantCulture, $"{version / 10_000}.{version % 10_000 / 100}.{version % 100}")
        : string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 100}.{version % 100}");

    /// <summary>The version in what the kernel module says of itself; null if it is not in it.</summary>
    public static string? DriverIn(string text) => ModuleVersion().Match(text) is { Success: true } match ? match.Groups[1].Value : null;

    private static nint OpenDriver() =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out nint handle) ? handle : 0;

    private int? Version(string function)
    {
        int version = 0;
        return libraries.Find(function) is not 0 and var address && ((delegate* unmanaged[Cdecl]<int*, int>)address)(&version) == 0 ? version : null;
    }

    private int? Attribute(int attribute, int device)
    {
        int value = 0;
        return libraries.Find("cudaDeviceGetAttribute") is not 0 and var function
            && ((delegate* unmanaged[Cdecl]<int*, int, int, int>)function)(&value, attribute, device) == 0 ? value : null;
    }

    /// <summary>Asks with a GPU as the thread's own, and gives the thread back the one that it had.</summary>
    private T? On<T>(int device, Func<T?> ask)
        where T : struct
    {
        int before = 0;
        if (libraries.Find("cudaGetDevice") is not (not 0 and var get)
            || libraries.Find("cudaSetDevice") is not (not 0 and var set)
            || ((delegate* unmanaged[Cdecl]<int*, int>)get)(&before) != 0
            || ((delegate* unmanaged[Cdecl]<int, int>)set)(device) != 0)
        {
            return null;
        }

        T? answer = ask();
        _ = ((delegate* unmanaged[Cdecl]<int, int>)set)(before);
        return answer;
    }

    [GeneratedRegex("""Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+)+)""")]
    private static partial Regex ModuleVersion();
}
