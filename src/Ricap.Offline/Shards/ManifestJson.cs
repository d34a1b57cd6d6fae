using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Shards.Text;

namespace Ricap.Shards;

/// <summary>A manifest as its file spells it: with the name and version of its shape, and shards flat.</summary>
internal sealed record ManifestJson(
    string Format,
    int Version,
    int PlanVersion,
    string Name,
    [property: JsonConverter(typeof(ManifestJson.OptionsConverter))] ManifestOptions Options,
    IReadOnlyList<string> Classes,
    int Samples,
    [property: JsonConverter(typeof(LinePerItemJson<ShardJson>))] IReadOnlyList<ShardJson> Base,
    IReadOnlyList<EpochJson> Epochs,
    [property: JsonConverter(typeof(LinePerItemJson<ManifestSkip>))] IReadOnlyList<ManifestSkip> Skipped)
{
    /// <summary>Spells a manifest.</summary>
    public static ManifestJson Of(DatasetManifest manifest) => new(
        DatasetManifest.Format,
        DatasetManifest.Version,
        manifest.PlanVersion,
        manifest.Name,
        manifest.Options,
        manifest.Classes,
        manifest.Samples,
        [.. manifest.Base.Select(ShardJson.Of)],
        [.. manifest.Epochs.Select(EpochJson.Of)],
        manifest.Skipped);

    /// <summary>The manifest that is spelled so.</summary>
    public DatasetManifest ToManifest() => new(
        PlanVersion, Name, Options, Classes, Samples, [.. Base.Select(s => s.ToShard())], [.. Epochs.Select(e => e.ToEpoch())], Skipped);

    /// <summary>Options as one object: strings, and whole numbers up to 2^64 − 1.</summary>
    internal sealed class OptionsConverter : JsonConverter<ManifestOptions>
    {
        public override ManifestOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var entries = new List<ManifestOption>();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new JsonException("an object expected");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (entries.Exists(entry => entry.Name == name))
                {
                    throw new JsonException($"'{name}' is there twice");
                }

                reader.Read();
                entries.Add(
                    reader.TokenType == JsonTokenType.String ? new(name, reader.GetString()!)
                    : reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong number) ? new(name, number)
                    : throw new JsonException("a string or a whole number from 0 to 2^64 - 1 expected"));
            }

            return new ManifestOptions(entries);
        }

        public override void Write(Utf8JsonWriter writer, ManifestOptions value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (ManifestOption option in value)
            {
                if (option.Text is { } text)
                {
                    writer.WriteString(option.Name, text);
                }
                else
                {
                    writer.WriteNumber(option.Name, option.Number);
                }
            }

            writer.WriteEndObject();
        }
    }
}

/// <summary>An epoch in a manifest.</summary>
internal sealed record EpochJson(
    int Epoch,
    [property: JsonConverter(typeof(EpochJson.BetaConverter))] double? Beta,
    [property: JsonConverter(typeof(OneLineJson<TablesJson>))] TablesJson? Tables,
    [property: JsonConverter(typeof(LinePerItemJson<ShardJson>))] IReadOnlyList<ShardJson> Shards,
    [property: JsonConverter(typeof(OneLineJson<FileJson>)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] FileJson? Index = null)
{
    /// <summary>Spells an epoch.</summary>
    public static EpochJson Of(ManifestEpoch epoch) => new(
        epoch.Epoch,
        epoch.Beta,
        epoch.Tables is { } tables ? new TablesJson(tables.Width, tables.Height) : null,
        [.. epoch.Shards.Select(ShardJson.Of)],
        epoch.Index is { } index ? FileJson.Of(index) : null);

    /// <summary>The epoch that is spelled so.</summary>
    public ManifestEpoch ToEpoch() => new(Epoch, Beta, Tables is null ? null : (Tables.Width, Tables.Height), [.. Shards.Select(s => s.ToShard())], Index?.ToFile());

    /// <summary>Finite doubles, each in the shortest form that reads back.</summary>
    internal sealed class BetaConverter : JsonConverter<double?>
    {
        public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? null
            : reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value) && double.IsFinite(value) ? value
            : throw new JsonException("a finite number or null expected");

        public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
        {
            if (value is { } beta)
            {
                writer.WriteNumberValue(beta); // refuses what is not finite
            }
            else
            {
                writer.WriteNullValue();
            }
        }
    }
}

/// <summary>The tables of an epoch in a manifest.</summary>
internal sealed record TablesJson(Hash128 Width, Hash128 Height);

/// <summary>A shard in a manifest.</summary>
internal sealed record ShardJson(
    [property: JsonConverter(typeof(FileJson.PathConverter))] string File,
    long Bytes,
    int Samples,
    [property: JsonPropertyName("xxh128")] Hash128 XxHash128,
    Hash128 Pixels,
    Hash128 Key,
    IReadOnlyList<FileJson> Companions)
{
    /// <summary>Spells a shard.</summary>
    public static ShardJson Of(ManifestShard shard) => new(
        shard.File.Path,
        shard.File.Length,
        shard.Samples,
        shard.File.XxHash128,
        shard.Pixels,
        shard.Key,
        [.. shard.Companions.Select(FileJson.Of)]);

    /// <summary>The shard that is spelled so.</summary>
    public ManifestShard ToShard() =>
        new(new ManifestFile(File, Bytes, XxHash128), Samples, Pixels, Key, [.. Companions.Select(f => f.ToFile())]);
}

/// <summary>A file in a manifest.</summary>
internal sealed record FileJson(
    [property: JsonConverter(typeof(FileJson.PathConverter))] string File,
    long Bytes,
    [property: JsonPropertyName("xxh128")] Hash128 XxHash128)
{
    /// <summary>Spells a file.</summary>
    public static FileJson Of(ManifestFile file) => new(file.Path, file.Length, file.XxHash128);

    /// <summary>The file that is spelled so.</summary>
    public ManifestFile ToFile() => new(File, Bytes, XxHash128);

    /// <summary>Paths that stay below the manifest's folder.</summary>
    internal sealed class PathConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && reader.GetString() is { } path && ManifestPaths.IsInside(path)
                ? path
                : throw new JsonException("a file below the manifest's folder, named with A-Z a-z 0-9 . _ - and /, expected");

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(
            ManifestPaths.IsInside(value) ? value : throw new ArgumentException($"A manifest cannot name '{value}'.", nameof(value)));
    }
}
