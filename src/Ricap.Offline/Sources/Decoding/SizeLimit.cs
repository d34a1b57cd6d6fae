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

        // A negative or huge value can only come out of a damaged header; it is refused as too large all the same.
        long limit = Math.Min(maxPixels, PixelBuffer.MaxPixels);
        if (Int128.Abs((Int128)width * height) > limit)
        {
            throw new RicapException(Problem.Error(
                ProblemCodes.TooManyPixels,
                path,
                $"the image is {width}x{height}: more than the {limit} pixels allowed; shrink it or raise the limit"));
        }
    }
}
