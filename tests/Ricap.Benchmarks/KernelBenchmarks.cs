using BenchmarkDotNet.Attributes;
using Ricap.Rendering.Kernels;
using Ricap.Rendering.Kernels.Fills;
using Ricap.Rendering.Kernels.Flips;
using Ricap.Rendering.Kernels.Floats;

namespace Ricap.Benchmarks;

/// <summary>Runs of one row: what the renderer calls the kernels with, against the framework's copy and the scalar oracles.</summary>
public class KernelBenchmarks
{
    private byte[] _source = [];
    private byte[] _destination = [];
    private float[] _floats = [];

    /// <summary>Pixels in the run: half a row at 32, 96 and 640 pixels.</summary>
    [Params(16, 48, 320)]
    public int Pixels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _source = new byte[3 * Pixels];
        _destination = new byte[3 * Pixels];
        _floats = new float[3 * Pixels];
        new Random(1).NextBytes(_source);
    }

    [Benchmark(Baseline = true)]
    public void SpanCopyTo() => _source.AsSpan().CopyTo(_destination);

    [Benchmark]
    public void Copy() => RowCopy.Copy(_source, _destination);

    [Benchmark]
    public void Flip() => RowFlip.Copy(_source, _destination);

    [Benchmark]
    public void FlipScalar() => RowFlip.CopyScalar(_source, _destination);

    [Benchmark]
    public void Fill() => RowFill.Fill(_destination, 1, 2, 3);

    [Benchmark]
    public void ToFloat() => Normalise.ToFloat(_source, _floats, 1 / 255f, 0);
}
