using System.Buffers;
using System.Text.Json;
using Ricap.Planning;

namespace Ricap.Shards;

/// <summary>One row of a base shard: where its pixels came from.</summary>
/// <param name="Source">The source: path, class and soft label.</param>
/// <param name="XxHash128">XXH128 of the source file's bytes, to tell whether it changed.</param>
internal sealed record BaseRecord(RecordSource Source, UInt128 XxHash128);

/// <summary>
/// The JSON beside a base shard: an array with one source a line, in the order of the shard's rows.
/// <code>
/// [
/// {"path":"cat/a.png","class":0,"xxh128":"…32 hex digits"},
/// {"path":"mix/b.png","class":1,"xxh128":"…","label":{"class":[0,1],"weight":[0.3,0.7]}}
/// ]
/// </code>
/// Only soft-labelled sources have a <c>label</c>.
/// </summary>
internal static class BaseShardRecords
{
    /// <summary>Writes the whole file.</summary>
    /// <param name="records">One for each row of the shard, in order.</param>
    /// <param name="output">Receives the bytes.</param>
    public static void Write(IEnumerable<BaseRecord> records, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(output);
        var lines = new JsonLines(output);
        foreach (BaseRecord record in records)
        {
            lines.Next();
            WriteLine(record, output);
        }

        lines.End();
    }

    /// <summary>Reads the whole file.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="shard">Its name, for the message of an exception.</param>
    /// <exception cref="ShardFormatException">It is not such an array.</exception>
    public static IReadOnlyList<BaseRecord> Read(ReadOnlySpan<byte> json, string shard)
    {
        var reader = new StrictJson(json);
        try
        {
            var records = new List<BaseRecord>();
            reader.OpenArray();
            while (!reader.ArrayEnds())
            {
                records.Add(ReadLine(ref reader));
            }

            reader.End();
            return records;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // RecordSource refuses what is well-formed and yet no label.
            throw new ShardFormatException(shard, reader.Offset, e.Message, e);
        }
    }

    private static void WriteLine(BaseRecord record, IBufferWriter<byte> output)
    {
        output.Write("{\"path\":"u8);
        output.WriteString(record.Source.Path);
        output.Write(",\"class\":"u8);
        output.WriteNumber(record.Source.Class);
        output.Write(",\"xxh128\":"u8);
        output.WriteHash(record.XxHash128);
        ReadOnlySpan<ClassWeight> label = record.Source.SoftSpan;
        if (!label.IsEmpty)
        {
            output.Write(",\"label\":"u8);
            var cursor = new Utf8Cursor(output.GetSpan(Utf8Cursor.MaxLabelLength(label.Length)));
            cursor.Label(label);
            output.Advance(cursor.Length);
        }

        output.Write("}"u8);
    }

    private static BaseRecord ReadLine(ref StrictJson reader)
    {
        reader.OpenObject();
        reader.Property("path"u8);
        string path = reader.Text();
        reader.Property("class"u8);
        int @class = reader.Int32();
        reader.Property("xxh128"u8);
        UInt128 hash = reader.Hash();
        ClassWeight[]? label = reader.TryProperty("label"u8) ? RecordReader.ReadLabel(ref reader) : null;
        reader.CloseObject();
        return new BaseRecord(new RecordSource(path, @class, label), hash);
    }
}
