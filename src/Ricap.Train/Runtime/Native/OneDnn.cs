namespace Ricap.Train.Runtime.Native;

/// <summary>libtorch's switch of whether it computes by oneDNN where it can; one for the process, and TorchSharp does not pass it on.</summary>
/// <remarks>Functions of C++ by the names that GCC and Clang give them. Microsoft's compiler gives others: there the switch is not known.</remarks>
/// <param name="libraries">What was loaded for libtorch.</param>
internal sealed unsafe class OneDnn(LoadedLibraries libraries)
{
    private const string Context = "_ZN2at13globalContextEv"; // at::globalContext()
    private const string Getter = "_ZNK2at7Context17userEnabledMkldnnEv"; // at::Context::userEnabledMkldnn() const
    private const string Setter = "_ZN2at7Context20setUserEnabledMkldnnEb"; // at::Context::setUserEnabledMkldnn(bool)

    private readonly Lazy<(nint Context, nint Get, nint Set)> _functions =
        new(() => (libraries.Find(Context), libraries.Find(Getter), libraries.Find(Setter)));

    /// <summary>Whether there is a switch. Once libtorch is loaded.</summary>
    public bool IsKnown => _functions.Value is { Context: not 0, Get: not 0, Set: not 0 };

    /// <summary>How it stands: on, unless somebody turned it off. Setting it does nothing where it is not known.</summary>
    public bool IsOn
    {
        get => !IsKnown || ((delegate* unmanaged[Cdecl]<nint, byte>)_functions.Value.Get)(Instance()) != 0;
        set
        {
            if (IsKnown)
            {
                ((delegate* unmanaged[Cdecl]<nint, byte, void>)_functions.Value.Set)(Instance(), value ? (byte)1 : (byte)0);
            }
        }
    }

    private nint Instance() => ((delegate* unmanaged[Cdecl]<nint>)_functions.Value.Context)();
}
