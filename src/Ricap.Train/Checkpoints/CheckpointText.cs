using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ricap.Shards.Text;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace Ricap.Train.Checkpoints;

/// <summary>A checkpoint's state as the metadata of a safetensors file: free texts by name.</summary>
internal static class CheckpointText
{
    /// <summary>The <c>ricap</c> entry of a checkpoint; the number is the edition of what is written here.</summary>
    public const string Checkpoint = "checkpoint 2";

    /// <summary>The <c>ricap</c> entry of an exported model.</summary>
    public const string Model = "model 1";

    private const string Kind = "ricap";
    private const string Hash = "xxh128";

    /// <summary>The network itself, where it came out of a file: an ONNX graph without weights.</summary>
    private const string Graph = "graph";

    /// <summary>All that both kinds of files say.</summary>
    public static Dictionary<string, string> Write(string kind, CheckpointState state, Network model)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "pt", // what safetensors' readers for PyTorch ask for
            [Kind] = kind,
            ["model"] = Networks.NameOf(model),
            ["dropout"] = Networks.DropoutOf(model).ToString("R", CultureInfo.InvariantCulture),
            ["classes"] = JsonSerializer.Serialize(state.Classes, WeightsJson.Line.IReadOnlyListString),
            ["mean"] = JsonSerializer.Serialize(state.Mean, WeightsJson.Line.IReadOnlyListDouble),
            ["std"] = JsonSerializer.Serialize(state.Deviation, WeightsJson.Line.IReadOnlyListDouble),
            ["epoch"] = state.Epoch.ToString(CultureInfo.InvariantCulture),
            ["batch"] = state.Batch.ToString(CultureInfo.InvariantCulture),
            ["dataset"] = state.Dataset,
            ["options"] = JsonSerializer.Serialize(
                state.Options.OrderBy(o => o.Key, StringComparer.Ordinal).ToDictionary(), WeightsJson.Line.DictionaryStringString),
            ["meter"] = JsonSerializer.Serialize(state.Meter, WeightsJson.Line.IReadOnlyListDouble),
        };
        if (Networks.GraphOf(model) is { } graph)
        {
            metadata[Graph] = Convert.ToBase64String(graph);
        }

        if (state.Options.TryGetValue("size", out string? size))
        {
            metadata["size"] = size;
        }

        return metadata;
    }

    /// <summary>Adds the hash over everything, which <see cref="Read"/> asks for.</summary>
    public static void Seal(Dictionary<string, string> metadata, IReadOnlyList<SafeTensor> tensors) =>
        metadata[Hash] = HashOf(metadata, tensors);

    /// <summary>Reads what <see cref="Write"/> and <see cref="Seal"/> made.</summary>
    /// <param name="content">The file's.</param>
    /// <param name="kind">Which kind it is: <see cref="Checkpoint"/> or <see cref="Model"/>.</param>
    /// <param name="made">What the model was made from, which may be none of ours; its seed is 0, for no initial weight is left.</param>
    /// <exception cref="FormatException">It is neither, or is not what was written; the message tells.</exception>
    public static CheckpointState Read(SafeTensorsContent content, out string kind, out ModelOptions made)
    {
        IReadOnlyDictionary<string, string> metadata = content.Metadata;
        kind = metadata.TryGetValue(Kind, out string? says)
            ? says
            : throw new FormatException("is neither a checkpoint nor an exported model of ricap-train: its metadata has no 'ricap'");
        if (kind is not (Checkpoint or Model))
        {
            throw new FormatException($"is a '{kind}'; this program reads '{Checkpoint}' and '{Model}'");
        }

        if (Text(Hash) != HashOf(metadata, content.Tensors.Values))
        {
            throw new FormatException($"is damaged: its content is not what '{Hash}' in its metadata says");
        }

        var state = new CheckpointState(
            Whole("epoch"),
            Whole("batch"),
            Value("options", WeightsJson.Line.DictionaryStringString),
            Text("dataset"),
            Value("classes", WeightsJson.Line.IReadOnlyListString),
            Value("mean", WeightsJson.Line.IReadOnlyListDouble),
            Value("std", WeightsJson.Line.IReadOnlyListDouble),
            Value("meter", WeightsJson.Line.IReadOnlyListDouble));
        if (state is not { Mean.Count: 3, Deviation.Count: 3 } || !state.Mean.All(double.IsFinite) || !state.Deviation.All(d => d > 0))
        {
            throw new FormatException("its 'mean' and 'std' are not three numbers each");
        }

        made = new ModelOptions
        {
            Name = Text("model"),
            Classes = state.Classes.Count,
            Dropout = Value("dropout", WeightsJson.Line.Double),
            Graph = GraphNet.IsName(Text("model")) ? Bytes(Graph) : null, // never the file of that name once more
        };
        return state;

        string Text(string name) =>
            metadata.TryGetValue(name, out string? text) ? text : throw new FormatException($"its metadata has no '{name}'");

        int Whole(string name) =>
            int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value)
                ? value
                : throw new FormatException($"'{name}' in its metadata is not a whole number from 0");

        byte[] Bytes(string name)
        {
            byte[] bytes = new byte[Text(name).Length];
            return Convert.TryFromBase64String(Text(name), bytes, out int length)
                ? bytes[..length]
                : throw new FormatException($"'{name}' in its metadata is not base64");
        }

        T Value<T>(string name, JsonTypeInfo<T> type)
        {
            try
            {
                return GeneratedJson.Read(System.Text.Encoding.UTF8.GetBytes(Text(name)), type);
            }
            catch (JsonException e)
            {
                throw new FormatException($"'{name}' in its metadata is not as it was written: {e.Message.ReplaceLineEndings(" ")}", e);
            }
        }
    }

    /// <summary>XXH128 over every text and every tensor: safetensors itself would not notice a changed weight.</summary>
    private static string HashOf(IReadOnlyDictionary<string, string> metadata, IEnumerable<SafeTensor> tensors)
    {
        var hash = new XxHash128();
        Span<byte> number = stackalloc byte[sizeof(long)];
        foreach ((string name, string text) in metadata.Where(m => m.Key != Hash).OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            Add(hash, name, number);
            Add(hash, text, number);
        }

        foreach (SafeTensor tensor in tensors.OrderBy(t => t.Name, StringComparer.Ordinal))
        {
            Add(hash, tensor.Name, number);
            Add(hash, $"{tensor.Type} {string.Join(',', tensor.Shape)}", number);
            hash.Append(tensor.Data.Span);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    private static void Add(XxHash128 hash, string text, Span<byte> number)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt64LittleEndian(number, bytes.Length);
        hash.Append(number);
        hash.Append(bytes);
    }
}
