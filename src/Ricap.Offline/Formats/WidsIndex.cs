using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Shards.Text;

namespace Ricap.Formats;

/// <summary>One shard in a <see cref="WidsIndex"/>.</summary>
/// <param name="Url">Where it lies, relative to the index: <c>ricap-0000-000000.tar</c>.</param>
/// <param name="Samples">How many samples it has.</param>
/// <param name="Length">How many bytes it has.</param>
internal sealed record WidsShard(
    string Url, [property: JsonPropertyName("nsamples")] int Samples, [property: JsonPropertyName("filesize")] long Length);

/// <summary>
/// The index that the Python package <c>wids</c> (indexed WebDataset) opens a set of shards with.
/// <code>
/// {
///   "__kind__": "wids-shard-index-v1",
///   "wids_version": 1,
///   "name": "faces-0000",
///   "shardlist": [
///     {"url":"ricap-0000-000000.tar","nsamples":1024,"filesize":9465856},
///     {"url":"ricap-0000-000001.tar","nsamples":210,"filesize":1943552}
///   ]
/// }
/// </code>
/// <c>wids</c> insists on <c>wids_version</c>, <c>shardlist</c>, <c>url</c> and <c>nsamples</c>, and resolves
/// <c>url</c> against the index's own place. It needs no <c>md5sum</c>, so we write none: the manifest has hashes.
/// </summary>
internal static class WidsIndex
{
    /// <summary>Writes the whole file.</summary>
    /// <param name="name">The data set's name.</param>
    /// <param name="shards">The shards in order; at least one, for <c>wids</c> refuses a list of none.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <exception cref="ArgumentException">There is no shard.</exception>
    public static void Write(string name, IReadOnlyList<WidsShard> shards, IBufferWriter<byte> output)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shards.Count, nameof(shards));
        output.Write(JsonSerializer.SerializeToUtf8Bytes(new WidsJson("wids-shard-index-v1", 1, name, shards), WidsContext.File.WidsJson));
        output.Write("\n"u8);
    }
}

/// <summary>The index as it is spelled.</summary>
internal sealed record WidsJson(
    [property: JsonPropertyName("__kind__")] string Kind,
    [property: JsonPropertyName("wids_version")] int Version,
    string Name,
    [property: JsonPropertyName("shardlist"), JsonConverter(typeof(LinePerItemJson<WidsShard>))] IReadOnlyList<WidsShard> Shards);

/// <summary>Generated code for it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(WidsJson))]
[JsonSerializable(typeof(List<WidsShard>))]
internal sealed partial class WidsContext : JsonSerializerContext
{
    /// <summary>Indented by two, a line a shard.</summary>
    public static WidsContext File => field ??= new(JsonText.Indented(Default.Options));
}
