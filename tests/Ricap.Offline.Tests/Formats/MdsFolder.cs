using System.Buffers.Binary;
using System.Text.Json;

namespace Ricap.Tests.Formats;

/// <summary>One sample of an MDS data set.</summary>
internal sealed record MdsSample(byte[] Image, float[] Label, byte[] Record);

/// <summary>
/// Reads a folder as MosaicML's <c>StreamingDataset</c> does, from the format's description: <c>index.json</c>, then the
/// shards that it names, by their offsets. Shares no code with what writes it.
/// </summary>
internal static class MdsFolder
{
    private static readonly string[] EntryKeys =
    [
        "column_encodings", "column_names", "column_sizes", "compression", "format", "hashes", "raw_data", "samples", "size_limit",
        "version", "zip_data",
    ];

    /// <summary>All samples of all shards.</summary>
    public static List<MdsSample> Read(string folder)
    {
        using JsonDocument index = JsonDocument.Parse(File.ReadAllBytes(Path.Join(folder, "index.json")));
        Assert.Equal(["shards", "version"], Keys(index.RootElement));
        Assert.Equal(2, index.RootElement.GetProperty("version").GetInt32());
        return [.. index.RootElement.GetProperty("shards").EnumerateArray().SelectMany(entry => ReadShard(folder, entry))];
    }

    private static IEnumerable<MdsSample> ReadShard(string folder, JsonElement entry)
    {
        Assert.Equal(EntryKeys, Keys(entry)); // any other is an error for its reader
        Assert.Equal((2, "mds"), (entry.GetProperty("version").GetInt32(), entry.GetProperty("format").GetString()));
        Assert.Equal(0, entry.GetProperty("hashes").GetArrayLength());
        Assert.All(["compression", "zip_data"], key => Assert.Equal(JsonValueKind.Null, entry.GetProperty(key).ValueKind));
        JsonElement raw = entry.GetProperty("raw_data");
        Assert.Equal(["basename", "bytes", "hashes"], Keys(raw));
        string name = raw.GetProperty("basename").GetString()!;
        Assert.DoesNotContain('/', name);
        byte[] shard = File.ReadAllBytes(Path.Join(folder, name));
        Assert.Equal(raw.GetProperty("bytes").GetInt64(), shard.Length);

        int samples = entry.GetProperty("samples").GetInt32();
        Assert.Equal(samples, Number(shard, 0));
        Assert.Equal(shard.Length, Number(shard, 4 * (samples + 1)));
        RequireColumns(entry, shard[(4 * (samples + 2))..Number(shard, 4)]);
        for (int i = 0; i < samples; i++)
        {
            yield return Sample(entry, shard[Number(shard, 4 * (i + 1))..Number(shard, 4 * (i + 2))]);
        }
    }

    /// <summary>The shard says of its columns what the index does.</summary>
    private static void RequireColumns(JsonElement entry, byte[] columns)
    {
        using JsonDocument config = JsonDocument.Parse(columns);
        Assert.Equal(EntryKeys.Except(["raw_data", "samples", "zip_data"]), Keys(config.RootElement));
        Assert.All(config.RootElement.EnumerateObject(), property =>
            Assert.True(JsonElement.DeepEquals(property.Value, entry.GetProperty(property.Name)), property.Name));
    }

    private static MdsSample Sample(JsonElement entry, byte[] bytes)
    {
        var parts = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        string[] names = Texts(entry, "column_names");
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        int?[] sizes = [.. entry.GetProperty("column_sizes").EnumerateArray().Select(s => s.ValueKind == JsonValueKind.Null ? (int?)null : s.GetInt32())];
        int at = 0;
        for (int column = 0; column < sizes.Length; column++)
        {
            if (sizes[column] is null)
            {
                sizes[column] = Number(bytes, at);
                at += 4;
            }
        }

        foreach ((string name, int? size) in names.Zip(sizes))
        {
            parts.Add(name, bytes[at..(at + size!.Value)]);
            at += size.Value;
        }

        Assert.Equal(bytes.Length, at);
        string[] encodings = Texts(entry, "column_encodings");
        float[] label = [.. parts["label"].Chunk(4).Select(b => BinaryPrimitives.ReadSingleLittleEndian(b))];
        Assert.Contains(encodings[0], (string[])["png", "jpeg"]);
        Assert.Equal([$"ndarray:float32:{label.Length}", "json"], encodings[1..]);
        return new MdsSample(parts["image"], label, parts["record"]);
    }

    private static string[] Keys(JsonElement element) => [.. element.EnumerateObject().Select(property => property.Name)];

    private static string[] Texts(JsonElement entry, string name) => [.. entry.GetProperty(name).EnumerateArray().Select(e => e.GetString()!)];

    private static int Number(byte[] bytes, int at) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)));
}
