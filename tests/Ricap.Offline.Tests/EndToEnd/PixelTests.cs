using System.Globalization;
using System.Text.Json;

namespace Ricap.Tests.EndToEnd;

/// <summary>Every pixel and every label of rendered samples, against the plainest reading of the format document.</summary>
public class PixelTests
{
    private static readonly string[] Sizes = ["1x1", "1x7", "7x1", "2x2", "31x33", "16x16", "40x40", "3x40", "17x5"];
    private static readonly string[] Modes = ["paper", "batch", "sample"];
    private static readonly string[] Fills = ["nearest", "reflect", "constant:0AF37B"];
    private static readonly string[] Shifts = ["0", "2", "10%", "100%", "41", "97"];
    private static readonly string[] Formats = ["npy", "webdataset", "webdataset --image webp"];

    public static TheoryData<string, string> Grid()
    {
        var random = new Random(1810);
        var grid = new TheoryData<string, string>();
        for (int i = 0; i < 72; i++)
        {
            string fill = Fills[i % Fills.Length];
            grid.Add(fill, string.Join(
                ' ',
                $"--size {(i < 3 * Sizes.Length ? Sizes[i / 3] : $"{random.Next(1, 41)}x{random.Next(1, 41)}")}",
                $"--seed {random.Next()} --fill {fill} --mode {Pick(Modes)} --flip {Pick(["none", "horizontal"])}",
                $"--shift {Pick(Shifts)} --format {Pick(Formats)} --batch {random.Next(1, 20)} --shard-size {random.Next(1, 20)}",
                $"--beta {Pick(["0.05", "0.3", "1", "8"])} --epochs {random.Next(0, 9)},9 --fit {Pick(["stretch", "crop", "pad"])}"));
        }

        return grid;

        string Pick(string[] values) => values[random.Next(values.Length)];
    }

    [Theory, MemberData(nameof(Grid))]
    public void Each_sample_is_what_its_record_and_the_base_shards_make(string fill, string words)
    {
        using Workspace workspace = Workspace.With(11);
        workspace.Render(words);
        var set = new RenderedSet(workspace.Output);
        Assert.NotEmpty(set.Samples);
        foreach ((JsonElement record, byte[] pixels) in set.Samples)
        {
            Assert.Equal(Composer.Compose(set, record, fill), pixels);
            AssertLabel(record, set, index => new() { [ClassOf(index)] = 1 });
        }
    }

    [Fact]
    public void Soft_labels_are_mixed_by_area_to_the_millionth()
    {
        using Workspace workspace = Workspace.With(4);
        var weights = new Dictionary<string, decimal>[]
        {
            new() { ["ant"] = 0.3m, ["cat"] = 0.7m }, new() { ["bee"] = 1 }, new() { ["ant"] = 0.125m, ["bee"] = 0.5m, ["cat"] = 0.375m },
            new() { ["cat"] = 1 },
        };
        IEnumerable<string> lines = weights.Select((w, i) =>
            $$"""{"path":"images/{{Workspace.NameOf(i)}}","label":{{JsonSerializer.Serialize(w)}}}""");
        string list = Path.Join(workspace.Root, "list.jsonl");
        File.WriteAllLines(list, lines);
        workspace.Render("--size 13x11 --seed 4 --epochs 20 --batch 4 --format npy", images: list);
        var set = new RenderedSet(workspace.Output);
        Assert.Equal(80, set.Samples.Count);
        string[] classes = ["ant", "bee", "cat"];
        foreach ((JsonElement record, _) in set.Samples)
        {
            AssertLabel(record, set, index => weights[index].ToDictionary(w => Array.IndexOf(classes, w.Key), w => w.Value));
        }
    }

    /// <summary>The base is in the order of the paths: four images of ant, four of bee, three of cat.</summary>
    private static int ClassOf(int index) => index / 4;

    private static void AssertLabel(JsonElement record, RenderedSet set, Func<int, Dictionary<int, decimal>> shares)
    {
        var expected = new SortedDictionary<int, decimal>();
        foreach (JsonElement patch in record.GetProperty("patches").EnumerateArray())
        {
            int area = patch.GetProperty("crop").GetProperty("w").GetInt32() * patch.GetProperty("crop").GetProperty("h").GetInt32();
            Assert.Equal(area, patch.GetProperty("area").GetInt32());
            foreach ((int of, decimal share) in shares(patch.GetProperty("index").GetInt32()))
            {
                expected[of] = expected.GetValueOrDefault(of) + (area * share);
            }
        }

        JsonElement label = record.GetProperty("label");
        Assert.Equal(
            expected.Where(e => e.Value != 0).Select(e => (e.Key, e.Value)),
            label.GetProperty("class").EnumerateArray().Select(c => c.GetInt32())
                .Zip(label.GetProperty("weight").EnumerateArray().Select(w => decimal.Parse(w.GetRawText(), CultureInfo.InvariantCulture))));
        Assert.Equal(set.Width * set.Height, expected.Values.Sum());
    }
}
