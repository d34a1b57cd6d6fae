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

/// <summary>A test that needs an NVIDIA GPU.</summary>
public sealed class CudaFactAttribute : FactAttribute
{
    public CudaFactAttribute() => Skip = WhyNot;

    internal static string? WhyNot =>
        TorchHere.WhyNot ?? (TorchSharp.torch.cuda.is_available() ? null : "no NVIDIA GPU that this build of libtorch can use");
}

/// <summary>A test with data that needs an NVIDIA GPU.</summary>
public sealed class CudaTheoryAttribute : TheoryAttribute
{
    public CudaTheoryAttribute() => Skip = CudaFactAttribute.WhyNot;
}
