using Ricap.Train.Runtime;

// libtorch runs on all cores by itself; and some tests count what tensors are alive.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Ricap.Train.Tests;

/// <summary>Whether libtorch loads here, and why not: the reason shows beside each test that is skipped for it.</summary>
internal static class TorchHere
{
    public static string? WhyNot { get; } = TorchRuntime.TryLoad(out Problem? problem) ? null : $"no libtorch here: {problem}";
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

/// <summary>A folder of a test's own, gone afterwards.</summary>
public sealed class Scratch : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("ricap-train-test-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
