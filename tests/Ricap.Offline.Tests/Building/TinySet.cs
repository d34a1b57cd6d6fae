using Ricap.Building;
using Ricap.Options;
using SkiaSharp;

namespace Ricap.Tests.Building;

/// <summary>A small folder of generated images and what is built from it, gone when disposed.</summary>
internal sealed class TinySet : IDisposable
{
    private readonly Scratch _scratch = new();

    /// <summary>Makes <paramref name="classes"/> class folders of <paramref name="each"/> noise images.</summary>
    public TinySet(int classes = 3, int each = 7, int width = 20, int height = 16)
    {
        for (int c = 0; c < classes; c++)
        {
            for (int i = 0; i < each; i++)
            {
                _scratch.Write($"images/class{c}/{i:D3}.png", Noise(width, height, seed: (c * 1000) + i));
            }
        }
    }

    public string Images => _scratch["images"];

    public string Output => _scratch["out"];

    /// <summary>Options with small defaults; pairs as on the command line override them.</summary>
    public DatasetOptions Options(params (string Name, string Value)[] changes) => OptionSet.Of(
        [
            ("images", Images), ("out", Output), ("size", "12x10"), ("seed", "5"), ("batch", "8"), ("shard-size", "8"), ("epochs", "2"),
            ("threads", "2"),
        ],
        changes);

    /// <summary>Builds with these changes.</summary>
    public BuildResult Build(params (string Name, string Value)[] changes) =>
        DatasetBuilder.Build(Options(changes), new BuildListener(), CancellationToken.None);

    public string Of(string relative) => Path.Combine(Output, relative);

    public void Dispose() => _scratch.Dispose();

    /// <summary>Writes an image of smooth noise.</summary>
    public static void Draw(string path, int width, int height, int seed) => File.WriteAllBytes(path, Noise(width, height, seed));

    private static byte[] Noise(int width, int height, int seed) => Drawing.Png(width, height, (x, y) =>
    {
        int v = (seed * 7919) + (x * 31) + (y * 57) + (x * y);
        return new SKColor((byte)v, (byte)(v >> 2), (byte)(v * 3));
    });
}
