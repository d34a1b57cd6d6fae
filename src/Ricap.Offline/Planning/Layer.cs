namespace Ricap.Planning;

/// <summary>
/// A rectangle of a sample and what is painted there: a crop of an augmented source, or a colour. All lengths are pixels.
/// <code>
///   augmented source A [H,W]              sample [H,W]
///   +------------------+                  +------------------+
///   |   CropX,CropY    |                  |       AtX,AtY    |
///   |      +-------+   |   --painted-->   |         +-------+|    below = round((below·(65,536 − Opacity)
///   |      | crop  |   |                  |         |       ||                 + crop·Opacity) / 65,536)
///   |      +-------+   |                  |         +-------+|
///   +------------------+                  +------------------+
/// </code>
/// A[y][x] = F[y − ShiftY][x − ShiftX], the fill outside F; F is the decoded source, mirrored left to right if
/// <see cref="Flip"/>. A layer can have no area: a boundary may lie on the edge.
/// </summary>
public readonly record struct Layer
{
    /// <summary>The <see cref="Opacity"/> that hides what is below.</summary>
    public const int Opaque = 65_536;

    /// <summary>The <see cref="Source"/> of a layer that is one colour.</summary>
    public const int NoSource = -1;

    // A number as all the rest: a struct in here would have layers made beside their place and copied, which waits for the writes.
    private readonly int _colour;

    /// <summary>An opaque layer whose share of the label is its area.</summary>
    /// <param name="source">The source's row in the base shards taken in order.</param>
    /// <param name="cropX">Left edge of the crop in A, 0..W − width.</param>
    /// <param name="cropY">Top edge of the crop in A, 0..H − height.</param>
    /// <param name="width">Width, 0..W.</param>
    /// <param name="height">Height, 0..H.</param>
    /// <param name="atX">Left edge in the sample.</param>
    /// <param name="atY">Top edge in the sample.</param>
    /// <param name="flip">Whether the source is mirrored left to right before the shift.</param>
    /// <param name="shiftX">How far the source moves right (negative: left) before the crop.</param>
    /// <param name="shiftY">How far the source moves down (negative: up) before the crop.</param>
    public Layer(
        int source, int cropX, int cropY, int width, int height, int atX, int atY, bool flip, int shiftX, int shiftY)
    {
        (Source, CropX, CropY, Width, Height, AtX, AtY) = (source, cropX, cropY, width, height, atX, atY);
        (Flip, ShiftX, ShiftY) = (flip, shiftX, shiftY);
        (Opacity, Share, _colour) = (Opaque, width * height, 0);
    }

    /// <summary>The source's row in the base shards taken in order; <see cref="NoSource"/> for a colour.</summary>
    public int Source { get; init; }

    /// <summary>Left edge of the crop in A.</summary>
    public int CropX { get; init; }

    /// <summary>Top edge of the crop in A.</summary>
    public int CropY { get; init; }

    /// <summary>Width, 0..W.</summary>
    public int Width { get; init; }

    /// <summary>Height, 0..H.</summary>
    public int Height { get; init; }

    /// <summary>Left edge in the sample.</summary>
    public int AtX { get; init; }

    /// <summary>Top edge in the sample.</summary>
    public int AtY { get; init; }

    /// <summary>Whether the source is mirrored left to right before the shift.</summary>
    public bool Flip { get; init; }

    /// <summary>How far the source moves right (negative: left) before the crop.</summary>
    public int ShiftX { get; init; }

    /// <summary>How far the source moves down (negative: up) before the crop.</summary>
    public int ShiftY { get; init; }

    /// <summary>How much of what is below it hides, in 65,536ths: 0..<see cref="Opaque"/>.</summary>
    public int Opacity { get; init; }

    /// <summary>
    /// What the source weighs in the label, from 0; the shares of a sample sum to <see cref="SamplePlan.LabelTotal"/>.
    /// </summary>
    public int Share { get; init; }

    /// <summary>The colour, of a layer without a source.</summary>
    public Rgb24 Colour
    {
        get => new((byte)(_colour >> 16), (byte)(_colour >> 8), (byte)_colour);
        init => _colour = (value.R << 16) | (value.G << 8) | value.B;
    }

    /// <summary>How many pixels of the sample it covers.</summary>
    public int Area => Width * Height;

    /// <summary>Whether it is one colour.</summary>
    public bool IsColour => Source < 0;

    /// <summary>A rectangle of one opaque colour that takes no part in the label.</summary>
    /// <param name="colour">The colour.</param>
    /// <param name="x">Left edge in the sample.</param>
    /// <param name="y">Top edge in the sample.</param>
    /// <param name="width">Width, 0..W.</param>
    /// <param name="height">Height, 0..H.</param>
    public static Layer Filled(Rgb24 colour, int x, int y, int width, int height) =>
        new(NoSource, 0, 0, width, height, x, y, flip: false, 0, 0) { Share = 0, Colour = colour };
}
