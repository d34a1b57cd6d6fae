using System.Globalization;

namespace Ricap.Train.Models;

/// <summary>Everything a model is made from; validated by <see cref="ModelCatalog"/>.</summary>
public sealed record ModelOptions
{
    /// <summary>Which one: a name out of <see cref="ModelCatalog.Grammar"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The number of classes C, 2..1000000.</summary>
    public required int Classes { get; init; }

    /// <summary>The key of the initial weights: the same seed gives the same weights on every machine.</summary>
    public ulong Seed { get; init; }

    /// <summary>The chance of a value being dropped between the convolutions of a <c>wrn</c> block, 0 to below 1; other models have none.</summary>
    public double Dropout { get; init; }

    /// <summary>The graph of a network that was read from a file, as <see cref="Onnx.Reading.OnnxGraph.Structure"/> gives it; null: the file is read again.</summary>
    internal byte[]? Graph { get; init; }
}

/// <summary>The models, by name.</summary>
public static class ModelCatalog
{
    /// <summary>What a model is called, for help texts and messages.</summary>
    public const string Grammar = "small, resnet18, wrn-D-K (D = 10, 16, 22, …, 100; K = 1..20), densenet121, imagenet-resnet18[:FILE], onnx:FILE";

    private const int MaxClasses = 1_000_000;

    /// <summary>Makes a model on the CPU with its initial weights, in training mode.</summary>
    /// <exception cref="RicapException">An option is out of range, or libtorch cannot be loaded.</exception>
    public static ImageModel Create(ModelOptions options)
    {
        Runtime.TorchRuntime.Load();
        Func<ImageModel> make = Check(options);
        ImageModel model = make();
        WeightInit.Apply(model, options.Seed);
        Layers.ToChannelsLast(model);
        return model;
    }

    /// <summary>Checks options without making anything.</summary>
    /// <returns>What makes the model.</returns>
    /// <exception cref="RicapException">One problem for each option that is out of range.</exception>
    internal static Func<ImageModel> Check(ModelOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = new List<Problem>();
        Func<ImageModel>? make = options.Name switch
        {
            "small" => () => new SmallNet(options),
            "resnet18" => () => new ResNet18(options),
            "densenet121" => () => new DenseNet121(options),
            _ when GraphNet.FileOf(options.Name) is { Length: > 0 } => () => GraphNet.Create(options),
            _ when WideSize(options.Name) is var (depth, width) => () => new WideResNet(options, depth, width),
            _ => null,
        };
        if (make is null)
        {
            problems.Add(Problem.InvalidOption($"{new OptionName("model")} '{options.Name}' is none of {Grammar}"));
        }

        if (options.Classes is < 2 or > MaxClasses)
        {
            problems.Add(Problem.InvalidOption($"{Counted.Of(options.Classes, "class", "classes")}: a model tells apart 2..{MaxClasses}"));
        }

        bool isWide = options.Name.StartsWith("wrn-", StringComparison.Ordinal);
        if (!(options.Dropout >= 0 && options.Dropout < 1) || (options.Dropout > 0 && !isWide))
        {
            problems.Add(Problem.InvalidOption(
                $"{new OptionName("dropout", options.Dropout.ToString(CultureInfo.InvariantCulture))} must lie in 0..1 (below 1), and be 0 but for wrn-D-K"));
        }

        return problems.Count == 0 ? make! : throw new RicapException(problems);
    }

    /// <summary>Depth and width factor of <c>wrn-D-K</c>; null if it is no such name.</summary>
    private static (int Depth, int Width)? WideSize(string name) =>
        name.Split('-') is ["wrn", string d, string k]
        && int.TryParse(d, NumberStyles.None, CultureInfo.InvariantCulture, out int depth)
        && int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out int width)
        && depth is >= 10 and <= 100 && (depth - 4) % 6 == 0 && width is >= 1 and <= 20
        && name == $"wrn-{depth}-{width}" // no leading zeros: one model, one name
            ? (depth, width)
            : null;
}
