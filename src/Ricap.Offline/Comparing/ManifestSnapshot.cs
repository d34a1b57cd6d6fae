using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ricap.Shards;
using Ricap.Shards.Text;

namespace Ricap.Comparing;

/// <summary>Writes the lasting part of a manifest as JSON, one shard a line, so that a failing snapshot names shards.</summary>
internal static class ManifestSnapshot
{
    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n", // on every system
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The text, without a line end after the last line.</summary>
    public static string Of(DatasetManifest manifest)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Layout))
        {
            json.WriteStartObject();
            json.WriteString("name", manifest.Name);
            json.WriteNumber("planVersion", manifest.PlanVersion);
            WriteOptions(json, manifest.Options);
            json.WriteStartArray("classes");
            foreach (string name in manifest.Classes)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
            json.WriteNumber("samples", manifest.Samples);
            WriteShards(json, "base", manifest.Base);
            WriteEpochs(json, manifest.Epochs);
            json.WriteStartObject("skipped");
            foreach (ManifestSkip skip in manifest.Skipped)
            {
                json.WriteString(skip.Path, skip.Code);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void WriteOptions(Utf8JsonWriter json, ManifestOptions options)
    {
        json.WriteStartObject("options");
        foreach (ManifestOption option in options)
        {
            if (option.Text is { } text)
            {
                json.WriteString(option.Name, text);
            }
            else
            {
                json.WriteNumber(option.Name, option.Number);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteEpochs(Utf8JsonWriter json, IReadOnlyList<ManifestEpoch> epochs)
    {
        json.WriteStartArray("epochs");
        foreach (ManifestEpoch epoch in epochs)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", epoch.Epoch);
            if (epoch.Beta is { } beta)
            {
                json.WriteNumber("beta", beta);
            }

            WriteShards(json, "shards", epoch.Shards);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteShards(Utf8JsonWriter json, string name, IReadOnlyList<ManifestShard> shards)
    {
        json.WriteStartObject(name);
        foreach (ManifestShard shard in shards)
        {
            json.WriteString(shard.File.Path, $"{shard.Samples} with pixels {HashText.Of(shard.Pixels)}");
        }

        json.WriteEndObject();
    }
}
