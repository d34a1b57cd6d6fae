using Ricap.Train.Onnx.Reading;

namespace Ricap.Train.Models;

/// <summary>
/// <c>imagenet-resnet18</c>: the ResNet-18 with weights of ImageNet that Microsoft.ML.DnnImageFeaturizer.ResNet18, a package of ML.NET's, has in it
/// as ONNX. It ends in 512 features, and has a third block in its last stage, which other ResNet-18 have not: so it is 20 layers deep.
/// </summary>
/// <remarks>
/// The file calls its tensors Parameter91 and takes blue first. Here they have torchvision's names, and the first convolution takes red first: its
/// weights are turned, which gives the same sums.
/// </remarks>
internal static class ImageNetResNet18
{
    /// <summary>The model's name; a colon and the file may follow it.</summary>
    public const string Name = "imagenet-resnet18";

    /// <summary>Where a program that references the package has the file.</summary>
    private static readonly string BesideProgram = Path.Combine("DnnImageModels", "ResNet18Onnx", "ResNet18.onnx");

    /// <summary>
    /// What ResNetPreprocess.onnx of that package does: it takes away a mean image of bytes, and divides by nothing. These are the means of that image's
    /// channels, from each of which its places are 3 to 6 away (standard deviation).
    /// </summary>
    public static PixelStatistics TrainedWith { get; } = new([123.1516 / 255, 115.9029 / 255, 103.0626 / 255], [1.0 / 255, 1.0 / 255, 1.0 / 255]);

    /// <summary>The tensors' names, in the order of the graph's convolutions: in a block that changes the size, the shortcut's comes first.</summary>
    private static readonly string[] Layers =
    [
        "", "layer1.0.1", "layer1.0.2", "layer1.1.1", "layer1.1.2",
        .. Enumerable.Range(2, 3).SelectMany(layer => new[] { "0.downsample", "0.1", "0.2", "1.1", "1.2" }.Select(part => $"layer{layer}.{part}")),
        "layer4.2.1", "layer4.2.2",
    ];

    /// <summary>Whether a model's name is this one's.</summary>
    public static bool IsName(string name) => name == Name || name.StartsWith(Name + ":", StringComparison.Ordinal);

    /// <summary>The file: as it is named behind a colon, or beside the program.</summary>
    public static string FileOf(string name) =>
        name.Length > Name.Length ? name[(Name.Length + 1)..] : Path.Combine(AppContext.BaseDirectory, BesideProgram);

    /// <summary>Reads the file.</summary>
    /// <exception cref="RicapException">It is not there, or is another.</exception>
    public static OnnxGraph Read(string name)
    {
        string path = FileOf(name);
        if (!File.Exists(path))
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.PretrainedMissing,
                path,
                $"is not there; {Name} is ResNet18.onnx of the package Microsoft.ML.DnnImageFeaturizer.ResNet18: reference that in the program's project, or give the file's path, as in {Name}:models/ResNet18.onnx"));
        }

        OnnxGraph graph = OnnxFile.Read(path);
        OnnxNode[] convolutions = [.. graph.Nodes.Where(node => node.Operator == "Conv")];
        OnnxNode[] norms = [.. graph.Nodes.Where(node => node.Operator == "BatchNormalization")];
        if (convolutions.Length != Layers.Length || norms.Length != Layers.Length || convolutions.Concat(norms).Any(node => node.Inputs.Length < 2)
            || graph.Constants.GetValueOrDefault(convolutions[0].Inputs[1])?.Shape is not [64, 3, 7, 7])
        {
            throw OnnxProblems.Misfit(path, $"is not the network that {Name} is; read it as onnx:{path}");
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < Layers.Length; i++)
        {
            names[convolutions[i].Inputs[1]] = Layer(i, "conv", "0") + ".weight";
            string[] parts = ["weight", "bias", "running_mean", "running_var"];
            foreach ((string tensor, string part) in norms[i].Inputs.Skip(1).Zip(parts))
            {
                names[tensor] = $"{Layer(i, "bn", "1")}.{part}";
            }
        }

        OnnxGraph renamed = graph.Renamed(names);
        return renamed with
        {
            Nodes = [.. renamed.Nodes.Select(Evenly)],
            Constants = renamed.Constants.Values.Select(tensor => tensor.Name == "conv1.weight" ? Turned(tensor) : tensor).ToDictionary(t => t.Name, StringComparer.Ordinal),
        };
    }

    private static string Layer(int index, string kind, string inShortcut)
    {
        string path = Layers[index];
        int end = path.LastIndexOf('.');
        return path.Length == 0 ? kind + "1" : path.EndsWith("downsample", StringComparison.Ordinal) ? $"{path}.{inShortcut}" : $"{path[..end]}.{kind}{path[(end + 1)..]}";
    }

    /// <summary>
    /// A node with as much padding behind an image as before it. The file's halving layers lack the last row and column of it, which no window reaches
    /// while sides are even, as all are of images of 224 pixels; where one is odd the two ways through a block would meet at different sizes.
    /// </summary>
    private static OnnxNode Evenly(OnnxNode node)
    {
        if (node.Integers("pads") is not [long top, long left, long bottom, long right] || (top <= bottom && left <= right))
        {
            return node;
        }

        return node.With("pads", [top, left, top, left]);
    }

    /// <summary>Weights [O,3,h,w] for the other order of colours.</summary>
    private static OnnxTensor Turned(OnnxTensor weight)
    {
        float[] values = new float[weight.Count];
        int plane = (int)(weight.Shape[2] * weight.Shape[3]);
        for (int i = 0; i < values.Length / plane; i++)
        {
            int other = (i / 3 * 3) + (2 - (i % 3));
            weight.Floats.AsSpan(other * plane, plane).CopyTo(values.AsSpan(i * plane));
        }

        return weight with { Floats = values };
    }
}
