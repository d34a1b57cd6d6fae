using System.Formats.Tar;
using System.Text.Json;
using SkiaSharp;

namespace Ricap.Tests.EndToEnd;

/// <summary>
/// A data set as the format document describes it, read with the runtime's own tar and JSON readers and nothing of ours.
/// </summary>
internal sealed class RenderedSet
{
    private const int NpyHeader = 128;

    private readonly List<byte[]> _base = [];

    public RenderedSet(string folder)
    {
        using JsonDocument manifest = Json(Path.Join(folder, "ricap.json"));
        JsonElement options = manifest.RootElement.GetProperty("options");
        (Width, Height) = (options.GetProperty("width").GetInt32(), options.GetProperty("height").GetInt32());
        foreach (JsonElement shard in manifest.RootElement.GetProperty("base").EnumerateArray())
        {
            _base.AddRange(Images(Path.Join(folder, shard.GetProperty("file").GetString())));
        }

        foreach (JsonElement epoch in manifest.RootElement.GetProperty("epochs").EnumerateArray())
        {
            foreach (JsonElement shard in epoch.GetProperty("shards").EnumerateArray())
            {
                string file = Path.Join(folder, shard.GetProperty("file").GetString());
                Samples.AddRange(file.EndsWith(".npy", StringComparison.Ordinal) ? Npy(file) : Tar(file));
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>The record and the pixels of every sample of every epoch.</summary>
    public List<(JsonElement Record, byte[] Pixels)> Samples { get; } = [];

    /// <summary>The fitted source of a number.</summary>
    public byte[] Source(int index) => _base[index];

    private (JsonElement Record, byte[] Pixels)[] Npy(string file)
    {
        using JsonDocument records = Json(Path.ChangeExtension(file, ".json"));
        return records.RootElement.EnumerateArray().Select(r => r.Clone()).Zip(Images(file)).ToArray();
    }

    private static IEnumerable<(JsonElement Record, byte[] Pixels)> Tar(string file)
    {
        using var tar = new TarReader(File.OpenRead(file));
        while (tar.GetNextEntry() is { } entry)
        {
            using JsonDocument record = JsonDocument.Parse(entry.DataStream!);
            TarEntry image = tar.GetNextEntry()!;
            using SKBitmap bitmap = SKBitmap.Decode(image.DataStream!);
            yield return (record.RootElement.Clone(), [.. bitmap.Pixels.SelectMany(p => (byte[])[p.Red, p.Green, p.Blue])]);
        }
    }

    private IEnumerable<byte[]> Images(string npy) => File.ReadAllBytes(npy).Skip(NpyHeader).Chunk(3 * Width * Height);

    private static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllBytes(path));
}
