using TorchSharp;
using Network = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Weights;

/// <summary>What <c>ModelWeights.Load</c> did.</summary>
/// <param name="Loaded">The tensors taken from the file.</param>
/// <param name="Kept">Those that kept their initial values: the head, where the file's is for another number of classes.</param>
public sealed record LoadedWeights(IReadOnlyList<string> Loaded, IReadOnlyList<string> Kept)
{
    /// <summary>What the weights were trained with; null if nobody knows.</summary>
    internal PixelStatistics? TrainedWith { get; init; }
}

/// <summary>Parameters and buffers of a model to and from safetensors, by the names of its <c>state_dict</c>.</summary>
public static class ModelWeights
{
    private const string Counter = ".num_batches_tracked";

    /// <summary>The model's tensors as bytes; copies.</summary>
    internal static IReadOnlyList<SafeTensor> Of(torch.nn.Module model)
    {
        return [.. model.state_dict().Select(entry => TensorBytes.ToSafeTensor(entry.Key, entry.Value))];
    }

    /// <summary>Writes a model's weights.</summary>
    /// <exception cref="RicapException">The file cannot be written.</exception>
    internal static void Save(Network model, string path)
    {
        SafeTensors.Write(path, Of(model), new Dictionary<string, string> { ["format"] = "pt", ["model"] = Networks.NameOf(model) });
    }

    /// <summary>Sets a model's weights from a file, e.g. one that Python's <c>safetensors.torch.save_file</c> made of torchvision's, or a .pth of theirs.</summary>
    /// <param name="model">Its parameters and buffers are overwritten in place, where they are.</param>
    /// <param name="path">The file. Every tensor of the model must be in it with the same shape, and no other, but for two
    /// things: the head may be for another number of classes, then the model keeps its own; and the counters of seen batches
    /// may be missing, as in older files.</param>
    /// <exception cref="RicapException">The file cannot be read, or does not fit: up to five tensors that do not are named, and nothing is changed.</exception>
    public static LoadedWeights Load(Network model, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(path);
        WeightFile file = WeightFile.Read(path);
        return Load(model, file.Tensors, path, whole: false) with { TrainedWith = file.TrainedWith };
    }

    /// <summary>As <see cref="Load(Network, string)"/>, of tensors that were read already.</summary>
    /// <param name="model">Its parameters and buffers are overwritten in place.</param>
    /// <param name="tensors">By the model's names.</param>
    /// <param name="path">The file they come from, for messages.</param>
    /// <param name="whole">Whether every tensor must be there and fit, the head and the counters too.</param>
    internal static LoadedWeights Load(
        Network model, IReadOnlyDictionary<string, SafeTensor> tensors, string path, bool whole)
    {
        (List<Problem> problems, List<string> kept) = Check(model, tensors, path, whole);
        if (problems.Count > 0)
        {
            throw new RicapException(Shortened(problems));
        }

        Dictionary<string, Tensor> state = model.state_dict();
        string[] loaded = [.. state.Keys.Except(kept)];
        foreach (string name in loaded)
        {
            TensorBytes.CopyInto(state[name], tensors[name]);
        }

        return new LoadedWeights(loaded, kept);
    }

    /// <summary>Holds tensors against a model and changes nothing.</summary>
    /// <returns>One problem for each tensor that does not fit, and the names of those the model keeps its own of.</returns>
    internal static (List<Problem> Problems, List<string> Kept) Check(
        Network model, IReadOnlyDictionary<string, SafeTensor> tensors, string path, bool whole)
    {
        Dictionary<string, Tensor> state = model.state_dict();
        var problems = new List<Problem>();
        var kept = new List<string>();
        string[] head = Networks.HeadOf(model) is { } layer ? [.. state.Keys.Where(name => name.StartsWith(layer + ".", StringComparison.Ordinal))] : [];
        bool otherHead = !whole && head.Any(name => !tensors.TryGetValue(name, out SafeTensor? t) || !Fits(state[name], t));
        foreach ((string name, Tensor tensor) in state)
        {
            if (otherHead && head.Contains(name))
            {
                kept.Add(name);
            }
            else if (!tensors.TryGetValue(name, out SafeTensor? found))
            {
                if (!whole && name.EndsWith(Counter, StringComparison.Ordinal))
                {
                    kept.Add(name);
                }
                else
                {
                    problems.Add(Misfit(path, $"has no '{name}', which {Networks.NameOf(model)} needs"));
                }
            }
            else if (!Fits(tensor, found))
            {
                problems.Add(Misfit(
                    path, $"'{name}' is [{string.Join(',', found.Shape)}], {Networks.NameOf(model)}'s is [{string.Join(',', tensor.shape)}]"));
            }
        }

        problems.AddRange(tensors.Keys.Where(name => !state.ContainsKey(name)).Order(StringComparer.Ordinal)
            .Select(name => Misfit(path, $"has '{name}', which {Networks.NameOf(model)} has not")));
        return (problems, kept);
    }

    private static bool Fits(Tensor tensor, SafeTensor found) => tensor.shape.SequenceEqual(found.Shape);

    /// <summary>A file of another model differs in every tensor; three of them say so as well as a hundred.</summary>
    private static List<Problem> Shortened(List<Problem> problems)
    {
        const int Most = 5, Shown = 3;
        return problems.Count <= Most ? problems :
        [
            .. problems.Take(Shown - 1),
            problems[Shown - 1] with { Message = $"{problems[Shown - 1].Message} (and {problems.Count - Shown} more that do not fit)" },
        ];
    }

    private static Problem Misfit(string path, string message) => Problem.Error(ProblemCodes.WeightsMismatch, path, message);
}
