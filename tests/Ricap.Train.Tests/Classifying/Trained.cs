using Ricap.Building;
using Ricap.Options;
using Ricap.Train.Tests.Training;
using Ricap.Train.Training;

namespace Ricap.Train.Tests.Classifying;

/// <summary>A model that was trained for an epoch on a folder of pictures, of other shapes than it sees; and a test split of the same pictures.</summary>
internal sealed class Trained : IDisposable
{
    public static readonly string[] Classes = ["a, b", "dark", "light"];

    private readonly Scratch _scratch = new();

    /// <summary>Renders and trains; pairs are for both renderings.</summary>
    public Trained(params (string Name, string Value)[] changes)
    {
        Pictures = _scratch["photos"];
        for (int i = 0; i < 12; i++)
        {
            string folder = Path.Combine(Pictures, Classes[i % Classes.Length]);
            Directory.CreateDirectory(folder);
            Png(Path.Combine(folder, $"p{i:00}.png"), width: 40 + i, height: 61 - (2 * i), seed: i);
        }

        Test = _scratch["test"];
        Build(_scratch["set"], changes);
        Build(Test, [.. changes, ("augment", "none")]);
        Trainer.Run(
            TrainOptionTable.Parse(new Dictionary<string, string>
            {
                ["data"] = _scratch["set"],
                ["test"] = Test,
                ["out"] = Run,
                ["epochs"] = "1",
                ["lr"] = "0.05",
            }),
            new Watcher(),
            CancellationToken.None);
    }

    /// <summary>The pictures that it was trained on, in folders by class.</summary>
    public string Pictures { get; }

    /// <summary>A data set of them, plain.</summary>
    public string Test { get; }

    /// <summary>The run's folder.</summary>
    public string Run => _scratch["run"];

    public string Model => Path.Combine(Run, "model.safetensors");

    public string this[string relative] => _scratch[relative];

    public void Dispose() => _scratch.Dispose();

    /// <summary>Writes a picture, which is half transparent in places.</summary>
    public static void Png(string path, int width, int height, int seed, bool isOpaque = false)
    {
        using var image = new SkiaSharp.SKBitmap(width, height, SkiaSharp.SKColorType.Rgba8888, SkiaSharp.SKAlphaType.Unpremul);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                image.SetPixel(x, y, new SkiaSharp.SKColor(
                    (byte)((x * 5) + (seed * 40)), (byte)((y * 3) + (seed * 90)), (byte)((x * y) + seed), (byte)(x < 9 && !isOpaque ? 100 : 255)));
            }
        }

        using SkiaSharp.SKData data = image.Encode(SkiaSharp.SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, data.ToArray());
    }

    private void Build(string output, (string Name, string Value)[] changes)
    {
        var values = new Dictionary<string, string>
        {
            ["images"] = Pictures,
            ["out"] = output,
            ["size"] = "32x28",
            ["batch"] = "4",
            ["format"] = "npy",
        };
        foreach ((string name, string value) in changes)
        {
            values[name] = value;
        }

        DatasetBuilder.Build(OptionTable.Parse(values), new StrictObserver(), CancellationToken.None);
    }
}

/// <summary>One for all tests of a class, which leave its run as it is; made when the first of them asks, so that none is where there is no libtorch.</summary>
public sealed class TrainedOnce : IDisposable
{
    private readonly Lazy<Trained> _trained = new(() => new Trained());

    internal Trained Value => _trained.Value;

    public void Dispose()
    {
        if (_trained.IsValueCreated)
        {
            _trained.Value.Dispose();
        }
    }
}
