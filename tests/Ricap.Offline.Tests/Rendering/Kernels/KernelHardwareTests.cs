using Ricap.ChildProcess.Kernels;

namespace Ricap.Tests.Rendering.Kernels;

/// <summary>
/// The same bytes whatever the machine has: child processes with parts of the hardware turned off, which say what is
/// off in truth. They run the kernels in memory where a byte read or written outside a run ends the process.
/// </summary>
public sealed class KernelHardwareTests
{
    private static readonly Lazy<KernelReport> Here = new(() => KernelRun.Report(guarded: false));

    [Fact]
    public void Nothing_turned_off()
    {
        // Compiled at once and in full, where the tests themselves may have run the kernels half compiled.
        CheckChild(("DOTNET_TieredCompilation", "0"), Here.Value.Vector128, Here.Value.Vector256, Here.Value.Vector512);
    }

    [Fact]
    public void No_vectors_of_512_bits() =>
        CheckChild(("DOTNET_EnableAVX512", "0"), Here.Value.Vector128, Here.Value.Vector256, vector512: false);

    [Fact]
    public void No_vectors_over_128_bits() =>
        CheckChild(("DOTNET_EnableAVX2", "0"), Here.Value.Vector128, vector256: false, vector512: false);

    [Fact]
    public void No_vectors_at_all() =>
        CheckChild(("DOTNET_EnableHWIntrinsic", "0"), vector128: false, vector256: false, vector512: false);

    private static void CheckChild(
        (string Name, string Value) setting, bool vector128, bool vector256, bool vector512)
    {
        KernelReport child = ChildRun.Answer<KernelReport>("kernels", setting);

        Assert.Equal(
            new KernelReport(vector128, vector256, vector512, GuardedBytes.IsSupported, Here.Value.Hash),
            child);
    }
}
