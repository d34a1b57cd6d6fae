using Ricap.Train.Runtime;

// libtorch runs on all cores by itself; and some tests count what tensors are alive.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Ricap.Train.Tests;

/// <summary>Whether libtorch loads here, and why not: the reason shows beside each test that is skipped for it.</summary>
internal static class TorchHere
{
    public static string? WhyNot { get; } = Load();

    private static string? Load()
    {
        if (!TorchRuntime.TryLoad(out Problem? problem))
        {
            return $"no libtorch here: {problem}";
        }

        // Beside other test projects on the same cores, threads that wait for each other within an operation cost more than
        // they save: on 2 cores the suite took several times as long.
        TorchSharp.torch.set_num_threads(1);
        return null;
    }
}

/// <summary>A test that needs libtorch.</summary>
public sealed class TorchFactAttribute : FactAttribute
{
    public TorchFactAttribute() => Skip = TorchHere.WhyNot;
}

/// <summary>A test with data that needs libtorch.</summary>
public sealed class TorchTheoryAttribute : TheoryAttribute
{
    public TorchTheoryAttribute() => Skip = TorchHere.WhyNot;
}

/// <summary>A test that needs NVIDIA GPUs.</summary>
public sealed class CudaFactAttribute : FactAttribute
{
    /// <param name="gpus">How many.</param>
    public CudaFactAttribute(int gpus = 1) => Skip = WhyNot(gpus);

    internal static string? WhyNot(int gpus)
    {
        if (TorchHere.WhyNot is { } noTorch)
        {
            return noTorch;
        }

        int count = TorchSharp.torch.cuda.is_available() ? TorchSharp.torch.cuda.device_count() : 0;
        return count >= gpus ? null
            : count == 0 ? "no NVIDIA GPU that this build of libtorch can use"
            : $"it takes {gpus} NVIDIA GPUs, and there is {count}";
    }
}

/// <summary>A test with data that needs an NVIDIA GPU.</summary>
public sealed class CudaTheoryAttribute : TheoryAttribute
{
    public CudaTheoryAttribute() => Skip = CudaFactAttribute.WhyNot(1);
}

/// <summary>A test that needs a libtorch which no version file lies beside: Debian's, in the folder of the system's libraries.</summary>
public sealed class DebianTorchFactAttribute : FactAttribute
{
    internal const string Folder = "/usr/lib/x86_64-linux-gnu";

    public DebianTorchFactAttribute() => Skip = TorchHere.WhyNot
        ?? (File.Exists($"{Folder}/libtorch_cpu.so") && File.Exists($"{Folder}/libc10.so") ? null : "Debian's libtorch-dev is not installed");
}
