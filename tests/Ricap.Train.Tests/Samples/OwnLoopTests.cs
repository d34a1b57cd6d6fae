using System.Globalization;
using Ricap.Building;
using Ricap.Options;

namespace Ricap.Train.Tests.Samples;

/// <summary>Runs <c>samples/OwnLoop</c> as its reader would: a program of its own that trains.</summary>
public sealed class OwnLoopTests : IDisposable
{
    private const int Images = 96;
    private const int Side = 16;
    private const int Classes = 3;

    private readonly Scratch _scratch = new();

    [TorchFact]
    public void The_trainer_and_both_loops_learn()
    {
        Render();
        string[] lines = Run(_scratch["set"], _scratch["run"]);
        AssertFalls("trainer", lines);
        Assert.True(File.Exists(Path.Combine(_scratch["run"], "model.safetensors")));
        Assert.Contains($"shards: {Images} images of {Classes} classes", lines);
        AssertFalls("shards", lines);
        AssertFalls("tensors", lines);
    }

    [TorchFact]
    public void Without_a_data_set_it_trains_from_tensors_alone()
    {
        string[] lines = Run();
        Assert.DoesNotContain(lines, line => line.StartsWith("shards", StringComparison.Ordinal));
        AssertFalls("tensors", lines);
    }

    public void Dispose() => _scratch.Dispose();

    private static void AssertFalls(string way, string[] lines)
    {
        float[] losses =
        [
            .. lines.Where(line => line.StartsWith($"{way}: epoch ", StringComparison.Ordinal))
                .Select(line => float.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(12, losses.Length);
        Assert.True(losses[^1] < 0.9 * losses[0], $"{way}: {string.Join(", ", losses)}");
    }

    /// <summary>Two epochs of noise whose brightness is its class, so that the other ten are composed.</summary>
    private void Render()
    {
        var random = new Random(1);
        byte[] labels = [.. Enumerable.Range(0, Images).Select(i => (byte)(i % Classes))];
        byte[] pixels = [.. labels.SelectMany(label => Enumerable.Range(0, Side * Side).Select(_ => (byte)((80 * label) + random.Next(90))))];
        File.WriteAllBytes(_scratch["train-images-idx3-ubyte"], [0, 0, 8, 3, 0, 0, 0, Images, 0, 0, 0, Side, 0, 0, 0, Side, .. pixels]);
        File.WriteAllBytes(_scratch["train-labels-idx1-ubyte"], [0, 0, 8, 1, 0, 0, 0, Images, .. labels]);
        DatasetBuilder.Build(
            OptionTable.Parse(new Dictionary<string, string>
            {
                ["images"] = _scratch["train-images-idx3-ubyte"],
                ["out"] = _scratch["set"],
                ["size"] = $"{Side}x{Side}",
                ["epochs"] = "2",
                ["batch"] = "16",
                ["format"] = "npy",
            }),
            new StrictObserver(),
            CancellationToken.None);
    }

    private static string[] Run(params string[] arguments)
    {
        (int code, string text) = Command.RunProgram("OwnLoop.dll", [("OMP_NUM_THREADS", "1")], arguments);
        Assert.True(code == 0, $"ended with {code}: {text}");
        return text.ReplaceLineEndings("\n").Split('\n');
    }
}
