using System.Buffers;

namespace Ricap.Shards;

/// <summary>
/// Writes <c>ricap.json</c>: indented by two, LF, one option, class and shard a line, so that a diff shows which
/// shards changed. The order is the manifest's own.
/// </summary>
internal static class ManifestWriter
{
    /// <summary>The whole file.</summary>
    /// <exception cref="ArgumentException">
    /// A path leads or may lead out of the data set's folder, a β is not finite, or a text is not valid Unicode.
    /// </exception>
    public static byte[] Write(DatasetManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var output = new ArrayBufferWriter<byte>();
        output.Write("{\n  \"format\": \"ricap-dataset\",\n  \"version\": 1,\n  \"planVersion\": "u8);
        output.WriteNumber(manifest.PlanVersion);
        output.Write(",\n  \"name\": "u8);
        output.WriteString(manifest.Name);
        output.Write(",\n  \"options\": {"u8);
        WriteLines(output, manifest.Options, "    "u8, WriteOption);
        output.Write("\n  },\n  \"classes\": ["u8);
        WriteLines(output, manifest.Classes, "    "u8, JsonText.WriteString);
        output.Write("\n  ],\n  \"samples\": "u8);
        output.WriteNumber(manifest.Samples);
        output.Write(",\n  \"base\": ["u8);
        WriteLines(output, manifest.Base, "    "u8, WriteShard);
        output.Write("\n  ],\n  \"epochs\": ["u8);
        WriteLines(output, manifest.Epochs, "    "u8, WriteEpoch);
        output.Write("\n  ],\n  \"skipped\": ["u8);
        WriteLines(output, manifest.Skipped, "    "u8, WriteSkip);
        output.Write(manifest.Skipped.Count == 0 ? "]\n}\n"u8 : "\n  ]\n}\n"u8);
        return output.WrittenSpan.ToArray();
    }

    private static void WriteOption(IBufferWriter<byte> output, ManifestOption option)
    {
        output.WriteString(option.Name);
        output.Write(": "u8);
        if (option.Text is string text)
        {
            output.WriteString(text);
        }
        else
        {
            output.WriteNumber(option.Number);
        }
    }

    private static void WriteEpoch(IBufferWriter<byte> output, ManifestEpoch epoch)
    {
        if (epoch.Beta is double beta && !double.IsFinite(beta))
        {
            throw new ArgumentException($"JSON has finite numbers only, not a beta of {beta}.", nameof(epoch));
        }

        output.Write("{\"epoch\":"u8);
        output.WriteNumber(epoch.Epoch);
        output.Write(",\"beta\":"u8);
        output.WriteReal(epoch.Beta);
        output.Write(",\"tables\":"u8);
        if (epoch.Tables is ManifestTables tables)
        {
            output.Write("{\"width\":"u8);
            output.WriteHash(tables.Width);
            output.Write(",\"height\":"u8);
            output.WriteHash(tables.Height);
            output.Write("}"u8);
        }
        else
        {
            output.Write("null"u8);
        }

        output.Write(",\"shards\":["u8);
        WriteLines(output, epoch.Shards, "      "u8, WriteShard);
        output.Write("\n    ]"u8);
        if (epoch.Index is ManifestFile index)
        {
            output.Write(",\"index\":"u8);
            WriteFile(output, index);
        }

        output.Write("}"u8);
    }

    private static void WriteSkip(IBufferWriter<byte> output, ManifestSkip skip)
    {
        output.Write("{\"path\":"u8);
        output.WriteString(skip.Path);
        output.Write(",\"code\":"u8);
        output.WriteString(skip.Code);
        output.Write(",\"message\":"u8);
        output.WriteString(skip.Message);
        output.Write(",\"xxh128\":"u8);
        if (skip.XxHash128 is UInt128 hash)
        {
            output.WriteHash(hash);
        }
        else
        {
            output.Write("null"u8);
        }

        output.Write("}"u8);
    }

    private static void WriteShard(IBufferWriter<byte> output, ManifestShard shard)
    {
        WriteFileStart(output, shard.File);
        output.Write(",\"samples\":"u8);
        output.WriteNumber(shard.Samples);
        WriteHash(output, shard.File);
        output.Write(",\"pixels\":"u8);
        output.WriteHash(shard.Pixels);
        output.Write(",\"key\":"u8);
        output.WriteHash(shard.Key);
        output.Write(",\"companions\":["u8);
        for (int i = 0; i < shard.Companions.Count; i++)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            WriteFile(output, shard.Companions[i]);
        }

        output.Write("]}"u8);
    }

    private static void WriteFile(IBufferWriter<byte> output, ManifestFile file)
    {
        WriteFileStart(output, file);
        WriteHash(output, file);
        output.Write("}"u8);
    }

    private static void WriteFileStart(IBufferWriter<byte> output, ManifestFile file)
    {
        if (!ManifestPaths.IsInside(file.Path))
        {
            throw new ArgumentException($"A manifest cannot name '{file.Path}'.", nameof(file));
        }

        output.Write("{\"file\":"u8);
        output.WriteString(file.Path);
        output.Write(",\"bytes\":"u8);
        output.WriteNumber(file.Length);
    }

    private static void WriteHash(IBufferWriter<byte> output, ManifestFile file)
    {
        output.Write(",\"xxh128\":"u8);
        output.WriteHash(file.XxHash128);
    }

    private static void WriteLines<T>(
        IBufferWriter<byte> output,
        IReadOnlyList<T> items,
        ReadOnlySpan<byte> indent,
        Action<IBufferWriter<byte>, T> write)
    {
        for (int i = 0; i < items.Count; i++)
        {
            output.Write(i == 0 ? "\n"u8 : ",\n"u8);
            output.Write(indent);
            write(output, items[i]);
        }
    }
}
