using System.Runtime.InteropServices;

namespace Ricap.Train.Runtime.Native;

/// <summary>The libraries that this process loaded for libtorch, to ask for functions that TorchSharp does not pass on.</summary>
/// <remarks>
/// On Linux and macOS a library is asked with all that it needs itself, so those of CUDA are found through <c>c10_cuda</c> and
/// <c>torch_cuda</c>, whatever they are called in this build. Windows asks each by itself.
/// </remarks>
internal sealed class LoadedLibraries
{
    private readonly List<nint> _handles = [];

    /// <summary>Remembers one.</summary>
    public void Add(nint handle) => _handles.Add(handle);

    /// <summary>The address of an exported function or variable; 0 if no library has it.</summary>
    public nint Find(string symbol)
    {
        foreach (nint handle in _handles)
        {
            if (NativeLibrary.TryGetExport(handle, symbol, out nint address))
            {
                return address;
            }
        }

        return 0;
    }
}
