using System.Globalization;
using Ricap.Planning.Randomness;

namespace Ricap.Planning;

/// <summary>
/// A whole source with a square of one colour over it, centre uniform over the pixels, cut off at the edges; the label
/// stays. Drawn per sample in every mode, as in the paper's code.
/// </summary>
/// <remarks>
/// DeVries, Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017 (arXiv 1708.04552): 16 of
/// 32 pixels for CIFAR-10, filled with 0 after normalising, which is the mean; hence half a side and grey.
/// </remarks>
internal sealed class Cutout : IMix
{
    /// <summary>Its name.</summary>
    public const string Name = "cutout";

    private static readonly MixParameter Size = new(
        "cutout-size",
        "pixels 1..16384 | 1%..100%",
        "50%",
        "The side of Cutout's square, in pixels or of the shorter side.",
        text => Parsed(text) is var (size, isShare) ? string.Create(CultureInfo.InvariantCulture, $"{size}{(isShare ? "%" : "")}") : null);

    private static readonly MixParameter Colour = new(
        "cutout-fill",
        "RRGGBB",
        "808080",
        "The colour of Cutout's square.",
        text => Rgb24.TryParse(text, null, out Rgb24 colour) ? colour.ToString() : null);

    private readonly int _side;
    private readonly Rgb24 _colour;

    private Cutout(PlanOptions options)
    {
        (int size, bool isShare) = Parsed(options.MixSettings.Of(Size))!.Value;
        _side = isShare ? Math.Min(options.Width, options.Height) * size / 100 : size;
        _colour = Rgb24.Parse(options.MixSettings.Of(Colour), null);
    }

    /// <summary>What the registry knows of it.</summary>
    public static MixKind Kind { get; } =
        new(Name, "a square of one colour over an image", UsesMode: false, [Size, Colour], options => new Cutout(options));

    /// <inheritdoc/>
    public int Overlays => 1;

    /// <inheritdoc/>
    public IReadOnlyList<Rgb24> Colours => [_colour];

    /// <inheritdoc/>
    public IMixedBatch Begin(BatchDraws batch) => new Mixed(_side, _colour, batch);

    private static (int Size, bool IsShare)? Parsed(string text)
    {
        bool isShare = text.EndsWith('%');
        bool isNumber = int.TryParse(
            isShare ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.None, CultureInfo.InvariantCulture, out int size);
        return isNumber && size >= 1 && size <= (isShare ? 100 : 16_384) ? (size, isShare) : null;
    }

    private sealed class Mixed(int side, Rgb24 colour, BatchDraws batch) : IMixedBatch
    {
        public void Mix(int row, ref SampleLayers layers)
        {
            PlanOptions options = batch.Options;
            (int x, int y) = batch.Draws.UniformPair(
                DrawLane.CutoutCentre, batch.First + row, part: 0, options.Width - 1, options.Height - 1);
            var square = Box.About(x, y, side, side, options.Width, options.Height);
            layers.Add(batch.Whole(row));
            layers.Add(Layer.Filled(colour, square.X, square.Y, square.Width, square.Height));
        }
    }
}
