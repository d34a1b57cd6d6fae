namespace Ricap.Train.Runtime.Native;

/// <summary>A switch of libtorch's, one for the process, that TorchSharp does not pass on: whether it computes by another library where it can.</summary>
/// <remarks>
/// Functions of C++, <c>at::Context::userEnabledX() const</c> and <c>setUserEnabledX(bool)</c>, by the names that GCC and Clang give them. Microsoft's
/// compiler gives others: there no switch is known.
/// </remarks>
/// <param name="libraries">What was loaded for libtorch.</param>
/// <param name="name">What the library is called in the functions' names.</param>
internal sealed unsafe class LibtorchSwitch(LoadedLibraries libraries, string name)
{
    private readonly Lazy<(nint Context, nint Get, nint Set)> _functions = new(() => (
        libraries.Find("_ZN2at13globalContextEv"),
        libraries.Find($"_ZNK2at7Context{Mangled("userEnabled" + name)}Ev"),
        libraries.Find($"_ZN2at7Context{Mangled("setUserEnabled" + name)}Eb")));

    /// <summary>Whether there is such a switch. Once libtorch is loaded.</summary>
    public bool IsKnown => _functions.Value is { Context: not 0, Get: not 0, Set: not 0 };

    /// <summary>How it stands: on, unless somebody turned it off. Setting it does nothing where it is not known.</summary>
    public bool IsOn
    {
        get => !IsKnown || ((delegate* unmanaged[Cdecl]<nint, byte>)_functions.Value.Get)(Context()) != 0;
        set
        {
            if (IsKnown)
            {
                ((delegate* unmanaged[Cdecl]<nint, byte, void>)_functions.Value.Set)(Context(), value ? (byte)1 : (byte)0);
            }
        }
    }

    private static string Mangled(string name) => $"{name.Length}{name}";

    private nint Context() => ((delegate* unmanaged[Cdecl]<nint>)_functions.Value.Context)();
}
