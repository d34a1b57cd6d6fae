using System.Buffers;

namespace Ricap.Shards;

/// <summary>One shard in a <see cref="WidsIndex"/>.</summary>
/// <param name="Url">Where it lies, relative to the index: <c>ricap-000000.tar</c>.</param>
/// <param name="Samples">How many samples it has.</param>
/// <param name="Length">How many bytes it has.</param>
internal readonly record struct WidsShard(string Url, int Samples, long Length);

/// <summary>
/// The index that the Python package <c>wids</c> (indexed WebDataset) opens a set of shards with.
/// <code>
/// {"__kind__":"wids-shard-index-v1","wids_version":1,"name":"faces","shardlist":[
/// {"url":"ricap-000000.tar","nsamples":1024,"filesize":9465856},
/// {"url":"ricap-000001.tar","nsamples":210,"filesize":1943552}
/// ]
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
        ArgumentNullException.ThrowIfNull(shards);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentOutOfRangeException.ThrowIfZero(shards.Count, nameof(shards));

        output.Write("{\"__kind__\":\"wids-shard-index-v1\",\"wids_version\":1,\"name\":"u8);
        output.WriteString(name);
        output.Write(",\"shardlist\":"u8);
        var lines = new JsonLines(output);
        foreach (WidsShard shard in shards)
        {
            lines.Next();
            output.Write("{\"url\":"u8);
            output.WriteString(shard.Url);
            output.Write(",\"nsamples\":"u8);
            output.WriteNumber(shard.Samples);
            output.Write(",\"filesize\":"u8);
            output.WriteNumber(shard.Length);
            output.Write("}"u8);
        }

        lines.End();
        output.Write("}\n"u8);
    }
}
