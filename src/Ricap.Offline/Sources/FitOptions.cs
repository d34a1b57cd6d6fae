using Ricap.Sources.Decoding;

namespace Ricap.Sources;

/// <summary>How a source of any size becomes Width×Height.</summary>
public enum FitMode
{
    /// <summary>Both axes are scaled on their own; the aspect ratio may change.</summary>
    Stretch,

    /// <summary>
    /// Scaled, aspect kept, until it covers the target; what sticks out is cut off evenly on both sides.
    /// </summary>
    Crop,

    /// <summary>Scaled, aspect kept, until it fits inside; the rest is background, evenly on both sides.</summary>
    Pad,
}

/// <summary>What <see cref="SourceContent.Decode"/> makes of a source.</summary>
/// <remarks>
/// With a source of w×h and a target of W×H, all in integers:
/// <list type="bullet">
/// <item><see cref="FitMode.Stretch"/>: the source is resampled to W×H.</item>
/// <item><see cref="FitMode.Crop"/>: where w·H ≥ h·W the scaled height is H and the scaled width
/// max(W, ⌊(2·w·H + h) / 2h⌋), that is w·H/h with halves rounded up; else the same with the axes exchanged.
/// The visible window starts at ⌊(scaled − target) / 2⌋ of each axis, so an odd rest loses its extra pixel on the
/// right or at the bottom.</item>
/// <item><see cref="FitMode.Pad"/>: where w·H ≥ h·W the scaled width is W and the scaled height
/// max(1, ⌊(2·h·W + w) / 2w⌋); else the same with the axes exchanged. The image starts at ⌊(target − scaled) / 2⌋ of
/// each axis, so an odd rest puts its extra background on the right or at the bottom.</item>
/// </list>
/// An axis whose scaled size is its own size keeps its pixels exactly.
/// </remarks>
/// <param name="Width">Pixels across, at least 1.</param>
/// <param name="Height">Pixels down, at least 1.</param>
/// <param name="Fit">How the source is made to fit.</param>
/// <param name="Background">What lies under transparent pixels and beside a padded image.</param>
/// <param name="MaxPixels">A source of more pixels than this is refused before memory is taken for it.</param>
internal sealed record FitOptions(int Width, int Height, FitMode Fit, Rgb24 Background, long MaxPixels)
{
    /// <summary>
    /// The largest source that is decoded unless told otherwise: 100 megapixels, 400 MB while decoding.
    /// </summary>
    public const long DefaultMaxPixels = 100_000_000;

    /// <summary>The most pixels that can be allowed.</summary>
    public static int MostPixels => PixelBuffer.MaxPixels;

    /// <summary>Stretch, on white, with <see cref="DefaultMaxPixels"/>.</summary>
    public FitOptions(int width, int height)
        : this(width, height, FitMode.Stretch, Rgb24.White, DefaultMaxPixels)
    {
    }

    /// <summary>Bytes of one decoded source: three a pixel.</summary>
    public int ByteCount => checked(Width * Height * 3);
}
