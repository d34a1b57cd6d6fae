using System.Text.Json;
using static TorchSharp.torch;

namespace Ricap.Train.Tests;

/// <summary>The other half of <c>reference/make_reference.py</c>: the same numbers out of the same names.</summary>
internal static class Formula
{
    public static JsonElement Read(string file) => JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "reference", file))).RootElement;

    public static float[] Floats(this JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetSingle())];

    /// <summary>Numbers in [-0.5, 0.5), a function of the name.</summary>
    public static float[] Numbers(string name, long count)
    {
        uint salt = 2166136261;
        foreach (char c in name)
        {
            salt = (salt ^ c) * 16777619;
        }

        float[] numbers = new float[count];
        for (uint i = 0; i < count; i++)
        {
            uint h = (i * 2654435761) + salt;
            h = (h ^ (h >> 16)) * 2246822507;
            h = (h ^ (h >> 13)) * 3266489909;
            h ^= h >> 16;
            numbers[i] = (float)((h / 4294967296.0) - 0.5);
        }

        return numbers;
    }

    /// <summary>Sets every tensor of a model as the script's <c>fill</c> does.</summary>
    public static void Fill(nn.Module model)
    {
        using IDisposable quiet = no_grad();
        foreach ((string name, Tensor target) in model.state_dict())
        {
            if (name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                continue;
            }

            long[] shape = target.shape;
            (float scale, float offset) = (shape.Length, name.Split('.')[^1]) switch
            {
                (4, _) => ((float)Math.Sqrt(24.0 / (shape[1] * shape[2] * shape[3])), 0f),
                (2, _) => (0.2f, 0f),
                (_, "running_var") => (0.5f, 1f),
                (_, "running_mean" or "bias") => (0.2f, 0f),
                _ => (0.2f, 1f),
            };
            float[] values = [.. Numbers(name, target.numel()).Select(v => (v * scale) + offset)];
            using Tensor source = tensor(values).reshape(shape);
            target.copy_(source);
        }
    }

    /// <summary>The script's input as it lies in memory: [N,H,W,3].</summary>
    public static Tensor Input(int samples, int height, int width) =>
        tensor(Numbers("input", samples * height * width * 3).Select(v => v * 4).ToArray()).reshape(samples, height, width, 3);

    /// <summary>The script's soft labels as areas of 1024 pixels.</summary>
    public static IReadOnlyList<IReadOnlyList<Ricap.Planning.ClassWeight>> Labels(int samples)
    {
        const long Pixel = Ricap.Planning.ClassWeight.PerPixel;
        return
        [
            .. Enumerable.Range(0, samples).Select(i => (IReadOnlyList<Ricap.Planning.ClassWeight>)(i % 2 == 0
                ? [new(i % 10, 768 * Pixel), new((i + 3) % 10, 256 * Pixel)]
                : [new(i % 10, 768 * Pixel), new((i + 3) % 10, 100 * Pixel), new((i + 5) % 10, 156 * Pixel)])),
        ];
    }

    public static Tensor Targets(int samples)
    {
        float[] targets = new float[samples * 10];
        Ricap.Train.Losses.SoftTargets.Write(Labels(samples), 10, targets);
        return tensor(targets).reshape(samples, 10);
    }

    public static void Near(float[] expected, Tensor actual, double tolerance, string what)
    {
        float[] values = [.. actual.detach().to(ScalarType.Float32).contiguous().data<float>()];
        Assert.Equal(expected.Length, values.Length);
        double worst = expected.Zip(values).Max(p => Math.Abs((double)p.First - p.Second));
        Assert.True(worst <= tolerance, $"{what}: off by {worst:g3}, more than {tolerance:g3}");
    }
}
