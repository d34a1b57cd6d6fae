namespace Ricap.Sources.Decoding;

/// <summary>What is asked of an image's size before any memory is taken for its pixels.</summary>
internal static class SizeLimit
{
    public static void Check(long width, long height, string path, long maxPixels)
    {
        if (width == 0 || height == 0)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.ZeroSizeImage, path, $"the image is {width}x{height}: it has no pixels"));
        }

        if ((Int128)width * height > Math.Min(maxPixels, PixelBuffer.MaxPixels))
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.TooManyPixels,
                path,
                maxPixels < PixelBuffer.MaxPixels
                    ? $"the image is {width}x{height}: more than the {maxPixels} pixels allowed; shrink it or raise the limit"
                    : $"the image is {width}x{height}: more than the {PixelBuffer.MaxPixels} pixels that can be allowed; shrink it"));
        }
    }
}
