using BenchmarkDotNet.Attributes;

namespace Ricap.Benchmarks;

/// <summary>A batch planned and composed from memory, beside copying as many bytes: nanoseconds are of the whole batch.</summary>
public class ComposeBenchmarks
{
    private Action _work = () => { };

    [Params("32x32 128", "224x224 32", "640x480 8")]
    public string Shape { get; set; } = "";

    [Params("memcpy", "plan", "plan+compose", "compose", "compose-moved", "planes")]
    public string What { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _work = Worker.Case(Shape.Split(' ')[0], Shape.Split(' ')[1]).Of(What);

    [Benchmark]
    public void Batch() => _work();
}
