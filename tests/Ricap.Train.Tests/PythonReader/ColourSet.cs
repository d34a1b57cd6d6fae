using System.Buffers.Binary;
using System.Globalization;
using Ricap.Building;
using Ricap.Train.Data;
using TorchSharp;

namespace Ricap.Train.Tests.PythonReader;

/// <summary>Random colour images under three classes, some of them softly, and data sets rendered from them.</summary>
internal sealed class ColourSet : IDisposable
{
    public const int Images = 47; // no multiple of most batches

    private static readonly string[] Mixes =
    [
        "ricap", "ricap", "baseline", "cutmix", "mixup", "cutout", "none", "ricap:0.5,cutmix:0.3,none:0.2",
        "ricap:1,baseline:1,cutmix:1,mixup:1,cutout:1", "ricap:2,mixup:1,cutout:1",
    ];

    private readonly Scratch _scratch = new();

    public ColourSet()
    {
        var random = new Random(3);
        var list = new List<string>();
        for (int i = 0; i < Images; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{i}.bmp");
            File.WriteAllBytes(_scratch[name], Bmp(random, 12 + (i % 9), 15 + (i % 4)));
            string label = i % 5 == 0 ? $$"""
                "label":{"a":0.{{i + 10}},"b":0.2,"c":1}
                """ : $"""
                "class":"{"abc"[i % 3]}"
                """;
            list.Add($$"""{"path":"{{name}}",{{label}}}""");
        }

        File.WriteAllLines(_scratch["images.jsonl"], list);
    }

    public string Folder => _scratch.Folder;

    /// <summary>
    /// Options of a data set, drawn by a number: every mix comes around, and every fill of images that are large enough to be moved row
    /// by row; the rest is random.
    /// </summary>
    public static (string Name, string Value)[] Draw(int number, bool webp)
    {
        var random = new Random(number);
        int end = random.Next(2, 9);
        bool large = number % 7 == 3;
        string[] fills = ["nearest", "reflect", "constant:0A50FF"];
        string augment = Mixes[number % Mixes.Length];
        (string, string) layout = random.Next(4) switch
        {
            0 => ("format", "npy"),
            1 => ("format", "mds"),
            2 when webp => ("image", "webp"),
            _ => ("format", "webdataset"),
        };
        return
        [
            ("size", large ? Text($"{random.Next(65, 90)}x{random.Next(65, 90)}") : Text($"{random.Next(1, 30)}x{random.Next(1, 30)}")),
            ("seed", Text($"{(ulong)random.NextInt64(long.MaxValue) * 2}")),
            ("mode", OneOf("paper", "batch", "sample")),
            ("schedule", OneOf("constant:0.3", "linear:0.01..1@0..9", "cosine:0.05..5@1..9", "step:1,0.1@3,20@5", "list:0.001,1000,3,4,5,6,7,8,9,10")),
            ("batch", Text($"{random.Next(1, 20)}")),
            ("shard-size", Text($"{random.Next(5, 50)}")),
            ("flip", OneOf("none", "horizontal")),
            ("shift", large ? OneOf("3", "17", "100%") : OneOf("0", "3", "17", "12.5%", "100%")),
            ("fill", large ? fills[number / 7 % 3] : OneOf(fills)),
            ("augment", augment),
            ("choose", OneOf("sample", "batch")),
            ("cutmix-alpha", OneOf("1", "0.2")),
            ("mixup-alpha", OneOf("1", "0.2", "8")),
            ("cutout-size", OneOf("50%", "3", "100%", "40")),
            ("epochs", Text($"0,{end}")),
            layout,
        ];

        string OneOf(params string[] values) => values[random.Next(values.Length)];
        static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Renders a data set; its folder.</summary>
    public string Render(string name, params (string Name, string Value)[] options)
    {
        string folder = _scratch[name];
        DatasetBuilder.Build(
            OptionSet.Of([("images", _scratch["images.jsonl"]), ("out", folder), ("threads", "1")], options), new StrictObserver());
        return folder;
    }

    /// <summary>What <c>ricap-train feed</c> prints of an epoch.</summary>
    public static Hash128 Feed(string folder, int epoch)
    {
        using RicapDataset dataset = RicapDataset.Open(folder);
        using var feed = new DatasetFeed(dataset, torch.CPU, new FeedOptions { Threads = 1 });
        var hash = new FeedHash();
        foreach (TrainBatch batch in feed.Epoch(epoch))
        {
            hash.Add(batch);
        }

        return hash.Value;
    }

    public void Dispose() => _scratch.Dispose();

    private static byte[] Bmp(Random random, int width, int height)
    {
        int stride = ((3 * width) + 3) / 4 * 4;
        byte[] file = new byte[54 + (stride * height)];
        random.NextBytes(file.AsSpan(54));
        (file[0], file[1]) = ((byte)'B', (byte)'M');
        foreach ((int at, int value) in (ReadOnlySpan<(int, int)>)
            [(2, file.Length), (10, 54), (14, 40), (18, width), (22, height), (26, 1 | (24 << 16)), (34, stride * height)])
        {
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        }

        return file;
    }
}
