using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ricap.Train.Runtime;
using Ricap.Train.Runtime.Native;

namespace Ricap.Train.Tests.Runtime.Native;

public sealed class NeededSymbolsTests
{
    private const string Known = "_ZN3c106detail14torchCheckFail";

    private static readonly Lazy<byte[]> Bridge = new(() => File.ReadAllBytes(TorchNatives.FindPackaged(TorchNatives.Bridge)!));

    /// <summary>Of TorchSharp 0.107.0, as <c>nm -D --undefined-only</c> counts them: 1,314, one of which no relocation refers to.</summary>
    [LinuxFact]
    public void All_that_a_relocation_refers_to_are_needed()
    {
        IReadOnlyList<string> needed = NeededSymbols.Of(Bridge.Value);
        Assert.Equal(needed.Count, needed.Distinct().Count());
        Assert.Contains(needed, name => name.StartsWith(Known, StringComparison.Ordinal));
        Assert.DoesNotContain("_ZSt21ios_base_library_initv", needed); // in the table of symbols, and used by nothing
        Assert.DoesNotContain("__gmon_start__", needed); // weak
        Assert.DoesNotContain("THSTensor_add", needed); // its own
        Assert.Equal(1313, needed.Count);
    }

    [LinuxFact]
    public void The_libtorch_that_comes_along_has_all_of_them()
    {
        Assert.True(TorchRuntime.TryLoad(out _));
        var libraries = new LoadedLibraries();
        string folder = TorchRuntime.Load().Folder;
        libraries.Add(NativeLibrary.Load(Path.Combine(folder, TorchNatives.FileName("torch_cpu"))));
        libraries.Add(NativeLibrary.Load(Path.Combine(folder, TorchNatives.FileName("torch"))));
        Assert.Empty(NeededSymbols.Missing(NeededSymbols.Of(Bridge.Value), symbol => libraries.Find(symbol) != 0));
    }

    [LinuxFact]
    public void One_that_is_renamed_is_missing()
    {
        byte[] bytes = (byte[])Bridge.Value.Clone();
        int at = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Known));
        bytes[at + 4] = (byte)'x';
        string missing = Assert.Single(NeededSymbols.Of(bytes).Except(NeededSymbols.Of(Bridge.Value)));
        Assert.StartsWith("_ZN3x10", missing, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void A_name_outside_the_table_is_refused()
    {
        byte[] bytes = (byte[])Bridge.Value.Clone();
        var image = new ElfImage(bytes);
        uint symbol = image.RelocatedSymbols().First();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(image.OffsetOf(image.Dynamic(6), 24) + ((int)symbol * 24)), uint.MaxValue);
        Assert.Throws<ElfException>(() => NeededSymbols.Of(bytes));
    }

    [Fact]
    public void Missing_are_those_that_are_not_there() =>
        Assert.Equal(["b", "d"], NeededSymbols.Missing(["a", "b", "c", "d"], symbol => symbol is "a" or "c"));
}
