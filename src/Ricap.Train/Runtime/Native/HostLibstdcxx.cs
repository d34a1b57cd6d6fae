using System.Runtime.InteropServices;

namespace Ricap.Train.Runtime.Native;

/// <summary>What the libstdc++ of this process offers.</summary>
internal static partial class HostLibstdcxx
{
    /// <summary>The version TorchSharp's library asks for: that of GCC 13.2.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    private const string Symbol = "_ZSt21ios_base_library_initv";

    /// <summary>Whether libstdc++ lacks the version TorchSharp's library asks for; false where there is no glibc Linux to ask.</summary>
    /// <remarks>
    /// Asks the loader itself, by <c>dlvsym</c>, about the libstdc++ it would bind to (the one already in the process if there
    /// is one), so neither folders nor file names are guessed. About a millisecond.
    /// </remarks>
    public static bool LacksVersion()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64
            || !NativeLibrary.TryLoad("libstdc++.so.6", out nint library))
        {
            return false;
        }

        try
        {
            return Find(library, Symbol, Version) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // musl knows no symbol versions
        }
        catch (DllNotFoundException)
        {
            return false; // no glibc
        }
        finally
        {
            NativeLibrary.Free(library);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "dlvsym", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Find(nint library, string symbol, string version);
}
