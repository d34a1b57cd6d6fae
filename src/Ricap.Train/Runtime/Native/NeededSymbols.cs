namespace Ricap.Train.Runtime.Native;

/// <summary>What a shared object wants of the libraries that are loaded before it.</summary>
/// <remarks>
/// The loader refuses a file that lacks a variable, but binds functions when they are first called, and where one is missing then it
/// ends the process with a line of its own. So all are looked up before: it takes a few milliseconds. Functions
/// that a run might never call are no exception, since who calls what is known to TorchSharp alone.
/// </remarks>
internal static class NeededSymbols
{
    /// <summary>The undefined symbols that some relocation refers to, each once; without the weak ones, which may be missing.</summary>
    /// <param name="library">The bytes of an ELF shared object.</param>
    /// <exception cref="ElfException">It is none for x86-64 Linux, or damaged.</exception>
    public static IReadOnlyList<string> Of(byte[] library)
    {
        var image = new ElfImage(library);
        return
        [
            .. image.RelocatedSymbols().Distinct().Select(image.Symbol)
                .Where(symbol => !symbol.IsWeak && !symbol.IsDefined).Select(symbol => symbol.Name),
        ];
    }

    /// <summary>Those of some symbols that none of some libraries has, nor what these libraries need themselves.</summary>
    /// <param name="symbols">Their names.</param>
    /// <param name="has">Whether one is there.</param>
    public static IReadOnlyList<string> Missing(IEnumerable<string> symbols, Func<string, bool> has) => [.. symbols.Where(symbol => !has(symbol))];
}
