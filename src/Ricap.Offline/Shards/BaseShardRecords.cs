using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Planning;
using Ricap.Shards.Text;

namespace Ricap.Shards;

/// <summary>One row of a base shard: where its pixels came from.</summary>
/// <param name="Source">The source: path, class and soft label.</param>
/// <param name="XxHash128">XXH128 of the source file's bytes, to tell whether it changed.</param>
internal sealed record BaseRecord(RecordSource Source, Hash128 XxHash128);

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
    /// <summary>What a line has beside the path, with a class of ten digits and the end of the line.</summary>
    private static int MostOfLine { get; } = BaseRecordLines.Path.Length + BaseRecordLines.Class.Length + BaseRecordLines.Hash.Length
        + BaseRecordLines.End.Length + HashText.Length + 16;

    /// <summary>Writes the whole file.</summary>
    /// <param name="records">One for each row of the shard is among them, in order, to the end.</param>
    /// <param name="start">The first of these.</param>
    /// <param name="output">Receives the bytes.</param>
    public static void Write(BaseRecords records, int start, IBufferWriter<byte> output)
    {
        var lines = new JsonArrayWriter(output);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JsonText.Encoder, SkipValidation = true });
        for (int i = start; i < records.Count; i++)
        {
            lines.Next();
            if (records.Sources.LabelOf(i).IsEmpty)
            {
                WriteLine(records, i, output);
                continue;
            }

            JsonSerializer.Serialize(json, BaseRecordJson.Of(records[i]), DatasetJson.File.BaseRecordJson);
            json.Reset();
        }

        lines.End();
    }

    /// <summary>About how many bytes <see cref="Write"/> writes: a little more where no path is escaped and no label soft.</summary>
    public static int LengthOf(BaseRecords records, int start)
    {
        long length = 0;
        for (int i = start; i < records.Count; i++)
        {
            length += MostOfLine + records.Sources.PathOf(i).Length;
        }

        return (int)Math.Min(length, Array.MaxLength);
    }

    /// <summary>Reads the whole file.</summary>
    /// <param name="json">The file's bytes.</param>
    /// <param name="shard">Its name, for the message of an exception.</param>
    /// <exception cref="ShardFormatException">It is not such an array.</exception>
    public static BaseRecords Read(ReadOnlySpan<byte> json, string shard)
    {
        if (BaseRecordLines.TryRead(json) is { } read)
        {
            return read;
        }

        try
        {
            List<BaseRecordJson> rows = GeneratedJson.Read(json, DatasetJson.File.ListBaseRecordJson);
            var records = new BaseRecords();
            foreach (BaseRecordJson row in rows)
            {
                records.Add(row.ToRecord());
            }

            return records;
        }
        catch (JsonException e)
        {
            throw new ShardFormatException(shard, GeneratedJson.OffsetOf(e, json), e.Message, e);
        }
    }

    /// <summary>A line without a label, as the generated code spells it.</summary>
    private static void WriteLine(BaseRecords records, int row, IBufferWriter<byte> output)
    {
        output.Write(BaseRecordLines.Path);
        output.WriteString(records.Sources.PathOf(row));
        output.Write(BaseRecordLines.Class);
        output.WriteNumber(records.Sources.ClassOf(row));
        output.Write(BaseRecordLines.Hash);
        HashText.Write(records.HashOf(row), output.GetSpan(HashText.Length));
        output.Advance(HashText.Length);
        output.Write(BaseRecordLines.End);
    }
}

/// <summary>A row as its line spells it.</summary>
internal sealed record BaseRecordJson(
    string Path,
    int Class,
    [property: JsonPropertyName("xxh128")] Hash128 XxHash128,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] LabelJson? Label = null)
{
    /// <summary>Spells a row.</summary>
    public static BaseRecordJson Of(BaseRecord record) => new(
        record.Source.Path,
        record.Source.Class,
        record.XxHash128,
        record.Source.SoftLabel is { } label
            ? new([.. label.Select(part => part.Class)], [.. label.Select(part => part.Weight / (decimal)ClassWeight.PerPixel)])
            : null);

    /// <summary>The row that is spelled so.</summary>
    /// <exception cref="JsonException">Its label is not one.</exception>
    public BaseRecord ToRecord()
    {
        try
        {
            return new BaseRecord(new RecordSource(Path, Class, Label?.ToLabel()), XxHash128);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new JsonException($"'{Path}': {e.Message}", e);
        }
    }
}

/// <summary>A soft label in a row: ascending classes, and their fractions.</summary>
internal sealed record LabelJson(IReadOnlyList<int> Class, IReadOnlyList<decimal> Weight)
{
    /// <summary>The label in millionths.</summary>
    /// <exception cref="ArgumentException">A weight is none, or there are too few or many.</exception>
    public ClassWeight[] ToLabel()
    {
        decimal[] millionths = [.. Weight.Select(weight => weight * ClassWeight.PerPixel)];
        return Class.Count == millionths.Length && millionths.All(decimal.IsInteger)
            ? [.. Class.Zip(millionths, (@class, weight) => new ClassWeight(@class, (long)weight))]
            : throw new ArgumentException("a label has a weight of at most six decimals for each class");
    }
}
