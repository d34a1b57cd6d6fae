using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ricap.Train.Models.Weights;

/// <summary>A file does not say what the format wants; <see cref="Exception.Message"/> tells what.</summary>
internal sealed class SafeTensorsException(string message) : Exception(message);

/// <summary>Where a tensor lies: <paramref name="Length"/> bytes from <paramref name="Start"/> on, after the header.</summary>
internal sealed record SafeTensorsEntry(string Name, SafeTensorType Type, long[] Shape, long Start, long Length);

/// <summary>A tensor in the header; what is none of its fields is in <see cref="Others"/>, to be named.</summary>
internal sealed record TensorJson(
    string? Dtype = null, long[]? Shape = null, [property: JsonPropertyName("data_offsets")] long[]? DataOffsets = null)
{
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>The JSON header of a safetensors file.</summary>
internal sealed record SafeTensorsHeader(IReadOnlyList<SafeTensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The longest header in bytes; the format's own limit.</summary>
    public const int MaxLength = 100_000_000;

    private const string MetadataName = "__metadata__";
    private const int MaxDimensions = 16;

    /// <summary>Whether a file is a zip file, by its first bytes.</summary>
    public static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Names the files that are given in place of one of ours, by their first eight bytes.</summary>
    /// <exception cref="SafeTensorsException">It is what <c>torch.save</c> writes: a zip with a pickle in it, or, long ago, a pickle alone.</exception>
    public static void RefuseOthers(ReadOnlySpan<byte> start)
    {
        string? kind = IsZip(start) ? "a zip file" : start is [0x80, >= 2 and <= 5, ..] && IsTooLong(start) ? "a pickle" : null;
        if (kind is not null)
        {
            throw new SafeTensorsException(
                $"it is {kind}, as torch.save writes .pth and .pt files; such a one gives initial weights, if PyTorch 1.6 or later wrote it, and nothing else. In Python, "
                + "safetensors.torch.save_file(model.state_dict(), \"model.safetensors\") writes one that is");
        }
    }

    /// <summary>Whether the length, which headers of 640 bytes begin with as pickles do, is one that no header has: 4 GiB and more.</summary>
    private static bool IsTooLong(ReadOnlySpan<byte> start) => start[4..].ContainsAnyExcept((byte)0);

    /// <summary>Reads a header and holds it against the length of what follows it.</summary>
    /// <exception cref="SafeTensorsException">It is not as the format says: names twice, sizes that differ, gaps, overlaps.</exception>
    public static SafeTensorsHeader Parse(ReadOnlyMemory<byte> header, long dataLength)
    {
        if (header.IsEmpty || header.Span[0] != (byte)'{')
        {
            throw new SafeTensorsException("its header does not begin with '{'");
        }

        try
        {
            Dictionary<string, JsonElement> all = JsonSerializer.Deserialize(header.Span, WeightsJson.Line.DictionaryStringJsonElement)!;
            Dictionary<string, string> metadata = [];
            if (all.Remove(MetadataName, out JsonElement texts))
            {
                metadata = texts.Deserialize(WeightsJson.Line.DictionaryStringString) ?? throw new SafeTensorsException("its metadata are null");
            }

            if (metadata.FirstOrDefault(text => text.Value is null).Key is { } name)
            {
                throw new SafeTensorsException($"metadata '{name}' is null");
            }

            SafeTensorsEntry[] entries = [.. all.Select(entry => ParseEntry(entry.Key, entry.Value))];
            RequireCover(entries, dataLength);
            return new SafeTensorsHeader(entries, metadata);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new SafeTensorsException($"its header is not as the format says: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>The first bytes of a file: header length and header, padded with blanks so that the values begin at a multiple of 8.</summary>
    public static byte[] Format(IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (metadata is { Count: > 0 })
        {
            Dictionary<string, string> sorted = metadata.OrderBy(m => m.Key, StringComparer.Ordinal).ToDictionary();
            all.Add(MetadataName, JsonSerializer.SerializeToElement(sorted, WeightsJson.Line.DictionaryStringString));
        }

        long start = 0;
        foreach (SafeTensor tensor in tensors)
        {
            long length = tensor.Data.Length;
            if (length != ByteLength(tensor.Type, tensor.Shape))
            {
                throw new ArgumentException($"'{tensor.Name}' has {length} bytes, its shape says {ByteLength(tensor.Type, tensor.Shape)}.", nameof(tensors));
            }

            var entry = new TensorJson($"{tensor.Type}", [.. tensor.Shape], [start, start + length]);
            all.Add(tensor.Name, JsonSerializer.SerializeToElement(entry, WeightsJson.Line.TensorJson));
            start += length;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(all, WeightsJson.Line.DictionaryStringJsonElement);
        byte[] header = new byte[8 + ((json.Length + 7) / 8 * 8)];
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        header.AsSpan(8).Fill((byte)' ');
        json.CopyTo(header, 8);
        return header;
    }

    private static SafeTensorsEntry ParseEntry(string name, JsonElement entry)
    {
        TensorJson? fields = entry.Deserialize(WeightsJson.Line.TensorJson);
        if (fields?.Others?.Keys.FirstOrDefault() is { } other)
        {
            throw new SafeTensorsException($"tensor '{name}' has an unknown field '{other}'");
        }

        RequireNumbers(fields?.Shape, MaxDimensions);
        RequireNumbers(fields?.DataOffsets, 2);
        if (fields is not { Dtype: { } type, Shape: { } shape, DataOffsets: [long start, long end] })
        {
            throw new SafeTensorsException($"tensor '{name}' lacks dtype, shape or data_offsets");
        }

        if (!Enum.GetNames<SafeTensorType>().Contains(type))
        {
            throw new SafeTensorsException($"tensor '{name}' is {type}; {string.Join(", ", Enum.GetNames<SafeTensorType>())} are read");
        }

        SafeTensorType known = Enum.Parse<SafeTensorType>(type);
        return end >= start && end - start == ByteLength(known, shape) && end - start <= Array.MaxLength
            ? new SafeTensorsEntry(name, known, shape, start, end - start)
            : throw new SafeTensorsException($"tensor '{name}' of {type} [{string.Join(',', shape)}] cannot lie at {start}..{end}");
    }

    private static void RequireNumbers(long[]? numbers, int atMost)
    {
        if (numbers?.Length > atMost)
        {
            throw new SafeTensorsException($"a list of {numbers.Length} numbers where at most {atMost} belong");
        }

        if (numbers?.Any(n => n < 0) == true)
        {
            throw new SafeTensorsException("a negative size or offset");
        }
    }

    private static long ByteLength(SafeTensorType type, IReadOnlyList<long> shape) =>
        shape.Aggregate((long)SafeTensor.BytesOf(type), (product, size) => checked(product * size));

    /// <summary>The tensors must cover what follows the header without gap or overlap, so nothing hides in a file.</summary>
    private static void RequireCover(IEnumerable<SafeTensorsEntry> entries, long dataLength)
    {
        long end = 0;
        foreach (SafeTensorsEntry entry in entries.OrderBy(e => e.Start).ThenBy(e => e.Length))
        {
            end = entry.Start == end
                ? end + entry.Length
                : throw new SafeTensorsException($"tensor '{entry.Name}' begins at {entry.Start} where {end} is next");
        }

        if (end != dataLength)
        {
            throw new SafeTensorsException($"its tensors take {end} bytes, {dataLength} follow the header");
        }
    }
}
