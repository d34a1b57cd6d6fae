using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Ricap.Shards.Text;

/// <summary>A value that is one line of an indented file.</summary>
internal sealed class OneLineJson<T> : JsonConverter<T>
{
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Plain<T>(options).Read(ref reader, typeToConvert, options);

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        Write(writer, [value], before: "", options);

    /// <summary>Writes values without breaks or spaces in them, each with a text before it.</summary>
    internal static void Write(Utf8JsonWriter writer, IEnumerable<T> values, string before, JsonSerializerOptions options)
    {
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        byte[] start = System.Text.Encoding.ASCII.GetBytes(before);
        var bytes = new ArrayBufferWriter<byte>();
        using var line = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = options.Encoder }); // not indented
        foreach (T value in values)
        {
            bytes.ResetWrittenCount();
            bytes.Write(start);
            line.Reset();
            JsonSerializer.Serialize(line, value, type);
            writer.WriteRawValue(bytes.WrittenSpan, skipInputValidation: true);
        }
    }

    /// <summary>The reader of a type's own, which goes on in the same text, so that errors keep their line.</summary>
    internal static JsonConverter<TOther> Plain<TOther>(JsonSerializerOptions options) =>
        (JsonConverter<TOther>)options.GetTypeInfo(typeof(TOther)).Converter;
}

/// <summary>A list with a line of an indented file for each item.</summary>
internal sealed class LinePerItemJson<T> : JsonConverter<IReadOnlyList<T>>
{
    public override IReadOnlyList<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OneLineJson<T>.Plain<List<T>>(options).Read(ref reader, typeof(List<T>), options);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        OneLineJson<T>.Write(writer, value, $"\n{new string(' ', options.IndentSize * writer.CurrentDepth)}", options);
        writer.WriteEndArray();
    }
}
