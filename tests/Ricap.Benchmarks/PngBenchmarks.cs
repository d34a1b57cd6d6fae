using BenchmarkDotNet.Attributes;
using Ricap.ImageFiles.Png;
using SkiaSharp;

namespace Ricap.Benchmarks;

/// <summary>A 32×32 file by our encoder and by Skia's, the peer, on the same pixels.</summary>
public sealed class PngBenchmarks : IDisposable
{
    private const int Side = 32;

    private readonly PngEncoder _encoder = new();
    private readonly System.Buffers.ArrayBufferWriter<byte> _output = new();
    private readonly byte[] _rgb = new byte[3 * Side * Side];
    private SKBitmap? _bitmap;

    [GlobalSetup]
    public void Setup()
    {
        // Smooth with a little noise, as photographs are.
        var random = new Random(1);
        _bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int i = 0; i < Side * Side; i++)
        {
            byte grey = (byte)(100 + (40 * Math.Sin(i % Side / 6.0)) + (40 * Math.Cos(i / Side / 5.0)) + random.Next(9));
            (_rgb[3 * i], _rgb[(3 * i) + 1], _rgb[(3 * i) + 2]) = (grey, (byte)(grey + random.Next(5)), (byte)(grey / 2));
            _bitmap.SetPixel(i % Side, i / Side, new SKColor(_rgb[3 * i], _rgb[(3 * i) + 1], _rgb[(3 * i) + 2]));
        }
    }

    [GlobalCleanup]
    public void Dispose() => _bitmap?.Dispose();

    [Benchmark(Baseline = true)]
    public long Skia()
    {
        using SKPixmap pixmap = _bitmap!.PeekPixels();
        using SKData? data = pixmap.Encode(new SKPngEncoderOptions(SKPngEncoderFilterFlags.AllFilters, 6));
        return data!.Size;
    }

    [Benchmark]
    public int Ours()
    {
        _output.ResetWrittenCount();
        return _encoder.Encode(_rgb, Side, Side, _output);
    }
}
