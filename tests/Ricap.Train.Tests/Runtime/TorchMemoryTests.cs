using System.Runtime.InteropServices;
using Ricap.Train.Runtime;
using TorchSharp;

namespace Ricap.Train.Tests.Runtime;

public class TorchMemoryTests
{
    [TorchFact]
    public void What_libtorch_has_no_memory_for_is_one_line_that_says_what_to_do()
    {
        TorchRuntime.Load();
        var thrown = Assert.Throws<RicapException>(() => TorchMemory.Guard("cpu", () => torch.empty(1L << 55)));
        Told(thrown);
    }

    [Theory]
    [InlineData("CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 7.79 GiB\nException raised from malloc")]
    [InlineData("[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes.\nframe #0")]
    public void So_is_what_others_say(string message) => Told(Assert.Throws<RicapException>(
        () => TorchMemory.Guard<int>("cuda:1", () => throw new NativeException(message))));

    [Fact]
    public void What_is_another_fault_stays_one() => Assert.Throws<NativeException>(
        () => TorchMemory.Guard<int>("cpu", () => throw new NativeException("mat1 and mat2 shapes cannot be multiplied")));

    private static void Told(RicapException thrown)
    {
        Problem problem = Assert.Single(thrown.Problems);
        Assert.Equal(ProblemCodes.DeviceUnavailable, problem.Code);
        Assert.StartsWith("has too little memory: ", problem.Message, StringComparison.Ordinal);
        Assert.Contains("--batch", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem.Message);
    }

    /// <summary>What TorchSharp throws is an <see cref="ExternalException"/>.</summary>
    private sealed class NativeException(string message) : ExternalException(message);
}
