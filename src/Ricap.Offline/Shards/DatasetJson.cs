using System.Text.Json;
using System.Text.Json.Serialization;
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
    private sealed class HashConverter : JsonConverter<Hash128>
    {
        public override Hash128 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && HashText.TryParse(reader.GetString(), out Hash128 hash)
                ? hash
                : throw new JsonException("32 lower-case hexadecimal digits expected");

        public override void Write(Utf8JsonWriter writer, Hash128 value, JsonSerializerOptions options)
        {
            Span<byte> digits = stackalloc byte[HashText.Length];
            HashText.Write(value, digits);
            writer.WriteStringValue(digits);
        }
    }
}
