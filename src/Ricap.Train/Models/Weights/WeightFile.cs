using System.Collections;
using System.Text.Json;
using TorchSharp.PyBridge;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Weights;

/// <summary>A file of initial weights: safetensors, or what <c>torch.save</c> writes of a state, as torchvision's .pth are.</summary>
/// <param name="Tensors">By name.</param>
/// <param name="TrainedWith">The normalisation they were trained with: one of ours says so, of any other it is taken to be ImageNet's usual one.</param>
internal sealed record WeightFile(IReadOnlyDictionary<string, SafeTensor> Tensors, PixelStatistics TrainedWith)
{
    /// <summary>What is around a state in a training's own checkpoint.</summary>
    private static readonly string[] Wrappers = ["state_dict", "model"];

    /// <summary>Reads one.</summary>
    /// <exception cref="RicapException">There is no such file, it is damaged, or it holds something else (<see cref="ProblemCodes.BadWeights"/>).</exception>
    public static WeightFile Read(string path)
    {
        if (IsZip(path))
        {
            return new WeightFile(Unpickle(path), PixelStatistics.ImageNet);
        }

        SafeTensorsContent content = SafeTensors.Read(path);
        return new WeightFile(content.Tensors, OwnStatistics(content.Metadata) ?? PixelStatistics.ImageNet);
    }

    private static bool IsZip(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> start = stackalloc byte[4];
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && SafeTensorsHeader.IsZip(start);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // reading it as safetensors says what is wrong
        }
    }

    /// <summary>
    /// A pickle is a program for a small machine. This one builds tensors, dictionaries and numbers; whatever else a file names becomes a name without
    /// anything behind it, so that nothing out of a file is run. All that goes wrong on the way is the file's fault.
    /// </summary>
    private static Dictionary<string, SafeTensor> Unpickle(string path)
    {
        Runtime.TorchRuntime.Load();
        Hashtable state;
        try
        {
            state = PyTorchUnpickler.UnpickleStateDict(path) ?? throw Bad(path, "there are no tensors in it");
        }
        catch (Exception e) when (e is not RicapException)
        {
            // Lack of memory too is of what the file says of its sizes; libtorch's messages have its stack behind the first line.
            throw Bad(path, e.Message.Split('\n', '\r')[0], e);
        }

        try
        {
            var tensors = new Dictionary<string, SafeTensor>(StringComparer.Ordinal);
            foreach (DictionaryEntry entry in Inner(state))
            {
                if (entry is not { Key: string name, Value: Tensor tensor })
                {
                    throw Bad(path, $"it is no state of a model: '{entry.Key}' is no tensor");
                }

                tensors.Add(name, ToSafeTensor(path, name, tensor));
            }

            return tensors.Count > 0 ? tensors : throw Bad(path, "there are no tensors in it");
        }
        finally
        {
            foreach (Tensor tensor in Inner(state).Values.OfType<Tensor>())
            {
                tensor.Dispose();
            }
        }
    }

    private static Hashtable Inner(Hashtable state) => Wrappers.Select(name => state[name]).OfType<Hashtable>().FirstOrDefault() ?? state;

    private static SafeTensor ToSafeTensor(string path, string name, Tensor tensor)
    {
        try
        {
            return TensorBytes.ToSafeTensor(name, tensor);
        }
        catch (ArgumentException e)
        {
            throw Bad(path, $"tensor '{name}' is {tensor.dtype}; {string.Join(", ", Enum.GetNames<SafeTensorType>())} are read", e);
        }
    }

    private static PixelStatistics? OwnStatistics(IReadOnlyDictionary<string, string> metadata)
    {
        try
        {
            return metadata.ContainsKey("ricap") && Numbers("mean") is { Count: 3 } mean && Numbers("std") is { Count: 3 } deviation
                && mean.All(double.IsFinite) && deviation.All(d => d > 0 && double.IsFinite(d))
                ? new PixelStatistics(mean, deviation)
                : null;
        }
        catch (JsonException)
        {
            return null; // weights of which more is not known
        }

        IReadOnlyList<double>? Numbers(string name) =>
            metadata.TryGetValue(name, out string? text) ? JsonSerializer.Deserialize(text, WeightsJson.Line.IReadOnlyListDouble) : null;
    }

    private static RicapException Bad(string path, string message, Exception? cause = null) =>
        new(Problem.Error(ProblemCodes.BadWeights, path, $"cannot be read as torch.save's: {message}"), cause);
}
