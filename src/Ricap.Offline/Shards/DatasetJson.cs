using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Ricap.Shards.Text;

namespace Ricap.Shards;

/// <summary>
/// The JSON of a data set's small files, by generated code and strict: nothing unknown, nothing missing, nothing twice, no
/// negative number.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    Converters = [typeof(CountConverter), typeof(LengthConverter), typeof(HashConverter)])]
[JsonSerializable(typeof(ManifestJson))]
[JsonSerializable(typeof(List<ShardJson>))]
[JsonSerializable(typeof(List<ManifestSkip>))]
[JsonSerializable(typeof(List<BaseRecordJson>))]
internal sealed partial class DatasetJson : JsonSerializerContext
{
    /// <summary>Indented by two; <see cref="LinePerItemJson{T}"/> and <see cref="OneLineJson{T}"/> keep each of their items on a line.</summary>
    public static DatasetJson File => field ??= new(JsonText.Indented(Default.Options));

    /// <summary>Reads a value.</summary>
    /// <param name="json">All of the text.</param>
    /// <param name="type">What it is.</param>
    /// <param name="nullable">The only properties that may be null.</param>
    /// <exception cref="JsonException">It is not there, or more is; with the line, in words without it.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, params ReadOnlySpan<string> nullable)
    {
        try
        {
            RequireValues(json, nullable);
            return JsonSerializer.Deserialize(json, type) ?? throw new JsonException("a value expected, not null", "$", 0, 0);
        }
        catch (JsonException e)
        {
            int end = e.Message.IndexOf(" Path: ", StringComparison.Ordinal);
            string what = end < 0 ? e.Message : e.Message[..end].TrimEnd('.');
            throw new JsonException(e.Path is { } path ? $"{path}: {what}" : what, e.Path, e.LineNumber, e.BytePositionInLine, e);
        }
    }

    /// <summary>Where in a text an exception of <see cref="Read"/> found fault.</summary>
    public static long OffsetOf(JsonException e, ReadOnlySpan<byte> json)
    {
        int offset = 0;
        for (long line = e.LineNumber ?? 0; line > 0; line--)
        {
            offset += json[offset..].IndexOf((byte)'\n') + 1;
        }

        return Math.Min(json.Length, offset + (e.BytePositionInLine ?? 0));
    }

    /// <summary>What to throw where a text is not as it should be.</summary>
    public static JsonException At(ReadOnlySpan<byte> json, long offset, string message) =>
        new(message, null, json[..(int)offset].Count((byte)'\n'), offset - 1 - json[..(int)offset].LastIndexOf((byte)'\n'));

    /// <summary>Generated code minds nulls of properties and not those in lists.</summary>
    private static void RequireValues(ReadOnlySpan<byte> json, ReadOnlySpan<string> nullable)
    {
        var reader = new Utf8JsonReader(json);
        bool allowed = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.Null && !allowed)
            {
                throw At(json, reader.TokenStartIndex, "a value expected, not null");
            }

            allowed = false;
            for (int i = 0; i < nullable.Length && reader.TokenType == JsonTokenType.PropertyName; i++)
            {
                allowed |= reader.ValueTextEquals(nullable[i]);
            }
        }
    }

    /// <summary>Whole numbers from 0.</summary>
    private sealed class CountConverter : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value) && value >= 0
                ? value
                : throw new JsonException($"a whole number from 0 to {int.MaxValue} expected");

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    /// <summary>Whole numbers of 63 bits from 0.</summary>
    private sealed class LengthConverter : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value) && value >= 0
                ? value
                : throw new JsonException("a whole number from 0 expected");

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    /// <summary>Hashes as <see cref="HashText"/> spells them.</summary>
    private sealed class HashConverter : JsonConverter<UInt128>
    {
        public override UInt128 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && HashText.TryParse(reader.GetString(), out UInt128 hash)
                ? hash
                : throw new JsonException("32 lower-case hexadecimal digits expected");

        public override void Write(Utf8JsonWriter writer, UInt128 value, JsonSerializerOptions options)
        {
            Span<byte> digits = stackalloc byte[HashText.Length];
            HashText.Write(value, digits);
            writer.WriteStringValue(digits);
        }
    }
}
